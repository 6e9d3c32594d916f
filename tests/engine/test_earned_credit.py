"""The partner credit: which days and meters earn it, how much, and how it is printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from partnercenter.periods import Period
from pricing.engine.earned_credit import in_words, percent_on
from pricing.engine.terms import Terms
from tests.engine.metering import a_plan

MANAGED = Period.of_days(date(2026, 1, 10), date(2026, 1, 20))


def terms(**fields: object) -> Terms:
    return a_plan(kind="plan", managed=[MANAGED], **fields).terms  # type: ignore[arg-type]


def test_every_managed_day_earns_fifteen_percent_and_no_other_day_does() -> None:
    days = [date(2026, 1, day) for day in (9, 10, 20, 21)]

    assert [percent_on(terms(), "meter", day) for day in days] == [0, 15, 15, 0]


def test_some_meters_never_earn() -> None:
    assert percent_on(terms(unearning=["meter"]), "meter", date(2026, 1, 15)) == 0
    assert percent_on(terms(unearning=["meter"]), "other", date(2026, 1, 15)) == 15


def test_how_much_is_earned_is_agreed() -> None:
    agreed = terms(settings={"earned_credit_percent": "12.25"})

    assert percent_on(agreed, "meter", date(2026, 1, 15)) == Decimal("12.25")


def test_it_is_printed_with_a_decimal_at_least_and_not_at_all_when_nothing_was_earned() -> None:
    assert in_words(Decimal(15)) == ["15.0% Partner earned credit for services managed"]
    assert in_words(Decimal("12.25")) == ["12.25% Partner earned credit for services managed"]
    assert in_words(Decimal(0)) == []
