"""Days, months and anniversaries: half-open stretches that never drift."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercenter.periods import (
    Period,
    add_months,
    anniversaries,
    cycles,
    day_of_month,
    month_of,
    next_anniversary,
)

DAYS = st.dates(date(2018, 1, 1), date(2032, 12, 31))


def spelled(days: list[date]) -> list[str]:
    return [day.isoformat() for day in days]


def test_an_anchor_at_the_months_end_is_kept_through_shorter_months() -> None:
    found = list(islice(anniversaries(date(2023, 1, 31)), 14))

    assert spelled(found[:5]) == [
        "2023-01-31",
        "2023-02-28",
        "2023-03-31",
        "2023-04-30",
        "2023-05-31",
    ]
    assert spelled(found[12:]) == ["2024-01-31", "2024-02-29"]


def test_a_year_from_a_leap_day_ends_on_the_last_of_february_and_comes_back_to_it() -> None:
    found = list(islice(anniversaries(date(2024, 2, 29), months=12), 5))

    assert spelled(found) == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


@given(DAYS, st.sampled_from([1, 12, 36]))
def test_cycles_follow_one_another_without_gap_or_overlap(anchor: date, months: int) -> None:
    found = list(islice(cycles(anchor, months=months), 30 // months + 2))

    assert found[0].start == anchor
    assert all(before.end == after.start for before, after in pairwise(found))
    assert all(28 * months <= cycle.days <= 31 * months for cycle in found)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_steps_from_the_anchor_land_in_the_right_month(day: date, some: int, more: int) -> None:
    later = add_months(day, some)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == some
    assert later.day == min(day.day, month_of(later).days)
    assert add_months(later, more).day <= day.day
    assert add_months(add_months(day.replace(day=1), some), -some) == day.replace(day=1)


@given(DAYS, st.integers(0, 1500))
def test_the_next_anniversary_is_the_first_strictly_after_the_day(anchor: date, days: int) -> None:
    after = anchor + timedelta(days=days)

    found = next_anniversary(anchor, after)

    expected = next(day for day in anniversaries(anchor) if day > after)
    assert found == expected


def test_the_next_anniversary_of_a_day_before_the_anchor_is_the_anchor() -> None:
    assert next_anniversary(date(2026, 3, 10), date(2026, 1, 1)) == date(2026, 3, 10)


@given(DAYS, st.integers(0, 400))
def test_a_period_of_days_counts_both_its_ends(first: date, more: int) -> None:
    last = first + timedelta(days=more)

    period = Period.of_days(first, last)

    assert period.days == more + 1
    assert first in period
    assert last in period
    assert last + timedelta(days=1) not in period
    assert period.last == last


@given(DAYS, DAYS, DAYS, DAYS)
def test_an_overlap_is_exactly_the_days_both_have(a: date, b: date, c: date, d: date) -> None:
    one, other = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))

    both = one.overlap(other)

    assert both == other.overlap(one)
    if both is None:
        assert one.end <= other.start or other.end <= one.start or not (one.days and other.days)
    else:
        assert both.start in one
        assert both.start in other
        assert both.last in one
        assert both.last in other
        assert both.end in {one.end, other.end}


def test_a_period_never_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end before it starts"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_a_day_of_the_month_is_the_last_where_the_month_is_shorter() -> None:
    assert day_of_month(2026, 2, 31) == date(2026, 2, 28)
    assert day_of_month(2028, 2, 30) == date(2028, 2, 29)
    assert day_of_month(2026, 4, 31) == date(2026, 4, 30)
    assert str(month_of(date(2026, 2, 14))) == "2026-02-01 to 2026-02-28"
