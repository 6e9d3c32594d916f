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
from billing.engine.facts import Agreement
from partnercenter.money import half_up, minor_units
from partnercenter.periods import Period, add_months, month_of
from pricing.engine.activity import Action, Activity, Consumed, Event
from pricing.engine.kinds import rate
from pricing.engine.pieces import Piece
from pricing.engine.resolve import NoPrice
from pricing.engine.terms import PricedStretch, PricePoint, Terms
from tests.engine.timelines import as_known_on, say, through

ANCHOR = date(2026, 1, 15)
THEN = PricedStretch(Period(date(2026, 7, 1), date(2027, 7, 1)), PricePoint("then", Decimal(1)))


def monthly(*prices: str, since: date = date(2026, 1, 1)) -> tuple[PricedStretch, ...]:
    """One price for each calendar month, as lists have them; empty means no list that month."""
    months = [month_of(add_months(since, n)) for n in range(len(prices))]
    return tuple(
        PricedStretch(month, PricePoint(f"{n}", Decimal(price), "a list"))
        for n, (month, price) in enumerate(zip(months, prices, strict=True))
        if price
    )


def a_plan(
    *use: tuple[date, str],
    prices: tuple[PricedStretch, ...] = (),
    anchor: date = ANCHOR,
    cancelled_on: date | None = None,
    currency: str = "EUR",
) -> Agreement:
    events = [Event(1, Action.PURCHASE, anchor, 1)]
    if cancelled_on:
        events.append(Event(2, Action.CANCEL, cancelled_on, 1))
    consumed = tuple(Consumed("meter", on, Decimal(quantity)) for on, quantity in use)
    terms = Terms("usage", currency, anchor, "", meters={"meter": prices})
    return Agreement("plan", terms, Activity(tuple(events), consumed))


def lines(plan: Agreement, day: date) -> list[tuple[str, str, str, str]]:
    return [
        (str(piece.recognised_on), str(piece.period), f"{piece.quantity:f}", f"{piece.amount}")
        for piece in rated(plan, day)
    ]


def rated(plan: Agreement, day: date) -> list[Piece]:
    return list(rate(plan.terms, plan.activity, through(day)))


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


def test_late_usage_takes_the_line_back_and_says_it_anew_on_the_next_invoice() -> None:
    prices = monthly("0.10", "0.10", "0.10")
    on_time = a_plan((date(2026, 1, 20), "10"), prices=prices)
    with_late = a_plan((date(2026, 1, 20), "10"), (date(2026, 1, 21), "5"), prices=prices)
    first = bill([on_time], through(date(2026, 2, 15)), [])

    second = bill([with_late], through(date(2026, 3, 15)), say(first, []))

    assert [(str(c.period), f"{c.quantity}", str(c.amount), c.reverses) for c in second] == [
        ("2026-01-15 to 2026-02-14", "10", "EUR -1.00", "row 0"),
        ("2026-01-15 to 2026-02-14", "15", "EUR 1.50", ""),
    ]
    assert bill([with_late], through(date(2026, 3, 15)), say(second, say(first, []))) == []


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
