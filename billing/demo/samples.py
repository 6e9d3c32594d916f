"""The sample files, with every date moved so that their last month is the current one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from partnercenter.periods import Period, add_months, month_of

FOLDER = Path(__file__).parent
REFERENCE = date(2026, 11, 1)
FIRST = date(2025, 8, 1)
SECOND_LIST = date(2026, 7, 1)
CURRENCIES = ("EUR", "GBP", "CHF", "NOK", "USD")
LISTS = {"license": "license-based", "usage": "usage-based", "software": "software"}
# Priced in one currency for everybody.
WORLD_LISTS = {"consumption": "USD"}
DATED = {
    "partners.csv": ("EnrolledOn", "VatIdValidFrom"),
    "customers.csv": ("TenantCreatedOn", "RelationshipSince"),
    "subscriptions.csv": ("StartDate",),
    "changes.csv": ("Date",),
    "managed.csv": ("Since", "Until"),
}
Row = dict[str, str]


class Moved:
    """The world of the samples seen from a day: its months, and the rows of each."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.shift = months_between(REFERENCE, today)

    def months(self) -> list[Period]:
        """Return every month of the story, the last one up to and including today."""
        months = []
        start = add_months(FIRST, self.shift)
        while start <= self.today:
            months.append(month_of(start))
            start = add_months(start, 1)
        return months

    def whole(self, name: str) -> io.BytesIO:
        """Return a file of facts that do not happen in a month: partners, customers."""
        return file_of(self.rows(name))

    def within(self, name: str, month: Period) -> io.BytesIO | None:
        """Return the rows of a file that happened in the month and not after today."""
        rows = self.rows_within(name, month)
        return file_of(rows) if rows else None

    def rows_within(self, name: str, month: Period) -> list[Row]:
        """Return those rows themselves."""
        column, *_others = DATED[name]
        return [
            row
            for row in self.rows(name)
            if date.fromisoformat(row[column]) in month
            and date.fromisoformat(row[column]) <= self.today
        ]

    def price_list(self, kind: str, currency: str, month: Period) -> io.BytesIO:
        """Return the list of that kind and currency as it was published for the month."""
        original = add_months(month.start, -self.shift)
        edition = SECOND_LIST if original >= SECOND_LIST else date(2026, 1, 1)
        rows = read(f"{LISTS.get(kind, kind)}_{currency}_{edition:%Y-%m}.csv")
        return file_of(_redated(row, edition, month) for row in rows)

    def has_new_offers(self, month: Period) -> bool:
        """Say whether the month's lists have offers that those before it had not."""
        return add_months(month.start, -self.shift) in (FIRST, SECOND_LIST)

    def exchange_rates(self, month: Period) -> io.BytesIO:
        """Return the exchange rates of the month."""
        original = f"{add_months(month.start, -self.shift):%Y-%m}"
        return file_of(
            {
                **row,
                "Month": f"{month.start:%Y-%m}",
                "PublishedOn": self._moved(row["PublishedOn"]),
            }
            for row in read("exchange_rates.csv")
            if row["Month"] == original
        )

    def rows(self, name: str) -> list[Row]:
        """Return every row of a file, its dates moved."""
        return [
            {
                column: self._moved(value) if column in DATED.get(name, ()) and value else value
                for column, value in row.items()
            }
            for row in read(name)
        ]

    def _moved(self, value: str) -> str:
        return add_months(date.fromisoformat(value), self.shift).isoformat()


def months_between(earlier: date, later: date) -> int:
    """Return how many months the later day's month is after the earlier's."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@cache
def read(name: str) -> tuple[Row, ...]:
    """Return the rows of a file as it is."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def file_of(rows: Iterable[Row]) -> io.BytesIO:
    """Return the rows as a CSV file."""
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, row)
            writer.writeheader()
        writer.writerow(row)
    return io.BytesIO(text.getvalue().encode())


def _redated(row: Row, edition: date, month: Period) -> Row:
    """Make a list of another month: dates of the edition's own month follow, others stay."""
    ahead = months_between(edition, month.start)
    changed = dict(row)
    for column in ("Valid-From Date", "EffectiveStartDate"):
        if column in row and (day := us_day(row[column])) in month_of(edition):
            changed[column] = _asus_day(add_months(day, ahead))
    if row.get("EffectiveEndDate"):
        end = us_day(row["EffectiveEndDate"])
        whole = end == month_of(edition).last
        changed["EffectiveEndDate"] = _asus_day(month.last if whole else add_months(end, ahead))
    return changed


def us_day(value: str) -> date:
    """Read a date written as M/D/YYYY."""
    month, day, year = value.split("/")
    return date(int(year), int(month), int(day))


def _asus_day(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
