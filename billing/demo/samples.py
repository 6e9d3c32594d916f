"""The sample files, with every date moved so that their last month is the current one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from zlib import crc32

from partnercenter.periods import Period, add_months, month_of

FOLDER = Path(__file__).parent
REFERENCE = date(2026, 11, 1)
FIRST = date(2025, 8, 1)
SECOND_LIST = date(2026, 7, 1)
CURRENCIES = ("EUR", "GBP", "CHF", "NOK", "USD")
LISTS = {"license": "license-based", "usage": "usage-based", "software": "software"}
DATED = {
    "partners.csv": ("EnrolledOn", "VatIdValidFrom"),
    "customers.csv": ("TenantCreatedOn", "RelationshipSince"),
    "subscriptions.csv": ("StartDate",),
    "changes.csv": ("Date",),
}
Row = dict[str, str]


class Moved:
    """The world of the samples seen from a day: its months, and the rows of each."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.shift = _months_between(REFERENCE, today)

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
        return _file(self._rows(name))

    def within(self, name: str, month: Period) -> io.BytesIO | None:
        """Return the rows of a file that happened in the month and not after today."""
        (column,) = DATED[name]
        rows = [
            row
            for row in self._rows(name)
            if date.fromisoformat(row[column]) in month
            and date.fromisoformat(row[column]) <= self.today
        ]
        return _file(rows) if rows else None

    def price_list(self, kind: str, currency: str, month: Period) -> io.BytesIO:
        """Return the list of that kind and currency as it was published for the month."""
        original = add_months(month.start, -self.shift)
        edition = SECOND_LIST if original >= SECOND_LIST else date(2026, 1, 1)
        rows = _read(f"{LISTS[kind]}_{currency}_{edition:%Y-%m}.csv")
        return _file(_redated(row, edition, month) for row in rows)

    def usage(self, month: Period) -> io.BytesIO | None:
        """Return the month's use, derived from the sample month: days kept, amounts varied."""
        started = {
            row["SubscriptionId"]: date.fromisoformat(row["StartDate"])
            for row in self._rows("subscriptions.csv")
        }
        rows = [
            row
            for row in _use_of(month, ago=_months_between(month.start, self.today))
            if started[row["SubscriptionId"]] <= date.fromisoformat(row["UsageDate"]) < self.today
        ]
        return _file(rows) if rows else None

    def _rows(self, name: str) -> list[Row]:
        return [
            {
                column: self._moved(value) if column in DATED[name] and value else value
                for column, value in row.items()
            }
            for row in _read(name)
        ]

    def _moved(self, value: str) -> str:
        return add_months(date.fromisoformat(value), self.shift).isoformat()


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@cache
def _read(name: str) -> tuple[Row, ...]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _file(rows: Iterable[Row]) -> io.BytesIO:
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
    ahead = _months_between(edition, month.start)
    changed = dict(row)
    for column in ("Valid-From Date", "EffectiveStartDate"):
        if column in row and (day := _us(row[column])) in month_of(edition):
            changed[column] = _as_us(add_months(day, ahead))
    if row.get("EffectiveEndDate"):
        changed["EffectiveEndDate"] = _as_us(month.last)
    return changed


def _use_of(month: Period, *, ago: int) -> Iterator[Row]:
    """Play the sample month again in another month, day 31 like day 1, less of it long ago."""
    by_day: dict[int, list[Row]] = {}
    for row in _read(f"usage_{REFERENCE:%Y-%m}.csv"):
        by_day.setdefault(_us(row["UsageDate"]).day, []).append(row)
    for number in range(month.days):
        day = month.start.replace(day=number + 1)
        for row in by_day.get(number % 30 + 1, []):
            wave = Decimal(crc32(f"{row['SubscriptionId']}{ago}".encode()) % 21 - 10) / 100
            factor = max(Decimal("0.4"), 1 - Decimal(ago) / 25) + wave
            quantity = (Decimal(row["Quantity"]) * factor).quantize(Decimal("0.000001"))
            yield {**row, "UsageDate": day.isoformat(), "Quantity": f"{quantity:f}"}


def _us(value: str) -> date:
    month, day, year = value.split("/")
    return date(int(year), int(month), int(day))


def _as_us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
