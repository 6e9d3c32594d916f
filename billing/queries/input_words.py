"""An input of a bill in words: what it is called, and what it was and is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.queries.words import inputs as words
from partnercenter import localize
from partnercenter.money import Money
from partnercenter.periods import Period

NOTHING = "\N{EN DASH}"


def name_told(said: Mapping[str, str]) -> str:
    """Return what the input is called; ``said`` is a difference as an invoice keeps it."""
    kind, *rest = said["name"].split(" ")
    if kind in ("use", "price") and rest[1:] == ["before"]:
        kind = f"{kind} before"
    elif kind == "tax":
        kind = said["name"]
    template = words.NAMES.get(kind)
    return str(template) % _gaps(said, rest) if template else said["name"]


def values_told(said: Mapping[str, str]) -> tuple[str, str]:
    """Return what the input was and is; a dash where it was or is not there."""
    kind, *rest = said["name"].split(" ")
    before, after = said["before"], said["after"]
    if kind == "calculation":
        return NOTHING, str(words.NEW_VERSION)
    if kind == "price" and rest[1:] == ["before"]:
        return NOTHING, str(words.CORRECTED)
    tell = VALUES.get(said["name"] if kind == "tax" else kind, _as_it_is)
    told = [tell(value, said) if value else NOTHING for value in (before, after)]
    if told[0] == told[1]:
        same = {"use": words.OTHER_DAYS, "invoiced": words.OTHER_LINES}
        told[1] = str(same.get(kind, told[1]))
    return told[0], told[1]


def _gaps(said: Mapping[str, str], rest: list[str]) -> dict[str, str]:
    last = rest[-1] if rest else ""
    is_day = len(last) == len("2026-01-01") and last[4:5] == "-"
    day = date.fromisoformat(last) if is_day else None
    return {
        "number": last,
        "meter": said.get("meter") or _("a meter"),
        "rule": last.replace("_", " "),
        "day": localize.day(day) if day else "",
        "month": format_skeleton("yMMM", day, locale=localize.locale_of()) if day else "",
    }


def _as_it_is(value: str, _said: Mapping[str, str]) -> str:
    return value.replace("_", " ")


def _day(value: str, _said: Mapping[str, str]) -> str:
    return localize.day(date.fromisoformat(value))


def _event(value: str, _said: Mapping[str, str]) -> str:
    action, day, quantity = value.split(" ")
    gaps = {"day": _day(day, {}), "quantity": localize.quantity(int(quantity))}
    return str(words.ACTIONS[action]) % gaps


def _term(value: str, _said: Mapping[str, str]) -> str:
    first, last, currency, price, months, _anchor, cycle = value.split(" ")
    days = Period.of_days(date.fromisoformat(first), date.fromisoformat(last))
    priced = words.PRICED.get(int(months), _("%(price)s for %(months)s months"))
    return _("%(days)s at %(price)s, %(cycle)s") % {
        "days": localize.period(days),
        "price": str(priced) % {"price": _price_of(currency, price), "months": months},
        "cycle": str(words.CYCLES.get(int(cycle), "")) or _every(int(cycle)),
    }


def _every(months: int) -> str:
    words_of = ngettext("charged every month", "charged every %(months)d months", months)
    return words_of % {"months": months}


def _use(value: str, said: Mapping[str, str]) -> str:
    units, unit = localize.quantity(Decimal(value.split(" ")[0])), said.get("unit", "")
    return f"{units} {'× ' if unit[:1].isdecimal() else ''}{unit}".strip()


def _price(value: str, _said: Mapping[str, str]) -> str:
    last, currency, price, included, *tiers = value.split(" ")
    told = [
        _("%(price)s until %(day)s") % {"price": _price_of(currency, price), "day": _day(last, {})}
    ]
    if Decimal(included):
        told.append(_("%(units)s included") % {"units": localize.quantity(Decimal(included))})
    for tier in tiers:
        above, unit_price = tier.split(":")
        gaps = {
            "price": _price_of(currency, unit_price),
            "units": localize.quantity(Decimal(above)),
        }
        told.append(_("%(price)s above %(units)s") % gaps)
    return ", ".join(told)


def _invoiced(value: str, _said: Mapping[str, str]) -> str:
    count, sums, _mark = value.split(" ")
    amounts = (part.split(":") for part in sums.split("+"))
    told = ", ".join(localize.money(Money(Decimal(sum_), code)) for code, sum_ in amounts)
    lines = ngettext("%(count)s line", "%(count)s lines", int(count))
    return f"{told} ({lines % {'count': localize.quantity(int(count))}})"


def _amount(value: str, _said: Mapping[str, str]) -> str:
    currency, amount = value.split(" ")
    return localize.money(Money(Decimal(amount), currency))


def _price_of(currency: str, price: str) -> str:
    return localize.price(Money(Decimal(price), currency))


VALUES: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "event": _event,
    "term": _term,
    "use": _use,
    "price": _price,
    "rate": lambda value, _said: localize.quantity(Decimal(value)),
    "managed": lambda value, _said: _("until %(day)s") % {"day": _day(value, {})},
    "unearning": lambda _value, _said: _("earns none"),
    "anchor": _day,
    "applies_on": _day,
    "amount": _amount,
    "reason": lambda value, _said: value,
    "invoiced": _invoiced,
    "tax rule": lambda value, _said: str(words.TAXES.get(value, value)),
    "tax percent": lambda value, _said: localize.percent(Decimal(value)),
    "tax rounding": lambda value, _said: str(words.ROUNDINGS.get(value, value)),
    "tax buyer_country": lambda value, _said: localize.country(value),
    "tax seller_country": lambda value, _said: localize.country(value),
    "tax buyer_vat_number": lambda value, _said: value,
    "tax exemption": lambda value, _said: value,
}
