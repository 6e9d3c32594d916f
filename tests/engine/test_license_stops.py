"""Suspending, reactivating and cancelling: recognised on the day, with what is unused credited."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.told import a_story, rows


def test_suspending_credits_the_days_left_at_once_and_charges_no_further_cycle() -> None:
    agreement = a_story((date(2026, 3, 5), "suspend", 1))

    assert rows(agreement, date(2026, 6, 1))[2:] == [
        ("2026-03-01", "Cycle fee", "2026-03-01 to 2026-03-31", 1, "30.00"),
        ("2026-03-05", "Cancel fee", "2026-03-05 to 2026-03-31", 1, "-26.19"),
    ]


def test_reactivating_after_the_window_charges_the_days_left_and_the_cycles_to_come() -> None:
    agreement = a_story((date(2026, 3, 5), "suspend", 1), (date(2026, 3, 15), "reactivate", 1))

    assert rows(agreement, date(2026, 4, 1))[4:] == [
        ("2026-03-15", "Prorate fees when activate", "2026-03-15 to 2026-03-31", 1, "16.49"),
        ("2026-04-01", "Cycle fee", "2026-04-01 to 2026-04-30", 1, "30.00"),
    ]


def test_reactivating_within_the_window_charges_the_whole_cycle_again() -> None:
    agreement = a_story((date(2026, 1, 5), "suspend", 1), (date(2026, 1, 10), "reactivate", 1))

    assert rows(agreement, date(2026, 1, 31)) == [
        ("2026-01-01", "Prorate fees when purchase", "2026-01-01 to 2026-01-31", 1, "30.00"),
        ("2026-01-05", "Cancel fee", "2026-01-01 to 2026-01-31", 1, "-30.00"),
        ("2026-01-10", "Activation fee", "2026-01-01 to 2026-01-31", 1, "30.00"),
    ]


def test_reactivating_on_a_cycles_first_day_charges_all_of_it() -> None:
    agreement = a_story((date(2026, 3, 5), "suspend", 1), (date(2026, 4, 1), "reactivate", 1))

    assert rows(agreement, date(2026, 4, 1))[4:] == [
        ("2026-04-01", "Activation fee", "2026-04-01 to 2026-04-30", 1, "30.00"),
    ]


def test_day_30_still_gives_everything_back_and_day_31_only_what_is_unused() -> None:
    bought_on = date(2026, 2, 1)

    on_day_30 = rows(a_story((date(2026, 3, 3), "cancel", 1), bought_on=bought_on), bought_on)
    last_full = rows(
        a_story((date(2026, 3, 3), "cancel", 1), bought_on=bought_on), date(2026, 12, 31)
    )
    first_partial = rows(
        a_story((date(2026, 3, 4), "cancel", 1), bought_on=bought_on), date(2026, 12, 31)
    )

    assert len(on_day_30) == 1
    assert [row[2:] for row in last_full[2:]] == [
        ("2026-02-01 to 2026-02-28", 1, "-30.00"),
        ("2026-03-01 to 2026-03-31", 1, "-30.00"),
    ]
    assert [row[1:] for row in first_partial[2:]] == [
        ("Prorate fees when cancel", "2026-03-04 to 2026-03-31", 1, "-27.16"),
    ]


def test_a_cycle_is_not_charged_when_the_subscription_ends_on_its_first_day() -> None:
    agreement = a_story((date(2026, 3, 1), "cancel", 1))

    assert len(rows(agreement, date(2026, 6, 1))) == 2


def test_cancelling_what_is_suspended_credits_nothing_more() -> None:
    agreement = a_story((date(2026, 3, 5), "suspend", 1), (date(2026, 3, 10), "cancel", 1))

    assert rows(agreement, date(2026, 6, 1))[3:] == [
        ("2026-03-05", "Cancel fee", "2026-03-05 to 2026-03-31", 1, "-26.19"),
    ]


def test_bought_and_cancelled_on_the_same_day_is_charged_and_given_back() -> None:
    agreement = a_story((date(2026, 1, 1), "cancel", 1))

    assert [row[1:] for row in rows(agreement, date(2026, 1, 1))] == [
        ("Prorate fees when purchase", "2026-01-01 to 2026-01-31", 1, "30.00"),
        ("Prorate fees when cancel", "2026-01-01 to 2026-01-31", 1, "-30.00"),
    ]


def test_suspending_recognises_a_pending_change_before_it_credits() -> None:
    agreement = a_story((date(2026, 3, 11), "set_quantity", 2), (date(2026, 3, 21), "suspend", 2))

    assert rows(agreement, date(2026, 4, 1))[3:] == [
        ("2026-03-21", "Cycle instance prorate", "2026-03-01 to 2026-03-31", 1, "-30.00"),
        ("2026-03-21", "Cycle instance prorate", "2026-03-01 to 2026-03-10", 1, "9.70"),
        ("2026-03-21", "Cycle instance prorate", "2026-03-11 to 2026-03-31", 2, "40.74"),
        ("2026-03-21", "Cancel instance prorate", "2026-03-21 to 2026-03-31", 2, "-21.34"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"full_credit_days": 0}, ["2026-01-10 to 2026-01-31"]),
        ({"full_credit_dates": "from_event"}, ["2026-01-10 to 2026-01-31"]),
        ({}, ["2026-01-01 to 2026-01-31"]),
    ],
)
def test_what_was_agreed_otherwise_decides_the_credit(
    changed: dict[str, Any], expected: list[str]
) -> None:
    agreement = a_story((date(2026, 1, 10), "cancel", 1), settings=changed)

    credits = rows(agreement, date(2026, 1, 31))[1:]

    assert [row[2] for row in credits] == expected
    assert credits[0][4] == ("-21.34" if "full_credit_days" in changed else "-30.00")
