"""Purchases for good: charged whole on their day, given back whole within the window."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from billing.engine.facts import Agreement
from partnercenter.periods import DAY
from tests.engine.purchases import a_purchase, rows

BOUGHT = date(2026, 11, 10)
OF_THE_DAY = "2026-11-10 to 2026-11-10"


def software(
    *events: tuple[int, str, int], price: str = "615.00", currency: str = "EUR", **terms: Any
) -> Agreement:
    """Two licences for good, and what happened so many days later."""
    told = [(BOUGHT + timedelta(days=days), action, after) for days, action, after in events]
    return a_purchase(price, bought_on=BOUGHT, quantity=2, events=told, currency=currency, **terms)


def amounts(purchase: Agreement) -> list[tuple[str, str, str]]:
    return [(name, dates, amount) for _, name, dates, _, amount in rows(purchase)]


def test_a_purchase_is_charged_on_its_day_and_never_again() -> None:
    row = ("2026-11-10", "New", OF_THE_DAY, 2, "1230.00")

    assert rows(software(), BOUGHT - DAY) == []
    assert rows(software(), BOUGHT) == [row]
    assert rows(software(), date(2036, 1, 1)) == [row]


@pytest.mark.parametrize(("days", "given_back"), [(0, True), (30, True), (31, False), (90, False)])
def test_cancelled_within_thirty_days_it_is_given_back_whole_and_later_not_at_all(
    days: int, given_back: bool
) -> None:
    found = rows(software((days, "cancel", 2)))

    cancelled_on = str(BOUGHT + timedelta(days=days))
    back = [(cancelled_on, "Cancel", OF_THE_DAY, 2, "-1230.00")] if given_back else []
    assert found[1:] == back


def test_pieces_added_later_are_charged_whole_on_their_day() -> None:
    found = rows(software((100, "set_quantity", 3)))

    assert found[1:] == [
        ("2027-02-18", "addQuantity", "2027-02-18 to 2027-02-18", 2, "-1230.00"),
        ("2027-02-18", "addQuantity", "2027-02-18 to 2027-02-18", 3, "1845.00"),
    ]


def test_the_dates_of_a_change_may_be_those_of_the_purchase() -> None:
    found = amounts(software((100, "set_quantity", 3), settings={"change_dates": "cycle"}))

    assert found[1:] == [
        ("addQuantity", OF_THE_DAY, "-1230.00"),
        ("addQuantity", OF_THE_DAY, "1845.00"),
    ]


def test_one_piece_less_is_given_back_while_a_cancellation_would_be() -> None:
    in_time, too_late = software((30, "set_quantity", 1)), software((31, "set_quantity", 1))

    assert amounts(in_time)[1:] == [
        ("removeQuantity", "2026-12-10 to 2026-12-10", "-1230.00"),
        ("removeQuantity", "2026-12-10 to 2026-12-10", "615.00"),
    ]
    assert amounts(too_late)[1:] == []


def test_a_cancellation_gives_back_what_is_left_after_every_change() -> None:
    found = rows(software((3, "set_quantity", 5), (7, "set_quantity", 4), (9, "cancel", 4)))

    assert found[-1] == ("2026-11-19", "Cancel", OF_THE_DAY, 4, "-2460.00")
    assert len(found) == 6


def test_a_purchase_is_never_suspended() -> None:
    assert rows(software((3, "suspend", 2), (9, "reactivate", 2))) == rows(software())


@pytest.mark.parametrize(
    ("currency", "price", "expected"),
    [("JPY", "1815.5", "3631"), ("KWD", "1.2345", "2.469"), ("EUR", "0.005", "0.01")],
)
def test_the_amount_is_in_whole_minor_units(currency: str, price: str, expected: str) -> None:
    assert rows(software(price=price, currency=currency), BOUGHT)[0][4] == expected
