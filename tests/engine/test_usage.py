"""Metered use: in arrears, by the price of the day, a line a price, and never twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.charges import Said
from partnercenter.money import half_up, minor_units
from partnercenter.periods import Period, add_months
from pricing.engine.resolve import NoPrice
from pricing.engine.terms import PricedStretch, PricePoint
from tests.engine.metering import ANCHOR, a_plan, lines, monthly, rated
from tests.engine.timelines import as_known_on, say, through

THEN = PricedStretch(Period(date(2026, 7, 1), date(2027, 7, 1)), PricePoint("then", Decimal(1)))


def test_use_is_charged_on_the_anniversary_that_ends_its_service_period() -> None:
    plan = a_plan(
        (date(2026, 1, 15), "10"),
        (date(2026, 2, 14), "5"),
        (date(2026, 2, 15), "7"),
        prices=monthly("0.10", "0.10", "0.10"),
    )

    assert lines(plan, date(2026, 2, 14)) == []
    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-02-14", "15", "EUR 1.50"),
    ]
    assert lines(plan, date(2026, 3, 15))[1:] == [
        ("2026-03-15", "2026-02-15 to 2026-03-14", "7", "EUR 0.70"),
    ]


def test_a_price_change_within_the_period_makes_a_line_for_each_price() -> None:
    plan = a_plan(
        (date(2026, 1, 31), "170"),
        (date(2026, 2, 1), "140"),
        prices=monthly("0.10", "0.12"),
    )

    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-01-31", "170", "EUR 17.00"),
        ("2026-02-15", "2026-02-01 to 2026-02-14", "140", "EUR 16.80"),
    ]


def test_a_new_list_with_the_same_price_makes_no_second_line() -> None:
    plan = a_plan(
        (date(2026, 1, 31), "1"), (date(2026, 2, 1), "1"), prices=monthly("0.10", "0.10")
    )

    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-02-14", "2", "EUR 0.20"),
    ]


def test_us_01_half_a_cent_is_rounded_up_on_the_line_and_not_before() -> None:
    plan = a_plan((date(2026, 1, 20), "745"), prices=monthly("0.085", "0.085"), currency="USD")

    (line,) = rated(plan, date(2026, 2, 15))

    assert str(line.amount) == "USD 63.33"
    assert [step["formula"] for step in line.explanation["steps"]] == [
        "745 − 0",
        "ROUND(0.085 × 745, 2)",
    ]


def test_us_14_use_too_small_to_cost_a_cent_is_shown_and_costs_nothing() -> None:
    plan = a_plan((date(2026, 1, 20), "0.000882"), prices=monthly("0.0383", "0.0383"))

    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-02-14", "0.000882", "EUR 0.00"),
    ]


def test_a_day_without_a_price_is_refused_by_name_and_day() -> None:
    plan = a_plan((date(2026, 2, 3), "1"), prices=monthly("0.10", ""))

    with pytest.raises(NoPrice, match="meter has no price on 2026-02-03"):
        rated(plan, date(2026, 2, 15))


def test_a_month_without_a_list_is_no_obstacle_when_nothing_was_used_in_it() -> None:
    plan = a_plan((date(2026, 1, 20), "10"), prices=monthly("0.10", ""))

    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-01-31", "10", "EUR 1.00"),
    ]


def test_cancelling_charges_the_last_use_the_day_after_and_nothing_later() -> None:
    plan = a_plan(
        (date(2026, 1, 16), "10"),
        (date(2026, 1, 20), "1"),
        (date(2026, 1, 21), "100"),
        prices=monthly("0.10", "0.10"),
        cancelled_on=date(2026, 1, 20),
    )

    assert lines(plan, date(2026, 1, 20)) == []
    assert lines(plan, date(2026, 12, 31)) == [
        ("2026-01-21", "2026-01-15 to 2026-01-20", "11", "EUR 1.10"),
    ]
    assert rated(plan, date(2026, 1, 21))[0].charge_type == "Assess usage fee when cancel"


def test_service_periods_of_a_plan_from_the_31st_end_on_each_months_last_day() -> None:
    use = [(date(2026, 1, 31) + timedelta(days=n), "1") for n in range(89)]
    plan = a_plan(*use, prices=monthly("1", "1", "1", "1"), anchor=date(2026, 1, 31))

    assert [line[1:3] for line in lines(plan, date(2026, 4, 30))] == [
        ("2026-01-31 to 2026-02-27", "28"),
        ("2026-02-28 to 2026-03-30", "31"),
        ("2026-03-31 to 2026-04-29", "30"),
    ]


@st.composite
def consumption(draw: st.DrawFn) -> list[tuple[date, str]]:
    days = draw(st.lists(st.integers(0, 120), max_size=25))
    amounts = st.sampled_from(["0.000882", "1", "3.5", "745", "999999.999999999999", "0.333333"])
    return [(ANCHOR + timedelta(days=n), draw(amounts)) for n in days]


PRICES = st.lists(
    st.sampled_from(["0", "0.0383", "0.085", "0.10", "1815", "0.000000000000000001"]),
    min_size=6,
    max_size=6,
).map(lambda prices: monthly(*prices))


@given(consumption(), PRICES, st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(0, 130))
def test_all_that_was_used_is_charged_once_each_at_the_price_of_its_day(
    use: list[tuple[date, str]], prices: tuple[PricedStretch, ...], currency: str, days: int
) -> None:
    day = ANCHOR + timedelta(days=days)
    plan = a_plan(*use, prices=prices, currency=currency)

    found = rated(plan, day)

    closed = max(add_months(ANCHOR, n) for n in range(6) if add_months(ANCHOR, n) <= day)
    used: dict[Decimal, Decimal] = defaultdict(Decimal)
    for on, quantity in use:
        if on < closed:
            price = next(s.price.unit_price for s in prices if on in s.period)
            used[price] += Decimal(quantity)
    charged: dict[Decimal, Decimal] = defaultdict(Decimal)
    for piece in found:
        charged[piece.unit_price] += piece.quantity
        exact = piece.unit_price * piece.quantity
        assert piece.amount.amount == half_up(exact, minor_units(currency))
    assert dict(charged) == dict(used)


@given(consumption(), consumption(), PRICES, st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_whenever_usage_arrives_the_net_is_what_all_of_it_costs(
    early: list[tuple[date, str]],
    late: list[tuple[date, str]],
    prices: tuple[PricedStretch, ...],
    gaps: list[int],
) -> None:
    said: list[Said] = []
    day = ANCHOR
    for gap in gaps:
        day += timedelta(days=gap)
        known = as_known_on(a_plan(*early, prices=(*prices, THEN)), day)
        said = say(bill([known], through(day), said), said)
    everything = a_plan(*early, *late, prices=(*prices, THEN))

    said = say(bill([everything], through(day), said), said)

    at_once = bill([everything], through(day), [])
    assert sum(row.charge.amount.amount for row in said) == sum(c.amount.amount for c in at_once)
    assert bill([everything], through(day), said) == []
