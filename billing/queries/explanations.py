"""Why a line is what it is, in words: the rule, the reason, and the formula with its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import ChargeRecord, Invoice
from billing.queries import wording
from partnercenter import localize
from partnercenter.money import Money, zero
from partnercenter.periods import Period
from pricing.models import PriceList

NUMBER = re.compile(r"\d+\.\d+")
UNKNOWN = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation; ``figure`` is what came out."""

    words: str
    formula: str
    figure: Money | Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a page needs to explain one line."""

    meaning: str
    reason: str
    rule: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    rounding: str
    notes: tuple[str, ...]
    price_list: PriceList | None
    amount: Money
    discount: Money
    net: Money
    tax: Money
    tax_words: str

    @property
    def gross(self) -> Money:
        return self.net + self.tax


def explain(line: ChargeRecord) -> Explanation:
    """Explain one line; its invoice and its price's list should have been fetched with it."""
    told, currency = line.explanation, line.invoice.currency
    rule, inputs = told.get("rule", ""), told.get("inputs", {})
    words = _Words(line, inputs)
    strategy = inputs.get("strategy", "") if rule == "license.proration" else ""
    return Explanation(
        meaning=_meaning(line),
        reason=words.fill(wording.REASONS.get(told.get("because", ""))),
        rule=words.fill(wording.RULES.get(rule)),
        facts=tuple(_facts(line, inputs)),
        steps=tuple(_steps(line, strategy or rule)),
        rounding=words.fill(wording.ROUNDING.get(strategy or rule)),
        notes=tuple(words.note(note) for note in told.get("notes", [])),
        price_list=line.price.price_list if line.price else None,
        amount=Money(line.amount, currency),
        discount=Money(-line.discount, currency),
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        tax_words=tax_words(line.invoice),
    )


def tax_words(invoice: Invoice) -> str:
    """Say why the invoice carries the tax it carries."""
    decision: Mapping[str, str] = invoice.tax_decision
    template = wording.TAX_RULES.get(decision.get("rule", ""))
    if template is None:
        return ""
    return str(template) % {
        "percent": localize.percent(Decimal(decision["percent"])),
        "seller_country": country(decision["seller_country"]),
        "buyer_country": country(decision["buyer_country"]),
        "buyer_vat_number": decision["buyer_vat_number"],
    }


def country(code: str) -> str:
    """Return a country's name in the page's language."""
    return str(localize.locale_of().territories.get(code, code))


def _meaning(line: ChargeRecord) -> str:
    meaning = wording.CHARGE_TYPES.get(line.charge_type, wording.OTHER_TYPE)
    return str(meaning.credit if line.net < 0 else meaning.charge)


class _Words:
    """Fills the gaps of a sentence with the line's own days and numbers."""

    def __init__(self, line: ChargeRecord, inputs: Mapping[str, Any]) -> None:
        self.currency = line.invoice.currency
        smallest = zero(self.currency).smallest
        self.gaps: dict[str, str] = {
            "unit": localize.money(Money(smallest, self.currency)),
            "window_days": str(inputs.get("window_days", UNKNOWN)),
            "event_on": _day(inputs.get("event_on")) or localize.day(line.recognised_on),
            "purchased_on": _day(inputs.get("purchased_on") or inputs.get("start")) or UNKNOWN,
            "cycle_start": _day(inputs.get("cycle_start")) or localize.day(line.period.start),
            "cycle_end": _day(inputs.get("cycle_end")) or localize.day(line.period.last),
            "cycle": _stretch(inputs, "cycle_start", "cycle_end") or localize.period(line.period),
        }

    def fill(self, template: object) -> str:
        return str(template) % self.gaps if template else ""

    def note(self, note: Mapping[str, str]) -> str:
        figures = {
            name: localize.money(Money(Decimal(note[name]), self.currency))
            for name in ("asked", "allowed")
            if name in note
        }
        template = wording.NOTES.get(note["code"])
        return str(template) % {**self.gaps, **figures} if template else ""


