"""Amounts are exact until they are rounded on purpose, and no cent is lost when they are shared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercenter.money import (
    CurrencyMismatch,
    Money,
    away_from_zero,
    exactly,
    half_up,
    minor_units,
    total,
    toward_zero,
    trimmed,
)

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
LONG = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
PARTS = st.lists(LONG, min_size=1, max_size=40)


def test_a_half_cent_is_rounded_away_from_zero_on_both_sides() -> None:
    assert half_up(Decimal("63.325"), 2) == Decimal("63.33")
    assert half_up(Decimal("-63.325"), 2) == Decimal("-63.33")
    assert half_up(Decimal("63.3249999"), 2) == Decimal("63.32")


@given(LONG, st.integers(0, 6))
def test_rounding_is_symmetric_and_never_off_by_more_than_a_half(
    value: Decimal, places: int
) -> None:
    rounded = half_up(value, places)

    assert half_up(-value, places) == -rounded
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)


@given(LONG, st.integers(0, 6))
def test_cutting_off_never_leaves_more_than_there_was(value: Decimal, places: int) -> None:
    cut = toward_zero(value, places)

    assert abs(cut) <= abs(value)
    assert abs(value - cut) < Decimal(1).scaleb(-places)
    assert toward_zero(-value, places) == -cut


@given(LONG, st.integers(0, 6))
def test_rounding_up_never_leaves_less_than_there_was(value: Decimal, places: int) -> None:
    up = away_from_zero(value, places)

    assert abs(up) >= abs(value)
    assert abs(up - value) < Decimal(1).scaleb(-places)
    assert away_from_zero(-value, places) == -up


@given(PARTS, CURRENCIES)
def test_a_split_loses_nothing_and_stays_within_a_minor_unit(
    exact: list[Decimal], currency: str
) -> None:
    whole = Money(sum(exact, Decimal(0)), currency).rounded()

    shares = whole.split(exact)

    assert total(shares, currency) == whole
    assert all(
        abs(share.amount - part) < whole.smallest
        for share, part in zip(shares, exact, strict=True)
    )
    assert all(share == share.rounded() for share in shares)


@given(PARTS, CURRENCIES)
def test_a_credit_is_split_as_the_mirror_of_its_charge(
    exact: list[Decimal], currency: str
) -> None:
    whole = Money(sum(exact, Decimal(0)), currency).rounded()

    mirrored = (-whole).split([-part for part in exact])

    if whole:
        assert mirrored == tuple(-share for share in whole.split(exact))


def test_odd_cents_go_to_the_largest_remainders_and_ties_to_the_earlier_line() -> None:
    third = [exactly(Decimal(10), 3)] * 3

    shares = Money(Decimal("10.00"), "EUR").split(third)
    uneven = Money(Decimal("0.03"), "EUR").split(
        [Decimal("0.004"), Decimal("0.017"), Decimal("0.009")]
    )

    assert [str(share.amount) for share in shares] == ["3.34", "3.33", "3.33"]
    assert [str(share.amount) for share in uneven] == ["0.00", "0.02", "0.01"]


@pytest.mark.parametrize("parts", [["1.00", "1.00"], ["9.00", "9.00"], []])
def test_parts_that_are_not_of_this_amount_are_refused(parts: list[str]) -> None:
    with pytest.raises(ValueError, match="not the sum"):
        Money(Decimal("10.00"), "EUR").split([Decimal(part) for part in parts])


def test_two_currencies_are_never_added_compared_or_subtracted() -> None:
    euro, crown = Money(Decimal(1), "EUR"), Money(Decimal(1), "DKK")

    for act in (
        lambda: euro + crown,
        lambda: euro - crown,
        lambda: euro < crown,
        lambda: total([euro, crown], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch, match="do not add up"):
            act()


def test_a_currency_is_rounded_to_its_own_minor_unit() -> None:
    amount = Decimal("1234.5678")

    assert [
        (minor_units(currency), str(Money(amount, currency))) for currency in ("EUR", "JPY", "KWD")
    ] == [(2, "EUR 1234.57"), (0, "JPY 1235"), (3, "KWD 1234.568")]


@given(LONG, st.integers(1, 10**6), st.integers(0, 8))
def test_a_division_is_decided_by_its_rounding_and_by_nothing_before(
    numerator: Decimal, denominator: int, places: int
) -> None:
    exact = Fraction(numerator) / denominator

    rounded = half_up(exactly(numerator, denominator), places)

    scaled = abs(exact) * 10**places + Fraction(1, 2)
    expected = Fraction(scaled.numerator // scaled.denominator, 10**places)
    assert abs(Fraction(rounded)) == expected


def test_sums_are_exact_whatever_the_size() -> None:
    many = [Money(Decimal("0.01"), "EUR")] * 3 + [Money(Decimal("9" * 25 + ".99"), "EUR")]

    assert total(many, "EUR").amount == Decimal("1" + "0" * 25 + ".02")


@given(LONG, st.integers(0, 8))
def test_trimming_changes_no_value(value: Decimal, places: int) -> None:
    short = trimmed(value, places)

    assert short == value
    assert -int(short.as_tuple().exponent) >= places


def test_turning_a_sign_rounds_nothing() -> None:
    long = Decimal("1234567890123456789012345.123456789012345678")

    assert (-Money(long, "EUR")).amount == long.copy_negate()
    assert abs(Money(long.copy_negate(), "EUR")).amount == long
