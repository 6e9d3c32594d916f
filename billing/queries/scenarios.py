"""The common billing scenarios, told in the reader's words from what was played once."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.engine.calendar import due_date
from billing.queries import wording
from partnercenter import localize
from partnercenter.money import Money, total
from partnercenter.periods import Period

SOURCE = Path(__file__).with_name("scenarios.json")

GROUPS: Mapping[str, Promise] = {
    "new": gettext_lazy("A new subscription"),
    "quantity": gettext_lazy("Another number of licences"),
    "suspend": gettext_lazy("Suspended, and back again"),
    "cancel": gettext_lazy("Cancelled"),
    "add_on": gettext_lazy("Add-ons"),
    "one_time": gettext_lazy("One-time and recurring purchases"),
}
# The action that tells what a scenario is about, the most telling first.
BY_ACTION = {
    "buy_addon": "add_on",
    "cancel": "cancel",
    "suspend": "suspend",
    "set_quantity": "quantity",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an invoice, with what its charge type means."""

    charge_type: str
    meaning: str
    period: Period
    quantity: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """The rows of one invoice and their sum; the day is None for calendar months."""

    on: date | None
    due_on: date | None
    lines: tuple[Line, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story in words, and what is billed for it."""

    anchor: str
    title: str
    story: tuple[str, ...]
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Scenarios about the same kind of thing."""

    code: str
    title: str
    scenarios: tuple[Scenario, ...]


def groups() -> list[Group]:
    """Return all scenarios by what they are about, in the reader's language."""
    found: dict[str, list[Scenario]] = {code: [] for code in GROUPS}
    for told in _played():
        found[_group_of(told)].append(_scenario(told))
    return [Group(code, str(GROUPS[code]), tuple(rows)) for code, rows in found.items() if rows]


@functools.cache
def _played() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(SOURCE.read_text(encoding="utf-8")))


def _group_of(told: Mapping[str, Any]) -> str:
    if told["kind"] == "one_time":
        return "one_time"
    if told["base_on"]:
        return "add_on"
    actions = {event["action"] for event in told["events"]}
    return next((group for action, group in BY_ACTION.items() if action in actions), "new")


def _scenario(told: Mapping[str, Any]) -> Scenario:
    return Scenario(
        anchor=str(told["id"]).lower(),
        title=_title(told),
        story=(_bought(told), *(_happened(event, told) for event in told["events"])),
        bills=tuple(_bills(told)),
    )


def _title(told: Mapping[str, Any]) -> str:
    """Say how it is paid and what happens, so that two scenarios are told apart."""
    if told["kind"] == "one_time":
        paid = _("By calendar months")
    else:
        paid = _("Paid by the year") if told["frequency"] == "annual" else _("Paid by the month")
    happened, held = [], told["quantity"]
    for event in told["events"]:
        happened.append(_headline(event, told, held))
        held = event.get("qty", held) if event["action"] == "set_quantity" else held
    if told["base_on"]:
        happened.insert(0, _("added on to a base within its charge cycle"))
    words = ", ".join(happened) or _("nothing else happens")
    return _("%(paid)s: %(happened)s") % {"paid": paid, "happened": words}


def _headline(event: Mapping[str, Any], told: Mapping[str, Any], held: int) -> str:
    days = (date.fromisoformat(event["on"]) - date.fromisoformat(told["bought_on"])).days
    after = ngettext("after %(days)d day", "after %(days)d days", days) % {"days": days}
    if not days:
        after = _("on the same day")
    words = {
        "set_quantity": _("from %(before)s to %(quantity)s licences %(after)s"),
        "suspend": _("suspended %(after)s"),
        "reactivate": _("back %(after)s"),
        "cancel": _("cancelled %(after)s"),
        "buy_addon": _("an add-on %(after)s"),
    }[event["action"]]
    quantity = event.get("qty", "")
    return words % {"before": held, "quantity": quantity, "after": after}


def _price(told: Mapping[str, Any]) -> str:
    figure = localize.money(Money(Decimal(told["price"]), told["currency"]))
    words = _("%(price)s a year") if told["price_months"] == 12 else _("%(price)s a month")
    return words % {"price": figure}


def _bought(told: Mapping[str, Any]) -> str:
    count = told["quantity"]
    said = [
        ngettext(
            "%(count)d licence for %(price)s is bought on %(day)s.",
            "%(count)d licences for %(price)s each are bought on %(day)s.",
            count,
        )
        % {"count": count, "price": _price(told), "day": _day(told["bought_on"])}
    ]
    if told["base_on"]:
        on = {"day": _day(told["base_on"])}
        said.append(_("The charge cycle of their base began on %(day)s.") % on)
    if told["billing_day"]:
        day = {"number": told["billing_day"]}
        said.append(_("Your billing date is day %(number)s of the month.") % day)
    return " ".join(said)


def _happened(event: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    words = {
        "set_quantity": _("%(day)s: the number of licences becomes %(quantity)s."),
        "suspend": _("%(day)s: it is suspended."),
        "reactivate": _("%(day)s: it is put back into use."),
        "cancel": _("%(day)s: it is cancelled."),
        "buy_addon": _("%(day)s: an add-on is bought for %(price)s a month."),
    }[event["action"]]
    price = Money(Decimal(event.get("price_per_month", "0")), told["currency"])
    return words % {
        "day": _day(event["on"]),
        "quantity": event.get("qty", ""),
        "price": localize.money(price),
    }


def _bills(told: Mapping[str, Any]) -> Iterable[Bill]:
    for file in told["files"]:
        if not file["rows"]:
            continue
        lines = tuple(_line(row, told["currency"]) for row in file["rows"])
        on = date.fromisoformat(file["on"]) if file["on"] else None
        yield Bill(
            on,
            due_date(on) if on else None,
            lines,
            total((line.amount for line in lines), told["currency"]),
        )


def _line(row: list[str], currency: str) -> Line:
    charge_type, first, last, quantity, amount = row
    money = Money(Decimal(amount), currency)
    meaning = wording.CHARGE_TYPES.get(charge_type, wording.OTHER_TYPE)
    return Line(
        charge_type,
        str(meaning.credit if money.amount < 0 else meaning.charge),
        Period.of_days(date.fromisoformat(first), date.fromisoformat(last)),
        Decimal(quantity),
        money,
    )


def _day(value: str) -> str:
    return localize.day(date.fromisoformat(value))
