"""Lines of an example that tell a formula's figures instead of a whole story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from billing.examples.lines import Line
from billing.examples.reading import known, needed
from partnercenter.periods import Period, add_months
from pricing.engine.proration import formula, prorate, whole

FIGURES = {"cycle_price", "cycle_days", "prorated_days", "sign"}
# Where an example names no currency: two decimals, as printed.
TWO_DECIMALS = "USD"


def check(lines: Sequence[Line], inputs: Mapping[str, Any], strategy: str) -> tuple[int, str]:
    """Compute every line that tells its figures; return how many did, and what is wrong."""
    currency = inputs.get("currency", "n/a")
    currency = TWO_DECIMALS if currency == "n/a" else currency
    checked = 0
    for line in lines:
        if "proration" in line.said:
            amount = _part(line, strategy, currency)
        elif "forbidden_amount" in line.said:
            amount = _cycle(line, inputs, strategy, currency)
        else:
            continue
        checked += 1
        expected = line.amount(strategy)
        forbidden = line.said.get("forbidden_amount")
        if amount != expected or (forbidden is not None and amount == Decimal(forbidden)):
            return checked, f"expected {expected} got {amount}"
    return checked, ""


def _part(line: Line, strategy: str, currency: str) -> Decimal:
    figures = line.said["proration"]
    known(figures, FIGURES)
    price = Decimal(needed(figures, "cycle_price"))
    cycle_days, days = needed(figures, "cycle_days"), needed(figures, "prorated_days")
    quantity = int(line.quantity)
    if quantity != line.quantity:
        raise ValueError(f"{line.quantity} licences")
    if days == cycle_days and _is_whole(line, cycle_days):
        amount = whole(price, quantity).amount
    else:
        amount = formula(strategy, price, quantity, cycle_days, days, currency=currency).amount
    return amount * int(figures.get("sign", 1))


def _is_whole(line: Line, cycle_days: int) -> bool:
    """Say whether the days are the cycle: 365 of a leap year's 366 are not.

    Printed dates may be those of the whole cycle, so only a year's are looked at.
    """
    if cycle_days % 365 or "charge_start" not in line.said:
        return True
    first, end = line.first, Period.of_days(line.first, line.last).end
    return end == add_months(first, 12 * (cycle_days // 365))


def _cycle(line: Line, inputs: Mapping[str, Any], strategy: str, currency: str) -> Decimal:
    """Charge the line's dates as a whole cycle."""
    price = inputs.get("annual_price") or needed(inputs, "price_per_month")
    cycle = Period.of_days(line.first, line.last)
    return prorate(
        strategy,
        Decimal(price),
        int(line.quantity),
        cycle=cycle,
        cycle_days=cycle.days,
        stretch=cycle,
        currency=currency,
    ).amount