def _facts(line: ChargeRecord, inputs: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Tell the inputs that this line has, in the order a reader asks for them."""
    currency, unit = line.invoice.currency, line.texts.get("unit", "")
    price = Money(line.list_price, currency)
    facts = [(_("Price"), _price_words(price, line.billing_type, unit))]
    if line.billing_type == "usage" and "consumed" in inputs:
        facts.append((_("Used"), _quantity(inputs["consumed"], unit)))
        facts.append((_("Included"), _quantity(inputs.get("included", "0"), unit)))
    else:
        facts.append((_("Quantity"), localize.quantity(line.quantity)))
    if cycle := _stretch(inputs, "cycle_start", "cycle_end"):
        label = _("Service period") if line.billing_type == "usage" else _("Charge cycle")
        facts.append((label, cycle))
    if "cycle_days" in inputs:
        facts.append((_("Days charged"), _days(int(inputs["days"]), int(inputs["cycle_days"]))))
    if bought := _day(inputs.get("purchased_on")):
        facts.append((_("Bought on"), bought))
    facts.append((_("Recognised on"), localize.day(line.recognised_on)))
    return facts


def _price_words(price: Money, billing_type: str, unit: str) -> str:
    figure = localize.price(price)
    if billing_type == "license":
        return _("%(price)s a licence and month") % {"price": figure}
    if billing_type == "usage" and unit:
        return _("%(price)s for %(unit)s") % {"price": figure, "unit": unit}
    return figure


def _days(days: int, cycle_days: int) -> str:
    if days >= cycle_days:
        return ngettext(
            "The whole cycle: %(days)d day", "The whole cycle: %(days)d days", days
        ) % {"days": days}
    return _("%(days)d of the cycle's %(cycle_days)d days") % {
        "days": days,
        "cycle_days": cycle_days,
    }


def _steps(line: ChargeRecord, key: str) -> Sequence[Step]:
    """Tell the calculation step by step; a credit ends with its sign turned."""
    currency = line.invoice.currency
    inputs, steps = line.explanation.get("inputs", {}), line.explanation.get("steps", [])
    told = []
    if inputs.get("months", 1) > 1 and key not in {"license.reversal", "license.full_credit"}:
        told.append(_price_of_the_cycle(inputs, currency))
    words = wording.STEPS.get(key, ())
    for index, step in enumerate(steps):
        value = Decimal(step["value"])
        is_quantity = key == "usage.line" and index == 0
        told.append(
            Step(
                str(words[index]) if index < len(words) else "",
                _formula(step["formula"]),
                value if is_quantity else Money(value, currency),
            )
        )
    if line.amount < 0 and key != "correction":
        given_back = Money(line.amount, currency)
        told.append(Step(_("Given back, so with a minus sign"), "", given_back))
    return told


def _price_of_the_cycle(inputs: Mapping[str, Any], currency: str) -> Step:
    price, months = Decimal(inputs["price"]), int(inputs["months"])
    words = _("Price of one licence for the charge cycle of %(months)d months")
    formula = _formula(f"{price} × {months}")
    return Step(words % {"months": months}, formula, Money(price * months, currency))


def _formula(text: str) -> str:
    """Show a formula without the zeros that a stored price carries beyond its cents."""
    if not any(character.isdigit() for character in text):
        return ""
    return NUMBER.sub(lambda found: _tidy(found[0]), text)


def _tidy(number: str) -> str:
    whole, _point, decimals = number.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _quantity(value: str, unit: str) -> str:
    return f"{localize.quantity(Decimal(value))} {unit}".strip()


def _day(value: str | None) -> str:
    return localize.day(date.fromisoformat(value)) if value else ""


def _stretch(inputs: Mapping[str, Any], first: str, last: str) -> str:
    if first not in inputs or last not in inputs:
        return ""
    days = Period.of_days(date.fromisoformat(inputs[first]), date.fromisoformat(inputs[last]))
    return localize.period(days)
