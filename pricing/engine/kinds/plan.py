"""A consumption plan: metered use of a calendar month, less the partner credit, converted.

Rating is daily and cumulative over the month: one row for each meter, price, tier and whether
its days earn the credit (domain 4.9, 5.3, 11; EX-26, EX-27, EX-29). Costs are cut off, never
rounded up; what one unit costs in effect follows from the cost, and so moves every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from partnercenter.money import EXACT, Money, exactly, half_up, minor_units, toward_zero
from partnercenter.periods import Period, add_months, cycles, month_of
from pricing.engine import conversion, earned_credit
from pricing.engine.activity import Activity
from pricing.engine.metered import Used, plain, rows
from pricing.engine.pieces import Derivation, Piece
from pricing.engine.rates import rated
from pricing.engine.service_periods import UseByDay, services
from pricing.engine.terms import PricePoint, Terms

CODE, LABEL, PRORATION = "plan", "Consumption plan", ""
METERED = True
CHARGE_TYPE = "New"
UNIT_PRICE_PLACES = 15


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the rows of every calendar month that ended with the period's last day, or before.

    A month is recognised on its last day, or on that of the cancellation, late use on the day on
    which it became known. Raises NoPrice when something was used on a day without a price, and
    NoRate when it is billed in another currency and the month has no exchange rate.
    """
    use, told = UseByDay(activity.consumed), []
    for service in services(_months(terms.anchor), activity):
        if service.period.last > period.last:
            break
        for meter, consumed in use.within(service.period):
            percent = partial(earned_credit.percent_on, terms, meter)
            found = rows(terms, meter, consumed, service, through=period.last, percent=percent)
            told += [_row(terms, meter, used) for used in found]
    return iter(sorted(told, key=lambda piece: piece.recognised_on))


def billable_cost(units: Decimal, unit_price: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return FLOOR(units × price × (1 − percent)), cut off after minor units (domain 4.9)."""
    full = EXACT.multiply(units, unit_price)
    earned = exactly(EXACT.multiply(full, EXACT.subtract(Decimal(100), percent)), 100)
    return toward_zero(earned, minor_units(currency))


def effective_unit_price(cost: Decimal, units: Decimal) -> Decimal:
    """Return cost ÷ units as it is shown, with 15 decimals; amounts never come from it."""
    return half_up(exactly(cost, units), UNIT_PRICE_PLACES) if units else Decimal(0)


def tier_lines(
    price: PricePoint, quantity: Decimal, percent: Decimal, currency: str
) -> list[dict[str, Decimal]]:
    """Return the rows that a quantity makes by itself, free tiers included (domain 4.9)."""
    lines = []
    for part in rated(price, quantity):
        cost = billable_cost(part.quantity, part.unit_price, percent, currency)
        lines.append(
            {
                "billable_quantity": part.quantity,
                "effective_unit_price": effective_unit_price(cost, part.quantity),
                "subtotal": cost,
            }
        )
    return lines


def daily_totals(
    effective_unit_price: Decimal,
    quantity: Decimal,
    rate: Decimal = Decimal(1),
    *,
    currency: str = "USD",
    pricing_currency: str = "USD",
) -> dict[str, Decimal]:
    """Return the totals of one day before tax, by the names of their columns (domain 8.4)."""
    exact = EXACT.multiply(effective_unit_price, quantity)
    return {
        "PricingPreTaxTotal": toward_zero(exact, minor_units(pricing_currency)),
        "BillingPreTaxTotal": conversion.floored(exact, rate, currency).amount,
    }


def _months(start: date) -> Iterator[Period]:
    """Yield the rest of the first month, then calendar months (CA-06)."""
    first = month_of(start)
    yield Period(start, first.end)
    yield from cycles(add_months(first.start, 1))


def _row(terms: Terms, meter: str, used: Used) -> Piece:
    priced_in = terms.pricing_currency or terms.currency
    cost = billable_cost(used.quantity, used.unit_price, used.percent, priced_in)
    unit = effective_unit_price(cost, used.quantity)
    steps = [used.overage_step(), _cost_step(used, cost, priced_in)]
    converted, amount = priced_in != terms.currency, Money(cost, terms.currency)
    rate, source = Decimal(1), ""
    if converted:
        found = conversion.rate_on(
            terms.rates, used.stretch.start, pricing_currency=priced_in, currency=terms.currency
        )
        rate, source = found.rate, found.source
        amount = conversion.floored(cost, rate, terms.currency)
        formula = f"FLOOR({cost} × {plain(rate)}, {minor_units(terms.currency)})"
        steps.append({"formula": formula, "value": str(amount.amount)})
    return Piece(
        charge_type=CHARGE_TYPE,
        period=used.stretch,
        quantity=used.quantity,
        unit_price=unit,
        list_price=used.unit_price,
        amount=amount,
        recognised_on=used.known_on or used.service.period.last,
        price_key=used.price.key,
        meter=meter,
        explanation={
            "rule": "plan.converted" if converted else "plan.line",
            "because": used.because,
            "inputs": {
                **used.inputs(),
                "earned_credit_percent": plain(used.percent),
                "price_adjustment": earned_credit.in_words(used.percent),
                "pricing_currency": priced_in,
                "pricing_amount": str(cost),
                "effective_unit_price": plain(unit),
                "exchange_rate": plain(rate),
                "exchange_rate_source": source,
                "exchange_rate_on": used.service.period.start.replace(day=1).isoformat(),
            },
            "steps": steps,
            "notes": [],
        },
    )


def _cost_step(used: Used, cost: Decimal, currency: str) -> dict[str, str]:
    formula = f"{plain(used.quantity)} × {plain(used.unit_price)}"
    if used.percent:
        formula += f" × (100 − {plain(used.percent)}) / 100"
    return {
        "formula": f"FLOOR({formula}, {minor_units(currency)})",
        "value": str(cost),
        "currency": currency,
    }


def _cost(inputs: Mapping[str, Any]) -> Decimal:
    units = EXACT.subtract(Decimal(inputs["consumed"]), Decimal(inputs["included"]))
    percent = Decimal(inputs["earned_credit_percent"])
    return billable_cost(units, Decimal(inputs["price"]), percent, inputs["pricing_currency"])


def _line(inputs: Mapping[str, Any], currency: str) -> Decimal:
    return _cost(inputs) * int(inputs["sign"])


def _converted(inputs: Mapping[str, Any], currency: str) -> Decimal:
    rate = Decimal(inputs["exchange_rate"])
    return conversion.floored(_cost(inputs), rate, currency).amount * int(inputs["sign"])


DERIVATIONS: Mapping[str, Derivation] = {
    "plan.line": _line,
    "plan.converted": _converted,
}
