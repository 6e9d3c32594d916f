"""Adjustments in the engine: owed once, whatever else is billed, and derived from their inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.adjustments import DERIVATIONS, Adjustment, Offset, owed, subject_of
from billing.engine.bill import bill
from billing.engine.charges import Charge, Said
from partnercenter.money import Money, minor_units
from partnercenter.periods import Period, month_of

DAY_ONE = date(2026, 11, 3)
NOVEMBER = month_of(DAY_ONE)
QUANTITIES = st.decimals("0.000001", "100000", places=6)


@st.composite
def adjustments(draw: st.DrawFn) -> Adjustment:
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    units = draw(st.integers(-10_000_000, 10_000_000).filter(bool))
    offset = None
    if draw(st.booleans()):
        units = -abs(units)
        offset = Offset("31", "7", "license", "", NOVEMBER, draw(QUANTITIES))
    return Adjustment(
        subject=subject_of(draw(st.integers(1, 10**9))),
        amount=Money(Decimal(units).scaleb(-minor_units(currency)), currency),
        reason=draw(st.text(min_size=1, max_size=20)),
        applies_on=DAY_ONE + timedelta(days=draw(st.integers(-400, 400))),
        offset=offset,
    )


def as_said(charges: list[Charge], said: list[Said]) -> list[Said]:
    return said + [Said(f"{len(said) + n}", charge) for n, charge in enumerate(charges)]


@given(adjustments())
def test_every_amount_is_derived_from_what_is_stored(adjustment: Adjustment) -> None:
    charge = owed(adjustment)

    told = charge.explanation
    derive = DERIVATIONS[told["rule"]]
    assert derive(told["inputs"], charge.amount.currency) == adjustment.amount.amount
    assert Decimal(told["steps"][-1]["value"]) == abs(adjustment.amount.amount)
    assert charge.amount == adjustment.amount.rounded()


@given(adjustments())
def test_unit_price_times_quantity_is_the_amount_but_for_the_eighth_decimal(
    adjustment: Adjustment,
) -> None:
    charge = owed(adjustment)

    product = Money(charge.unit_price * charge.quantity, charge.amount.currency)
    assert abs(product - charge.amount).amount <= charge.quantity * Decimal("0.000000005")


@given(st.lists(adjustments(), max_size=6, unique_by=lambda one: one.subject))
def test_month_by_month_each_is_said_once_and_withdrawn_all_are_taken_back(
    granted: list[Adjustment],
) -> None:
    said: list[Said] = []
    month = month_of(DAY_ONE - timedelta(days=420))
    while month.start < DAY_ONE + timedelta(days=420):
        charges = bill([], month, said, granted)
        assert all(charge.recognised_on < month.end for charge in charges)
        said = as_said(charges, said)
        assert bill([], month, said, granted) == []
        month = month_of(month.end)

    assert len(said) == len(granted)
    taken_back = bill([], month, said)
    assert sorted(charge.reverses for charge in taken_back) == sorted(row.identity for row in said)
    assert {charge.explanation["because"] for charge in taken_back} <= {"withdrawal"}
    assert bill([], month, as_said(taken_back, said)) == []


def test_it_is_owed_from_the_day_it_applies() -> None:
    amount = Money(Decimal("-25.00"), "EUR")
    granted = [Adjustment(subject_of(1), amount, "Goodwill", NOVEMBER.last)]

    assert bill([], Period(NOVEMBER.start, NOVEMBER.last), [], granted) == []
    (charge,) = bill([], NOVEMBER, [], granted)
    assert (charge.period, charge.quantity) == (Period(NOVEMBER.last, NOVEMBER.end), Decimal(1))


def test_two_equal_adjustments_are_both_owed() -> None:
    one = Adjustment(subject_of(1), Money(Decimal(-5), "EUR"), "Goodwill", DAY_ONE)

    charges = bill([], NOVEMBER, [], [one, replace(one, subject=subject_of(2))])

    assert [charge.amount.amount for charge in charges] == [-5, -5]
