"""Recurring purchases: charged a cycle at a time, changed at once, at the price of the term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine.facts import Agreement
from partnercenter.periods import month_of
from pricing.engine.conversion import NoRate
from pricing.engine.kinds import rate
from pricing.engine.terms import ConversionRate
from tests.engine.purchases import a_purchase, rows
from tests.engine.timelines import through

JUNE, LAST = date(2019, 6, 11), date(2019, 7, 10)
CYCLE = "2019-06-11 to 2019-07-10"
REST = "2019-06-12 to 2019-07-10"


def an_item(*events: tuple[date, str, int], quantity: int = 1, **terms: Any) -> Agreement:
    """A marketplace item at 4.00 a month, bought on 11 June 2019."""
    values = {"months": 1, "cycle_months": 1, "settings": {"cancellation": "marketplace_monthly"}}
    return a_purchase(
        "4.00", "4.00", bought_on=JUNE, quantity=quantity, events=events, **{**values, **terms}
    )


def test_ot_01_one_more_on_the_day_of_purchase_costs_the_whole_cycle() -> None:
    assert rows(an_item((JUNE, "set_quantity", 2)), LAST) == [
        ("2019-06-11", "New", CYCLE, 1, "4.00"),
        ("2019-06-11", "addQuantity", CYCLE, 1, "-4.00"),
        ("2019-06-11", "addQuantity", CYCLE, 2, "8.00"),
    ]


def test_ot_02_one_more_a_day_later_costs_the_days_left_of_one_times_the_quantity() -> None:
    assert rows(an_item((date(2019, 6, 12), "set_quantity", 2)), LAST) == [
        ("2019-06-11", "New", CYCLE, 1, "4.00"),
        ("2019-06-12", "addQuantity", REST, 1, "-3.87"),
        ("2019-06-12", "addQuantity", REST, 2, "7.74"),
    ]


def test_ot_03_one_less_on_the_day_of_purchase_gives_its_whole_price_back() -> None:
    assert rows(an_item((JUNE, "set_quantity", 1), quantity=2), LAST) == [
        ("2019-06-11", "New", CYCLE, 2, "8.00"),
        ("2019-06-11", "removeQuantity", CYCLE, 2, "-8.00"),
        ("2019-06-11", "removeQuantity", CYCLE, 1, "4.00"),
    ]


def test_ot_04_one_less_a_day_later_gives_the_days_left_back() -> None:
    assert rows(an_item((date(2019, 6, 12), "set_quantity", 1), quantity=2), LAST) == [
        ("2019-06-11", "New", CYCLE, 2, "8.00"),
        ("2019-06-12", "removeQuantity", REST, 2, "-7.74"),
        ("2019-06-12", "removeQuantity", REST, 1, "3.87"),
    ]


def test_the_published_samples_print_the_dates_of_the_cycle() -> None:
    settings = {"cancellation": "marketplace_monthly", "change_dates": "cycle"}

    found = rows(an_item((date(2019, 6, 12), "set_quantity", 2), settings=settings), LAST)

    assert [(dates, amount) for *_, dates, _, amount in found] == [
        (CYCLE, "4.00"),
        (CYCLE, "-3.87"),
        (CYCLE, "7.74"),
    ]


def test_the_next_cycle_is_charged_at_the_new_quantity() -> None:
    found = rows(an_item((date(2019, 6, 12), "set_quantity", 2)))

    assert found[3:] == [("2019-07-11", "Renew", "2019-07-11 to 2019-08-10", 2, "8.00")]


def test_a_change_on_the_first_day_of_a_renewed_cycle_follows_its_charge() -> None:
    found = rows(an_item((date(2019, 7, 11), "set_quantity", 3)))

    assert [(name, quantity, amount) for _, name, _, quantity, amount in found[1:]] == [
        ("Renew", 1, "4.00"),
        ("addQuantity", 1, "-4.00"),
        ("addQuantity", 3, "12.00"),
    ]


def test_sa_01_a_free_trial_renews_at_the_price_of_the_next_term() -> None:
    trial = a_purchase("0.00", "2.00", bought_on=date(2019, 6, 10), months=1, cycle_months=1)

    assert rows(trial) == [
        ("2019-06-10", "New", "2019-06-10 to 2019-07-09", 1, "0.00"),
        ("2019-07-10", "Renew", "2019-07-10 to 2019-08-09", 1, "2.00"),
    ]


def test_a_year_paid_by_the_month_is_charged_in_twelve_cycles_and_then_renews() -> None:
    bought = a_purchase("120.00", "180.00", bought_on=date(2026, 1, 31), months=12, cycle_months=1)

    found = rows(bought)

    assert [row[1] for row in found] == ["New"] + ["Renew"] * 23
    assert [row[2] for row in found[:3]] == [
        "2026-01-31 to 2026-02-27",
        "2026-02-28 to 2026-03-30",
        "2026-03-31 to 2026-04-29",
    ]
    assert {row[4] for row in found[:12]} == {"10.00"}
    assert {row[4] for row in found[12:]} == {"15.00"}


@pytest.mark.parametrize("cycle_months", [0, 36])
def test_a_reservation_paid_at_once_is_one_row_for_the_whole_term(cycle_months: int) -> None:
    reserved = a_purchase(
        "1095.00", bought_on=date(2026, 3, 1), months=36, cycle_months=cycle_months, quantity=2
    )

    assert rows(reserved) == [("2026-03-01", "New", "2026-03-01 to 2029-02-28", 2, "2190.00")]


def test_a_monthly_price_is_charged_for_all_the_months_of_the_cycle() -> None:
    reserved = a_purchase("10.00", bought_on=JUNE, months=12, price_months=1)

    assert [row[4] for row in rows(reserved)] == ["120.00"]


@pytest.mark.parametrize(("year_days", "unit"), [("365", "40.11"), ("actual", "40.00")])
def test_a_year_counts_365_days_unless_its_own_are_agreed(year_days: str, unit: str) -> None:
    in_a_leap_year = a_purchase(
        "48.00",
        bought_on=date(2024, 1, 1),
        months=12,
        cycle_months=12,
        events=[(date(2024, 3, 2), "set_quantity", 2)],
        settings={"year_days": year_days},
    )

    assert rows(in_a_leap_year)[1][4] == f"-{unit}"


def converted(*events: tuple[date, str, int], **terms: Any) -> Agreement:
    """A year's item at 100.01 dollars, billed in euros at a rate that falls every month."""
    rates = tuple(
        ConversionRate(month_of(date(2026, month, 1)), Decimal(rate), f"a bank, {month}")
        for month, rate in ((1, "0.846202666"), (2, "0.8"), (3, "0.7"))
    )
    values = {"pricing_currency": "USD", "currency": "EUR", "rates": rates, "months": 12}
    return a_purchase(
        "100.01",
        bought_on=date(2026, 1, 20),
        quantity=3,
        cycle_months=terms.pop("cycle_months", 12),
        events=events,
        **{**values, **terms},
    )


