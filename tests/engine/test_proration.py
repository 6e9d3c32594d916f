"""Seven ways to charge part of a cycle, each told a second time in whole numbers and fractions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercenter.periods import Period
from pricing.engine.proration import STRATEGIES, UnknownStrategy, formula, prorate, whole

BEGINNING = date(2024, 1, 1)


def half_up(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places + Fraction(1, 2)), 10**places)


def cut(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places), 10**places)


def restated(strategy: str, p: Fraction, q: int, n: int, d: int, places: int) -> Fraction:
    match strategy:
        case "published":
            return half_up(half_up(p * q / n, places) * d / q, places) * q
        case "exact_line":
            return half_up(p * q * d / n, places)
        case "floor_line":
            return cut(p * q * d / n, places)
        case "unit_rounded":
            return half_up(p * d / n, places) * q
        case "floor_unit":
            return cut(p * d / n, places) * q
        case "daily_rate_2dp":
            return half_up(half_up(p / n, places) * d, places) * q
        case "daily_rate_3dp":
            return half_up(half_up(p / n, places + 1) * d, places) * q
        case _:
            raise AssertionError(strategy)


CYCLE_PRICES = st.decimals(min_value=0, max_value=100_000, places=4)
QUANTITIES = st.integers(1, 10_000)


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(
    price=CYCLE_PRICES,
    quantity=QUANTITIES,
    cycle_days=st.sampled_from([28, 29, 30, 31, 365, 366, 1095]),
    days=st.integers(1, 366),
    currency=st.sampled_from([("EUR", 2), ("JPY", 0), ("KWD", 3)]),
)
def test_every_strategy_is_its_formula_and_nothing_else(
    strategy: str,
    price: Decimal,
    quantity: int,
    cycle_days: int,
    days: int,
    currency: tuple[str, int],
) -> None:
    code, places = currency

    amount = formula(strategy, price, quantity, cycle_days, days, currency=code).amount

    assert Fraction(amount) == restated(
        strategy, Fraction(price), quantity, cycle_days, days, places
    )


@given(
    st.sampled_from(sorted(STRATEGIES)),
    CYCLE_PRICES,
    st.integers(0, 10_000),
    st.sampled_from([28, 30, 31, 365, 366]),
)
def test_a_whole_cycle_costs_its_price_under_every_strategy(
    strategy: str, price: Decimal, quantity: int, days: int
) -> None:
    cycle = Period(BEGINNING, BEGINNING + timedelta(days=days))

    cost = prorate(
        strategy, price, quantity, cycle=cycle, cycle_days=365, stretch=cycle, currency="EUR"
    )

    assert cost.amount == price * quantity
    assert cost == whole(price, quantity)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_licences_cost_nothing(strategy: str) -> None:
    assert formula(strategy, Decimal("4.00"), 0, 31, 12, currency="EUR").amount == 0


def test_a_strategy_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(UnknownStrategy, match="guess"):
        formula("guess", Decimal(1), 1, 31, 1, currency="EUR")


NUMBER = re.compile(r"[0-9.]+")
SPREADSHEET = {
    "Fraction": Fraction,
    "ROUND": lambda value, places: half_up(value, int(places)),
    "ROUNDDOWN": lambda value, places: cut(value, int(places)),
}


def worked_out(text: str) -> Fraction:
    """Compute a printed formula, as a reader with a spreadsheet would."""
    typed = NUMBER.sub(lambda found: f"Fraction('{found[0]}')", text.replace("×", "*"))
    return Fraction(eval(typed, SPREADSHEET))


@given(
    st.sampled_from(sorted(STRATEGIES)),
    CYCLE_PRICES,
    QUANTITIES,
    st.sampled_from([28, 31, 365]),
    st.integers(1, 27),
)
def test_every_printed_step_gives_its_printed_value(
    strategy: str, price: Decimal, quantity: int, cycle_days: int, days: int
) -> None:
    cost = formula(strategy, price, quantity, cycle_days, days, currency="EUR")

    for step in cost.steps:
        assert worked_out(step.formula) == Fraction(step.value), step
    assert cost.steps[-1].value == cost.amount
