"""What part of a cycle costs: the published formula, and the six others seen in documents.

Every strategy works on absolute numbers, so a charge and its credit cancel; two guards hold
for all: no quantity costs nothing, and a stretch that is the whole cycle costs the cycle's
price, never the formula (domain 4.4, 4.5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from partnercenter.money import exactly, half_up, minor_units, toward_zero
from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation as a person would write it, and what came out."""

    formula: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Prorated:
    """An amount with the price of one licence and the steps that led to it."""

    unit: Decimal
    amount: Decimal
    steps: tuple[Step, ...]


class UnknownStrategy(LookupError):
    """No proration strategy has this name."""


Strategy = Callable[[Decimal, int, int, int, int], Prorated]


def _published(price: Decimal, quantity: int, cycle_days: int, days: int, places: int) -> Prorated:
    """ROUND((ROUND(P * Q / N, 2) * d) / Q, 2) * Q, the formula the rules print."""
    day = half_up(exactly(price * quantity, cycle_days), places)
    unit = half_up(exactly(day * days, quantity), places)
    return Prorated(
        unit,
        unit * quantity,
        (
            Step(f"ROUND({price} × {quantity} / {cycle_days}, {places})", day),
            Step(f"ROUND({day} × {days} / {quantity}, {places})", unit),
            Step(f"{unit} × {quantity}", unit * quantity),
        ),
    )


def _exact_line(
    price: Decimal, quantity: int, cycle_days: int, days: int, places: int
) -> Prorated:
    """ROUND(P * Q * d / N, 2); the unit price is only displayed."""
    amount = half_up(exactly(price * quantity * days, cycle_days), places)
    unit = half_up(exactly(price * days, cycle_days), places)
    formula = f"ROUND({price} × {quantity} × {days} / {cycle_days}, {places})"
    return Prorated(unit, amount, (Step(formula, amount),))


def _floor_line(
    price: Decimal, quantity: int, cycle_days: int, days: int, places: int
) -> Prorated:
    """ROUNDDOWN(P * Q * d / N, 2); the unit price is only displayed."""
    amount = toward_zero(exactly(price * quantity * days, cycle_days), places)
    unit = half_up(exactly(price * days, cycle_days), places)
    formula = f"ROUNDDOWN({price} × {quantity} × {days} / {cycle_days}, {places})"
    return Prorated(unit, amount, (Step(formula, amount),))


def _unit_first(rounding: Callable[[Decimal, int], Decimal], name: str) -> Strategy:
    """Round the part of one licence, then multiply."""

    def strategy(
        price: Decimal, quantity: int, cycle_days: int, days: int, places: int
    ) -> Prorated:
        unit = rounding(exactly(price * days, cycle_days), places)
        return Prorated(
            unit,
            unit * quantity,
            (
                Step(f"{name}({price} × {days} / {cycle_days}, {places})", unit),
                Step(f"{unit} × {quantity}", unit * quantity),
            ),
        )

    return strategy


def _daily_rate(more_places: int) -> Strategy:
    """Round the price of one licence-day, then multiply by days and quantity."""

    def strategy(
        price: Decimal, quantity: int, cycle_days: int, days: int, places: int
    ) -> Prorated:
        day = half_up(exactly(price, cycle_days), places + more_places)
        unit = half_up(day * days, places)
        return Prorated(
            unit,
            unit * quantity,
            (
                Step(f"ROUND({price} / {cycle_days}, {places + more_places})", day),
                Step(f"ROUND({day} × {days}, {places})", unit),
                Step(f"{unit} × {quantity}", unit * quantity),
            ),
        )

    return strategy


STRATEGIES: dict[str, Strategy] = {
    "published": _published,
    "exact_line": _exact_line,
    "unit_rounded": _unit_first(half_up, "ROUND"),
    "daily_rate_2dp": _daily_rate(0),
    "daily_rate_3dp": _daily_rate(1),
    "floor_line": _floor_line,
    "floor_unit": _unit_first(toward_zero, "ROUNDDOWN"),
}


def choices() -> list[tuple[str, str]]:
    """Return the strategies as the choices of a field."""
    return [(code, code.replace("_", " ").capitalize()) for code in STRATEGIES]


def whole(price: Decimal, quantity: int) -> Prorated:
    """Return what a whole cycle costs: price times quantity, without rounding loss."""
    amount = price * quantity
    return Prorated(price, amount, (Step(f"{price} × {quantity}", amount),))


def formula(
    strategy: str, price: Decimal, quantity: int, cycle_days: int, days: int, *, currency: str
) -> Prorated:
    """Apply a strategy to part of a cycle; ``price`` is for one licence and the whole cycle.

    Raises UnknownStrategy.
    """
    if strategy not in STRATEGIES:
        raise UnknownStrategy(strategy)
    if quantity == 0:
        return whole(price, 0)
    return STRATEGIES[strategy](price, quantity, cycle_days, days, minor_units(currency))


def prorate(
    strategy: str,
    price: Decimal,
    quantity: int,
    *,
    cycle: Period,
    cycle_days: int,
    stretch: Period,
    currency: str,
) -> Prorated:
    """Return what a stretch of a cycle costs; the stretch lies within the cycle.

    The whole cycle is recognised by its dates, not by counting days: a leap year has 366 of
    them over a divisor of 365.
    """
    if stretch == cycle:
        return whole(price, quantity)
    return formula(strategy, price, quantity, cycle_days, stretch.days, currency=currency)
