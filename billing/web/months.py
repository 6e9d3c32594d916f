"""Months of entries laid out: a small grid of weeks, and the days that have something to tell."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from billing.queries.agenda import ENDS, RENEWS, Entry
from partnercenter import localize
from partnercenter.periods import add_months


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month with what happens on it."""

    on: date
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The day with its weekday; the year stands above."""
        return str(format_skeleton("MMMEd", self.on, locale=localize.locale_of()))

    @property
    def kinds(self) -> str:
        """What happens, in a few words for whoever cannot see the grid."""
        return ", ".join(dict.fromkeys(entry.label for entry in self.entries))

    @property
    def is_about_money(self) -> bool:
        """Whether something is billed, ready or due, and not only renewed."""
        return any(entry.kind not in {RENEWS, ENDS} for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its name, its weeks (None for days of other months), its days with entries."""

    first: date
    name: str
    weeks: tuple[tuple[Day | None, ...], ...]
    days: tuple[Day, ...]


def months(entries: Iterable[Entry], *, since: date, until: date) -> list[Month]:
    """Return every month from the one of ``since`` to the one of ``until``, both included."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.on].append(entry)
    found, first = [], since.replace(day=1)
    while first <= until:
        found.append(_month(first, by_day))
        first = add_months(first, 1)
    return found


def weekdays() -> list[tuple[str, str]]:
    """Return the days of the week in the reader's order, short and in full."""
    locale = localize.locale_of()
    short, full = (locale.days["stand-alone"][width] for width in ("short", "wide"))
    order = [(locale.first_week_day + step) % 7 for step in range(7)]
    return [(str(short[day]), str(full[day])) for day in order]


def _month(first: date, by_day: dict[date, list[Entry]]) -> Month:
    locale = localize.locale_of()
    weeks = tuple(
        tuple(
            Day(day, tuple(by_day.get(day, ()))) if day.month == first.month else None
            for day in week
        )
        for week in Calendar(locale.first_week_day).monthdatescalendar(first.year, first.month)
    )
    return Month(
        first=first,
        name=str(format_skeleton("yMMMM", first, locale=locale)),
        weeks=weeks,
        days=tuple(day for week in weeks for day in week if day and day.entries),
    )
