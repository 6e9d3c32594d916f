"""Add-ons, other frequencies, terms paid at once, free days: what each is charged, and when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.kinds import rate
from pricing.engine.terms import AgreedTerm, PricePoint, Terms
from tests.engine.timelines import through

Row = tuple[str, str, str, int, str]


def a_term(
    start: date, end: date, *, price: str = "30.00", anchor: date | None = None, months: int = 1
) -> AgreedTerm:
    return AgreedTerm(
        Period(start, end), PricePoint("1", Decimal(price), "a list"), anchor or start, months
    )


def a_story(*terms: AgreedTerm, events: list[tuple[date, str, int]], **settings: str) -> Agreement:
    timeline = tuple(
        Event(number, Action(action), on, quantity)
        for number, (on, action, quantity) in enumerate(events, start=1)
    )
    agreed = Terms(
        "license", "USD", timeline[0].on, "published", terms=terms, settings=dict(settings)
    )
    return Agreement("1", agreed, Activity(timeline))


def rows(agreement: Agreement, day: date) -> list[Row]:
    return [
        (
            str(row.recognised_on),
            row.charge_type,
            str(row.period),
            int(row.quantity),
            str(row.amount.amount),
        )
        for row in rate(agreement.terms, agreement.activity, through(day))
    ]


def test_an_add_on_pays_for_the_rest_of_its_bases_cycle_and_then_whole_cycles() -> None:
    add_on = a_story(
        a_term(date(2018, 6, 10), date(2019, 6, 1), price="5.00", anchor=date(2018, 6, 1)),
        events=[(date(2018, 6, 10), "purchase", 1)],
    )

    assert rows(add_on, date(2018, 6, 9)) == []
    assert rows(add_on, date(2018, 7, 31)) == [
        (
            "2018-06-10",
            "Prorate fees when purchase",
            "2018-06-10 to 2018-06-30",
            1,
            "3.57",
        ),
        ("2018-07-01", "Cycle fee", "2018-07-01 to 2018-07-31", 1, "5.00"),
    ]
    assert rows(add_on, date(2020, 1, 1))[-1][2] == "2019-05-01 to 2019-05-31"


def test_an_add_on_of_a_year_pays_its_days_of_365_and_a_cancellation_in_time_gives_them_back() -> (
    None
):
    add_on = a_story(
        a_term(
            date(2018, 6, 10), date(2019, 1, 13), price="4.00", anchor=date(2018, 1, 13), months=12
        ),
        events=[(date(2018, 6, 10), "purchase", 2), (date(2018, 6, 20), "cancel", 2)],
    )

    assert rows(add_on, date(2020, 1, 1)) == [
        (
            "2018-06-10",
            "Prorate fees when purchase",
            "2018-06-10 to 2019-01-12",
            2,
            "56.42",
        ),
        ("2018-06-20", "Prorate fees when cancel", "2018-06-10 to 2019-01-12", 2, "-56.42"),
    ]


def test_bought_on_the_29th_the_days_until_the_first_are_free() -> None:
    licence = a_story(
        a_term(date(2018, 5, 29), date(2019, 6, 1), anchor=date(2018, 6, 1)),
        events=[(date(2018, 5, 29), "purchase", 1), (date(2018, 5, 30), "set_quantity", 2)],
    )

    assert rows(licence, date(2018, 7, 1)) == [
        ("2018-05-29", "Prorate fees when purchase", "2018-05-29 to 2018-06-30", 1, "30.00"),
        ("2018-06-01", "Cycle instance prorate", "2018-05-29 to 2018-06-30", 1, "-30.00"),
        ("2018-06-01", "Cycle instance prorate", "2018-06-01 to 2018-06-30", 2, "60.00"),
        ("2018-07-01", "Cycle fee", "2018-07-01 to 2018-07-31", 2, "60.00"),
    ]
    assert rows(licence, date(2030, 1, 1))[-1][2] == "2019-05-01 to 2019-05-31"


@pytest.mark.parametrize(("months", "days"), [(36, 1095), (72, 2190)])
def test_a_long_term_is_paid_at_once_and_prorated_over_365_days_a_year(
    months: int, days: int
) -> None:
    start = date(2021, 1, 31)
    end = add_months(start, months)
    licence = a_story(
        a_term(start, end, price="4.00", months=months),
        events=[(start, "purchase", 1), (end - timedelta(days=100), "suspend", 1)],
    )

    first, credit = rows(licence, date(2040, 1, 1))

    whole = Decimal(4 * months)
    assert first == (
        "2021-01-31",
        "Prorate fees when purchase",
        f"2021-01-31 to {end - timedelta(days=1)}",
        1,
        f"{whole:.2f}",
    )
    one_day = (whole / days).quantize(Decimal("0.01"))
    assert credit[1:] == (
        "Cancel fee",
        f"{end - timedelta(days=100)} to {end - timedelta(days=1)}",
        1,
        str(-one_day * 100),
    )


def test_another_frequency_gives_back_the_rest_and_begins_anew_on_its_day() -> None:
    monthly = a_term(date(2021, 3, 1), date(2021, 4, 11), price="8.40")
    annual = a_term(date(2021, 4, 11), date(2022, 4, 11), price="8.50", months=12)
    licence = a_story(
        monthly,
        annual,
        events=[
            (date(2021, 3, 1), "purchase", 10),
            (date(2021, 4, 11), "set_billing_frequency", 10),
        ],
    )

    assert rows(licence, date(2021, 4, 30))[1:] == [
        ("2021-04-01", "Cycle fee", "2021-04-01 to 2021-04-30", 10, "84.00"),
        (
            "2021-04-11",
            "Prorate fees when convert away from current offering",
            "2021-04-11 to 2021-04-30",
            10,
            "-56.00",
        ),
        (
            "2021-04-11",
            "Prorate fees when convert to a new offering",
            "2021-04-11 to 2022-04-10",
            10,
            "1020.00",
        ),
    ]
    assert rows(licence, date(2030, 1, 1)) == rows(licence, date(2021, 4, 30))


def test_quantity_and_frequency_on_one_day_are_told_as_one_conversion() -> None:
    monthly = a_term(date(2021, 5, 26), date(2021, 6, 1), price="21.10")
    annual = a_term(date(2021, 6, 1), date(2022, 6, 1), price="22.51", months=12)
    licence = a_story(
        monthly,
        annual,
        events=[
            (date(2021, 5, 26), "purchase", 1),
            (date(2021, 6, 1), "set_quantity", 2650),
            (date(2021, 6, 1), "set_billing_frequency", 2650),
        ],
    )

    assert rows(licence, date(2021, 6, 30))[1:] == [
        ("2021-06-01", "Convert from instance prorate", "2021-05-26 to 2021-06-25", 1, "-21.10"),
        ("2021-06-01", "Convert from instance prorate", "2021-05-26 to 2021-05-31", 1, "4.08"),
        (
            "2021-06-01",
            "Convert from instance prorate",
            "2021-06-01 to 2021-06-25",
            2650,
            "45103.00",
        ),
        (
            "2021-06-01",
            "Prorate fees when convert away from current offering",
            "2021-06-01 to 2021-06-25",
            2650,
            "-45103.00",
        ),
        (
            "2021-06-01",
            "Prorate fees when convert to a new offering",
            "2021-06-01 to 2022-05-31",
            2650,
            "715818.00",
        ),
    ]


def test_a_conversion_between_two_cycles_credits_nothing() -> None:
    licence = a_story(
        a_term(date(2021, 3, 1), date(2021, 4, 1)),
        a_term(date(2021, 4, 1), date(2022, 4, 1), months=12),
        events=[
            (date(2021, 3, 1), "purchase", 1),
            (date(2021, 4, 1), "set_quantity", 2),
            (date(2021, 4, 1), "set_billing_frequency", 2),
        ],
    )

    assert [row[1:] for row in rows(licence, date(2021, 12, 31))] == [
        ("Prorate fees when purchase", "2021-03-01 to 2021-03-31", 1, "30.00"),
        ("Prorate fees when convert to a new offering", "2021-04-01 to 2022-03-31", 2, "720.00"),
    ]


def test_reactivated_and_converted_between_two_cycles_it_is_charged_from_that_day() -> None:
    licence = a_story(
        a_term(date(2021, 3, 1), date(2021, 6, 1)),
        a_term(date(2021, 6, 1), date(2022, 6, 1), months=12),
        events=[
            (date(2021, 3, 1), "purchase", 1),
            (date(2021, 5, 1), "suspend", 1),
            (date(2021, 6, 1), "reactivate", 1),
            (date(2021, 6, 1), "set_billing_frequency", 1),
        ],
    )

    assert rows(licence, date(2021, 12, 31))[-1][1:] == (
        "Prorate fees when convert to a new offering",
        "2021-06-01 to 2022-05-31",
        1,
        "360.00",
    )


def test_converted_on_the_day_of_purchase_only_the_new_frequency_is_charged() -> None:
    licence = a_story(
        a_term(date(2021, 3, 1), date(2021, 3, 1), months=12),
        a_term(date(2021, 3, 1), date(2022, 3, 1)),
        events=[(date(2021, 3, 1), "purchase", 1), (date(2021, 3, 1), "set_billing_frequency", 1)],
    )

    assert [row[1:] for row in rows(licence, date(2021, 4, 30))] == [
        ("Prorate fees when purchase", "2021-03-01 to 2021-03-31", 1, "30.00"),
        ("Cycle fee", "2021-04-01 to 2021-04-30", 1, "30.00"),
    ]


def test_a_change_can_be_recognised_at_once() -> None:
    licence = a_story(
        a_term(date(2021, 3, 1), date(2022, 3, 1)),
        events=[(date(2021, 3, 1), "purchase", 1), (date(2021, 3, 11), "set_quantity", 2)],
        change_recognition="at_once",
    )

    assert {row[0] for row in rows(licence, date(2021, 3, 31))[1:]} == {"2021-03-11"}


def test_a_price_for_the_year_is_charged_as_it_is_and_cut_to_cents_by_the_month() -> None:
    price = PricePoint("1", Decimal("100.00"), months=12)

    assert price.for_months(12, "EUR") == Decimal("100.00")
    assert price.for_months(36, "EUR") == Decimal("300.00")
    assert price.for_months(1, "EUR") == Decimal("8.33")
    assert price.for_months(1, "JPY") == Decimal(8)


def test_a_trial_has_no_rows() -> None:
    trial = a_story(events=[(date(2021, 3, 1), "purchase", 25), (date(2021, 3, 31), "expire", 25)])

    assert rows(trial, date(2030, 1, 1)) == []
