"""Licences: in advance by the cycle, corrections in arrears by licence-days, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from partnercenter.periods import Period
from pricing.engine.kinds import rate
from pricing.engine.proration import STRATEGIES
from pricing.engine.settings import UnknownSetting, setting
from tests.engine.stories import a_licence
from tests.engine.timelines import through
from tests.engine.told import a_story, rows


def test_each_cycle_is_charged_in_advance_on_its_first_day() -> None:
    agreement = a_story(price="4.00", bought_on=date(2026, 1, 13))

    assert rows(agreement, date(2026, 2, 12)) == [
        ("2026-01-13", "Prorate fees when purchase", "2026-01-13 to 2026-02-12", 1, "4.00"),
    ]
    assert rows(agreement, date(2026, 2, 13))[1:] == [
        ("2026-02-13", "Cycle fee", "2026-02-13 to 2026-03-12", 1, "4.00"),
    ]


def test_a_purchase_on_the_31st_is_charged_on_every_months_last_day() -> None:
    agreement = a_story(price="4.00", bought_on=date(2026, 1, 31))

    assert [row[2] for row in rows(agreement, date(2026, 4, 30))] == [
        "2026-01-31 to 2026-02-27",
        "2026-02-28 to 2026-03-30",
        "2026-03-31 to 2026-04-29",
        "2026-04-30 to 2026-05-30",
    ]


def test_df_01_more_licences_reverse_the_month_and_charge_each_stretch_anew() -> None:
    agreement = a_story(
        (date(2026, 3, 11), "set_quantity", 12),
        price="8.40",
        bought_on=date(2026, 2, 1),
        quantity=10,
    )

    assert rows(agreement, date(2026, 3, 31))[2:] == []
    assert rows(agreement, date(2026, 4, 1))[2:] == [
        ("2026-04-01", "Cycle instance prorate", "2026-03-01 to 2026-03-31", 10, "-84.00"),
        ("2026-04-01", "Cycle instance prorate", "2026-03-01 to 2026-03-10", 10, "27.10"),
        ("2026-04-01", "Cycle instance prorate", "2026-03-11 to 2026-03-31", 12, "68.28"),
        ("2026-04-01", "Cycle fee", "2026-04-01 to 2026-04-30", 12, "100.80"),
    ]


def test_df_02_fewer_licences_are_credited_the_same_way() -> None:
    agreement = a_story(
        (date(2026, 3, 21), "set_quantity", 7),
        price="8.40",
        bought_on=date(2026, 2, 1),
        quantity=10,
    )

    assert [row[4] for row in rows(agreement, date(2026, 4, 1))[2:]] == [
        "-84.00",
        "54.20",
        "20.93",
        "58.80",
    ]


def test_several_changes_of_a_month_are_recognised_together() -> None:
    agreement = a_story(
        (date(2017, 7, 20), "set_quantity", 12),
        (date(2017, 7, 31), "set_quantity", 18),
        (date(2017, 8, 10), "set_quantity", 10),
        price="11.00",
        bought_on=date(2017, 7, 15),
        quantity=15,
    )

    assert [row[3:] for row in rows(agreement, date(2017, 8, 15))[1:]] == [
        (15, "-165.00"),
        (15, "26.55"),
        (12, "46.92"),
        (18, "63.90"),
        (10, "17.80"),
        (10, "110.00"),
    ]


def test_a_number_changed_and_changed_back_on_one_day_makes_no_rows() -> None:
    agreement = a_story(
        (date(2026, 1, 1), "set_quantity", 5), (date(2026, 1, 1), "set_quantity", 1)
    )

    assert [row[1] for row in rows(agreement, date(2026, 2, 1))] == [
        "Prorate fees when purchase",
        "Cycle fee",
    ]


def test_an_annual_change_waits_for_the_monthly_anniversary_and_not_for_the_year() -> None:
    agreement = a_story(
        (date(2026, 5, 12), "set_quantity", 15),
        price="5.00",
        frequency="annual",
        bought_on=date(2026, 2, 1),
        quantity=20,
    )

    assert rows(agreement, date(2026, 5, 31))[1:] == []
    assert rows(agreement, date(2026, 6, 1))[1:] == [
        ("2026-06-01", "Cycle instance prorate", "2026-02-01 to 2027-01-31", 20, "-1200.00"),
        ("2026-06-01", "Cycle instance prorate", "2026-02-01 to 2026-05-11", 20, "329.00"),
        ("2026-06-01", "Cycle instance prorate", "2026-05-12 to 2027-01-31", 15, "654.60"),
    ]
    assert rows(agreement, date(2027, 2, 1))[4:] == [
        ("2027-02-01", "Cycle fee", "2027-02-01 to 2028-01-31", 15, "900.00"),
    ]


def test_the_first_cycle_of_a_later_term_is_a_renewal() -> None:
    agreement = a_licence(price="4.00", bought_on=date(2025, 1, 13), years=1)
    (first,) = agreement.terms.terms
    second = replace(first, period=Period(date(2026, 1, 13), date(2027, 1, 13)))
    renewed = replace(agreement, terms=replace(agreement.terms, terms=(first, second)))

    assert rows(renewed, date(2026, 2, 13))[12:] == [
        ("2026-01-13", "Renew fee", "2026-01-13 to 2026-02-12", 1, "4.00"),
        ("2026-02-13", "Cycle fee", "2026-02-13 to 2026-03-12", 1, "4.00"),
    ]


def test_nothing_is_charged_after_the_last_term() -> None:
    agreement = a_licence(price="4.00", bought_on=date(2025, 1, 13), years=1)

    assert len(rows(agreement, date(2027, 1, 1))) == 12


def test_a_credit_that_rounding_made_larger_than_its_charge_is_limited_and_says_so() -> None:
    agreement = a_story((date(2026, 5, 2), "suspend", 1), price="0.50", bought_on=date(2026, 3, 1))

    credit = list(rate(agreement.terms, agreement.activity, through(date(2026, 5, 31))))[-1]

    assert credit.amount.amount == Decimal("-0.50")
    assert credit.explanation["steps"][-1] == {"formula": "0.60 × 1", "value": "0.60"}
    assert credit.explanation["notes"] == [
        {"code": "capped", "asked": "0.60", "allowed": "0.50"},
    ]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_cheap_licences_never_get_back_more_than_they_cost_under_any_strategy(
    strategy: str,
) -> None:
    limited = 0
    for cents in range(1, 100, 3):
        for quantity, day in ((1, 2), (1, 5), (2, 3), (3, 2), (7, 9)):
            agreement = a_story(
                (date(2026, 5, day), "suspend", quantity),
                price=f"0.{cents:02d}",
                bought_on=date(2026, 3, 1),
                quantity=quantity,
                proration=strategy,
            )
            *_, charge, credit = rate(
                agreement.terms, agreement.activity, through(date(2026, 5, 31))
            )
            assert -charge.amount.amount <= credit.amount.amount <= 0
            limited += bool(credit.explanation["notes"])

    assert (limited > 0) == (strategy in {"published", "daily_rate_2dp"})


def test_a_year_has_365_days_unless_its_actual_ones_were_agreed() -> None:
    def credited(settings: dict[str, Any]) -> str:
        return rows(
            a_story(
                (date(2024, 4, 20), "suspend", 1),
                price="40.00",
                bought_on=date(2024, 1, 1),
                frequency="annual",
                proration="exact_line",
                settings=settings,
            ),
            date(2024, 12, 31),
        )[1][4]

    assert credited({}) == "-336.66"
    assert credited({"year_days": "actual"}) == "-335.74"


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(UnknownSetting):
        setting({}, "free_lunch")
