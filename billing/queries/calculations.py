"""What a line was calculated from, and how, step by step, written for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.engine import adjustments
from billing.models import ChargeRecord
from billing.queries import wording
from partnercenter import localize
from partnercenter.money import Money, minor_units
from partnercenter.periods import Period
from pricing.engine.kinds import METERED
from pricing.engine.terms import PricePoint

NUMBER = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation; ``figure`` is what came out."""

    words: str
    formula: str
    figure: Money | Decimal


def facts_of(line: ChargeRecord) -> Sequence[tuple[str, str]]:
    """Tell the inputs that the line has, in the order a reader asks for them."""
    inputs = line.explanation.get("inputs", {})
    if line.adjustment or line.explanation.get("rule") in adjustments.DERIVATIONS:
        return list(_granted_told(line, inputs))
    priced_in = inputs.get("pricing_currency") or line.invoice.currency
    unit, metered = line.texts.get("unit", ""), line.billing_type in METERED
    price = Money(line.list_price, priced_in)
    months = int(inputs.get("price_months", 1))
    facts = [(_("Price"), _price_words(price, line.billing_type, unit, months))]
    if metered and "consumed" in inputs:
        facts += _use_told(inputs, unit)
    else:
        facts.append((_("Quantity"), localize.quantity(line.quantity)))
    facts += _credit_and_rate_told(line, priced_in)
    # What is bought for good has no cycle, only its day.
    cycle = stretch_told(inputs, "cycle_start", "cycle_end") if inputs.get("months") != 0 else ""
    if cycle:
        facts.append((_("Service period") if metered else _("Charge cycle"), cycle))
    if cycle and "cycle_days" in inputs:
        label = _("Days given back") if line.net < 0 else _("Days charged")
        facts.append((label, _days(int(inputs["days"]), int(inputs["cycle_days"]))))
    if bought := day_told(inputs.get("purchased_on")):
        facts.append((_("Bought on"), bought))
    facts.append((_("Recognised on"), localize.day(line.recognised_on)))
    return facts


def _granted_told(line: ChargeRecord, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Tell a refund its reason, for it bears the name of its line; an adjustment is its reason."""
    reason = line.adjustment.reason if line.adjustment else inputs.get("reason", "")
    if reason != line.texts.get("sku"):
        yield _("Reason"), reason
    yield _("Applies from"), localize.day(line.recognised_on)


def _use_told(inputs: Mapping[str, Any], unit: str) -> Iterator[tuple[str, str]]:
    yield _("Used"), _quantity(inputs["consumed"], unit)
    yield _("Included"), _quantity(inputs.get("included", "0"), unit)
    if inputs.get("tier", 1) > 1:
        yield _("Tier"), str(inputs["tier"])


def _credit_and_rate_told(line: ChargeRecord, priced_in: str) -> Iterator[tuple[str, str]]:
    """Tell what makes the price in effect another than that of the list."""
    inputs = line.explanation.get("inputs", {})
    if percent := Decimal(inputs.get("earned_credit_percent", 0)):
        yield _("Partner credit"), localize.percent(percent)
    if "effective_unit_price" in inputs:
        effective = Money(Decimal(inputs["effective_unit_price"]), priced_in)
        yield _("Price in effect"), localize.price(effective)
    if priced_in != line.invoice.currency and "exchange_rate" in inputs:
        rate = Money(Decimal(inputs["exchange_rate"]), line.invoice.currency)
        worth = _("%(rate)s for %(currency)s 1 (%(source)s)")
        yield (
            _("Exchange rate"),
            worth
            % {
                "rate": localize.price(rate),
                "currency": priced_in,
                "source": inputs.get("exchange_rate_source", ""),
            },
        )


def _price_words(price: Money, billing_type: str, unit: str, months: int) -> str:
    figure = localize.price(price)
    told = {"price": figure, "months": months}
    if billing_type == "license":
        words = ngettext(
            "%(price)s a licence and month", "%(price)s a licence and %(months)d months", months
        )
        return words % told
    if months > 1:
        return _("%(price)s for %(months)d months") % told
    if billing_type in METERED and unit:
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


def steps_of(line: ChargeRecord, key: str) -> Sequence[Step]:
    """Tell the calculation step by step; a credit ends with its sign turned.

    ``key`` names the words of the steps: the rule, or the strategy of a proration.
    """
    currency = line.invoice.currency
    inputs, steps = line.explanation.get("inputs", {}), line.explanation.get("steps", [])
    told: list[Step] = []
    if "cycle_price" in inputs and not {"charged_before", "paid"} & set(inputs):
        told += _price_of_the_cycle(line, inputs)
    words = wording.STEPS.get(key, ())
    for index, step in enumerate(steps):
        value = Decimal(step["value"])
        is_quantity = index == 0 and key.partition(".")[0] in METERED
        told.append(
            Step(
                str(words[index]) if index < len(words) else "",
                _formula(step["formula"]),
                value if is_quantity else Money(value, step.get("currency", currency)),
            )
        )
    if line.amount < 0 and key != "correction":
        given_back = Money(line.amount, currency)
        told.append(Step(_("Given back, so with a minus sign"), "", given_back))
    return told


def _price_of_the_cycle(line: ChargeRecord, inputs: Mapping[str, Any]) -> Iterator[Step]:
    """Tell how the price of the list became that of the cycle, where it is another."""
    currency, months = line.invoice.currency, int(inputs["months"])
    priced_in, of = inputs.get("pricing_currency") or currency, int(inputs["price_months"])
    price = Decimal(inputs["price"])
    if months not in (0, of):
        formula = f"{price} × {months}" + (f" / {of}" if of > 1 else "")
        price = PricePoint("", price, months=of).for_months(months, priced_in)
        words = _price_of_months(line.billing_type, months)
        yield Step(words, _formula(formula), Money(price, priced_in))
    if "exchange_rate" in inputs:
        formula = f"ROUND({price} × {inputs['exchange_rate']}, {minor_units(currency)})"
        converted = Money(Decimal(inputs["cycle_price"]), currency)
        yield Step(_("At the exchange rate of the month"), _formula(formula), converted)


def _price_of_months(billing_type: str, months: int) -> str:
    if billing_type == "license":
        words = ngettext(
            "Price of one licence for the charge cycle of %(months)d month",
            "Price of one licence for the charge cycle of %(months)d months",
            months,
        )
    else:
        words = ngettext(
            "Price of one for the charge cycle of %(months)d month",
            "Price of one for the charge cycle of %(months)d months",
            months,
        )
    return words % {"months": months}


def _formula(text: str) -> str:
    """Show a formula without the zeros that a stored price carries beyond its cents."""
    if not any(character.isdigit() for character in text):
        return ""
    return NUMBER.sub(lambda found: _tidy(found[0]), text)


def _tidy(number: str) -> str:
    whole, _point, decimals = number.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _quantity(value: str, unit: str) -> str:
    """Write a quantity with its unit; a unit that begins with a number is counted itself."""
    figure, sign = localize.quantity(Decimal(value)), "× " if unit[:1].isdecimal() else ""
    return f"{figure} {sign}{unit}".strip()


def day_told(value: str | None) -> str:
    """Write a day that was stored as text; nothing for nothing."""
    return localize.day(date.fromisoformat(value)) if value else ""


def stretch_told(inputs: Mapping[str, Any], first: str, last: str) -> str:
    """Write the days between two inputs, both included; nothing when one is missing."""
    if first not in inputs or last not in inputs:
        return ""
    days = Period.of_days(date.fromisoformat(inputs[first]), date.fromisoformat(inputs[last]))
    return localize.period(days)
