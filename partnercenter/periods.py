"""Half-open stretches of days [start, end), and the calendar steps billing is made of."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` (included) to ``end`` (excluded)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end before it starts: {self.start} {self.end}")

    @classmethod
    def of_days(cls, first: date, last: date) -> Period:
        """Return the period of these two days and all between, both included."""
        return cls(first, last + DAY)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that still belongs to the period."""
        return self.end - DAY

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.last}"

    def overlap(self, other: Period) -> Period | None:
        """Return the days both have, or None when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


# What people may name: calendar steps from any of these days stay within what a date can be.
CALENDAR = Period(date(2000, 1, 1), date(2201, 1, 1))


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_from(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from one up to another, both included.

    ``first`` is the first day of a month.
    """
    while first <= last:
        yield first
        first = add_months(first, 1)


def day_of_month(year: int, month: int, day: int) -> date:
    """Return that day of the month, clamped to the month's last day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def month_of(day: date) -> Period:
    """Return the calendar month in which the day lies."""
    start = day.replace(day=1)
    return Period(start, add_months(start, 1))


def anniversaries(anchor: date, *, months: int = 1) -> Iterator[date]:
    """Yield the anchor and every ``months`` later, each counted from the anchor itself.

    Counting from the anchor keeps it: 31 Jan, 28 Feb, 31 Mar (domain A29).
    """
    return (add_months(anchor, months * step) for step in count())


def cycles(anchor: date, *, months: int = 1) -> Iterator[Period]:
    """Yield the stretches between consecutive anniversaries, without end."""
    return (
        Period(add_months(anchor, months * step), add_months(anchor, months * (step + 1)))
        for step in count()
    )


def next_anniversary(anchor: date, after: date) -> date:
    """Return the first monthly anniversary of the anchor strictly after the day."""
    step = max(0, (after.year - anchor.year) * 12 + after.month - anchor.month)
    found = add_months(anchor, step)
    return found if found > after else add_months(anchor, step + 1)