def test_a_price_in_another_currency_is_converted_to_the_cent_before_it_is_multiplied() -> None:
    (piece,) = rate(*_asked(converted()))

    assert (str(piece.unit_price), str(piece.list_price)) == ("84.63", "100.01")
    assert str(piece.amount) == "EUR 253.89"
    inputs = piece.explanation["inputs"]
    assert (inputs["pricing_currency"], inputs["exchange_rate"]) == ("USD", "0.846202666")
    assert (inputs["exchange_rate_source"], inputs["exchange_rate_on"]) == (
        "a bank, 1",
        "2026-01-01",
    )


def test_what_changes_in_another_month_costs_what_the_cycle_was_charged_at() -> None:
    found = rows(converted((date(2026, 2, 1), "set_quantity", 4)), date(2026, 2, 28))

    assert [row[4] for row in found] == ["253.89", "-245.55", "327.40"]


def test_every_cycle_is_converted_at_the_rate_of_its_own_month() -> None:
    found = rows(converted(cycle_months=1), date(2026, 3, 31))

    assert [row[4] for row in found] == ["21.15", "19.98", "17.49"]


def test_a_cycle_whose_month_has_no_rate_is_not_charged() -> None:
    with pytest.raises(NoRate):
        rows(converted(cycle_months=1), date(2026, 4, 20))


def _asked(agreement: Agreement) -> tuple[Any, Any, Any]:
    return agreement.terms, agreement.activity, through(date(2026, 1, 31))
