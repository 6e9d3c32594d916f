"""What happens on the very day on which a cycle or a term begins or ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pricing.engine.kinds import rate
from tests.engine.test_license_terms import a_story, a_term, rows
from tests.engine.timelines import through

JANUARY, APRIL = date(2021, 1, 1), date(2021, 4, 1)


def total(agreement, day: date) -> Decimal:
    told = rate(agreement.terms, agreement.activity, through(day))
    return sum((row.amount.amount for row in told), Decimal(0))


def test_there_and_back_between_two_cycles_the_next_month_is_charged() -> None:
    licence = a_story(
        a_term(JANUARY, APRIL),
        a_term(APRIL, APRIL, months=12),
        a_term(APRIL, date(2022, 4, 1)),
        events=[
            (JANUARY, "purchase", 1),
            (APRIL, "set_billing_frequency", 1),
            (APRIL, "set_billing_frequency", 1),
        ],
    )

    assert rows(licence, date(2021, 4, 30))[-1][1:] == (
        "Prorate fees when convert to a new offering",
        "2021-04-01 to 2021-04-30",
        1,
        "30.00",
    )


def test_there_and_back_on_the_day_of_purchase_the_first_month_is_charged_once() -> None:
    licence = a_story(
        a_term(JANUARY, JANUARY),
        a_term(JANUARY, JANUARY, months=12),
        a_term(JANUARY, date(2022, 1, 1)),
        events=[
            (JANUARY, "purchase", 1),
            (JANUARY, "set_billing_frequency", 1),
            (JANUARY, "set_billing_frequency", 1),
        ],
    )

    assert [row[1:] for row in rows(licence, date(2021, 1, 31))] == [
        ("Prorate fees when purchase", "2021-01-01 to 2021-01-31", 1, "30.00")
    ]


def test_a_conversion_soon_after_a_renewal_does_not_rename_the_renewal() -> None:
    year = a_term(date(2019, 10, 1), date(2020, 10, 1), price="4.05", months=12)
    renewed = a_term(
        date(2020, 10, 1), date(2021, 10, 1), price="4.05", months=12, anchor=year.anchor
    )
    cut = a_term(
        date(2020, 10, 1), date(2020, 10, 20), price="4.05", months=12, anchor=year.anchor
    )
    monthly = a_term(date(2020, 10, 20), date(2021, 10, 20), price="4.05")
    before = a_story(year, renewed, events=[(date(2019, 10, 1), "purchase", 150)])
    after = a_story(
        year,
        cut,
        monthly,
        events=[
            (date(2019, 10, 1), "purchase", 150),
            (date(2020, 10, 20), "set_billing_frequency", 150),
        ],
    )

    known, later = rows(before, date(2020, 10, 15)), rows(after, date(2020, 11, 15))

    assert known[-1][1] == "Renew fee"
    assert later[: len(known)] == known


@pytest.mark.parametrize("action", ["cancel", "suspend"])
@pytest.mark.parametrize(("day", "given_back"), [(28, True), (31, False)])
def test_a_stop_on_the_day_the_last_term_ends_gives_back_what_the_window_does(
    action: str, day: int, given_back: bool
) -> None:
    start = date(2021, 2, 1) if day == 28 else JANUARY
    end = date(2021, 3, 1) if day == 28 else date(2021, 2, 1)
    licence = a_story(a_term(start, end), events=[(start, "purchase", 1), (end, action, 1)])

    assert total(licence, date(2022, 1, 1)) == (0 if given_back else 30)


def test_a_number_that_comes_back_the_same_day_changes_nothing() -> None:
    licence = a_story(
        a_term(JANUARY, date(2022, 1, 1), price="4.00", months=12),
        events=[
            (JANUARY, "purchase", 1),
            (date(2021, 3, 5), "set_quantity", 2),
            (date(2021, 3, 5), "set_quantity", 1),
        ],
    )

    assert len(rows(licence, date(2021, 12, 31))) == 1
