"""The two clocks: when a period closes, when it may be billed, and when its invoice is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.calendar import (
    available_by,
    billable_from,
    billing_date,
    closed_periods,
    due_date,
    generation_window,
    invoice_date,
    last_billing_date,
    next_billing_date,
    open_period,
    period_closing_on,
    periods,
)
from partnercenter.periods import Period

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
BILLING_DAYS = st.integers(1, 31)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 1, 9), date(2026, 1, 31)),
        (date(2026, 2, 9), date(2026, 2, 28)),
        (date(2028, 2, 9), date(2028, 2, 29)),
        (date(2026, 4, 9), date(2026, 4, 30)),
    ],
)
def test_billing_day_31_is_the_last_day_of_a_shorter_month(month: date, expected: date) -> None:
    assert billing_date(31, in_month_of=month) == expected


@pytest.mark.parametrize(
    ("day", "closes_on", "period"),
    [
        (12, date(2026, 9, 12), "2026-08-13 to 2026-09-12"),
        (31, date(2026, 2, 28), "2026-02-01 to 2026-02-28"),
        (31, date(2026, 3, 31), "2026-03-01 to 2026-03-31"),
        (30, date(2026, 3, 30), "2026-03-01 to 2026-03-30"),
        (1, date(2026, 1, 1), "2025-12-02 to 2026-01-01"),
    ],
)
def test_a_billing_period_ends_with_its_billing_date(
    day: int, closes_on: date, period: str
) -> None:
    assert str(period_closing_on(day, closes_on)) == period


@given(BILLING_DAYS, DAYS)
def test_the_next_and_the_last_billing_date_enclose_every_day(billing_day: int, on: date) -> None:
    after, before = (
        next_billing_date(billing_day, on=on),
        last_billing_date(billing_day, before=on),
    )

    assert before < on <= after
    assert next_billing_date(billing_day, on=before + timedelta(days=1)) == after
    assert period_closing_on(billing_day, after) == Period.of_days(
        before + timedelta(days=1), after
    )


@given(st.sampled_from(["recurring", "one_time"]), BILLING_DAYS, DAYS, st.integers(0, 800))
def test_closed_periods_cover_every_day_since_enrolment_once(
    stream: str, billing_day: int, since: date, days: int
) -> None:
    on = since + timedelta(days=days)

    found = list(closed_periods(stream, billing_day, since=since, on=on))

    assert all(before.end == after.start for before, after in pairwise(found))
    if found:
        assert since in found[0]
        assert found[-1].end <= on < found[-1].end + timedelta(days=33)
    else:
        assert days < 32


def test_a_period_is_closed_from_the_day_after_its_last_and_not_before() -> None:
    def last_closed(on: date) -> list[str]:
        found = closed_periods("recurring", 15, since=date(2026, 10, 16), on=on)
        return [str(period) for period in found]

    assert last_closed(date(2026, 11, 15)) == []
    assert last_closed(date(2026, 11, 16)) == ["2026-10-16 to 2026-11-15"]


def test_a_month_is_billed_a_day_later_so_that_its_last_day_of_use_is_known() -> None:
    november = Period(date(2026, 11, 1), date(2026, 12, 1))

    assert billable_from("one_time", november) == date(2026, 12, 2)
    assert billable_from("recurring", november) == date(2026, 12, 1)
    assert open_period("one_time", 15, on=date(2026, 12, 1)) == november
    assert open_period("one_time", 15, on=date(2026, 12, 2)).start == date(2026, 12, 1)
    assert str(open_period("recurring", 15, on=date(2026, 12, 15))) == "2026-11-16 to 2026-12-15"


@pytest.mark.parametrize("day", [28, 29, 30, 31])
@pytest.mark.parametrize("year", [2027, 2028])
def test_a_year_has_twelve_periods_whatever_the_billing_day_and_the_year(
    day: int, year: int
) -> None:
    found = list(islice(periods("recurring", day, since=date(year, 1, 1)), 12))

    lengths = {period.last.month: period.last.day for period in found}
    assert lengths[2] == min(day, 29 if year == 2028 else 28)
    assert lengths[4] == min(day, 30)
    assert lengths[12] == day
    assert all(before.end == after.start for before, after in pairwise(found))


def test_a_stream_that_nobody_knows_has_no_clock() -> None:
    with pytest.raises(ValueError, match="no stream is called weekly"):
        list(closed_periods("weekly", 1, since=date(2026, 1, 1), on=date(2026, 3, 1)))


def test_ca_01_the_run_begins_the_day_after_and_is_done_within_24_hours() -> None:
    window = generation_window("recurring", closes_on=date(2026, 9, 12))

    assert window.starts_at == datetime(2026, 9, 13, tzinfo=UTC)
    assert window.done_by == datetime(2026, 9, 14, tzinfo=UTC)
    assert window.complaint_after == datetime(2026, 9, 15, 23, 59, tzinfo=UTC)


def test_a_one_time_invoice_is_there_by_the_8th_of_the_month_after() -> None:
    window = generation_window("one_time", closes_on=date(2026, 12, 31))

    assert window.starts_at == datetime(2027, 1, 2, tzinfo=UTC)
    assert window.done_by == available_by("one_time", closes_on=date(2026, 12, 31))
    assert window.done_by == datetime(2027, 1, 8, tzinfo=UTC)
    assert window.complaint_after == datetime(2027, 1, 8, 23, 59, tzinfo=UTC)


@given(st.sampled_from(["recurring", "one_time"]), BILLING_DAYS, DAYS)
def test_an_invoice_is_made_after_its_period_and_late_only_after_it_was_promised(
    stream: str, billing_day: int, since: date
) -> None:
    first, second = islice(periods(stream, billing_day, since=since), 2)

    window = generation_window(stream, closes_on=first.last)

    assert window.starts_at.date() == billable_from(stream, first) >= first.end == second.start
    assert window.starts_at < window.done_by < window.complaint_after
    assert window.complaint_after.date() < second.last


def test_a_recurring_invoice_bears_the_billing_date_and_a_one_time_invoice_its_own_day() -> None:
    generated_on = date(2021, 1, 4)
    december = Period(date(2020, 12, 1), date(2021, 1, 1))

    assert invoice_date("recurring", december, generated_on=generated_on) == date(2020, 12, 31)
    assert invoice_date("one_time", december, generated_on=generated_on) == generated_on


@pytest.mark.parametrize(
    ("issued_on", "due_on"),
    [
        (date(2019, 7, 6), date(2019, 9, 4)),
        (date(2021, 1, 4), date(2021, 3, 5)),
        (date(2021, 1, 15), date(2021, 3, 16)),
        (date(2028, 1, 1), date(2028, 3, 1)),
    ],
)
def test_ca_02_an_invoice_is_due_sixty_days_after_its_date(issued_on: date, due_on: date) -> None:
    assert due_date(issued_on) == due_on
