"""What the demo's metered plans used, and the evenings on which that became known."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zlib import crc32

from billing.demo.samples import REFERENCE, Moved, Row, file_of, months_between, read, us_day
from partnercenter.periods import Period, add_months, day_of_month, month_of
from pricing.engine.lists import PLANS

OFFERS = frozenset(plan.offer_id for plan in PLANS)
# One plan's use of a day two months ago became known in the month after, so it was billed late.
LATE_PLAN = "b04e5660-0848-4f0c-8d19-d3cde773917f"
LATE_DAY, LATE_MONTHS_AGO, LATE_KNOWN_DAY = 28, 2, 9


@dataclass(frozen=True, slots=True)
class UsageFile:
    """Use that became known in the evening of a day."""

    name: str
    known_on: date
    content: io.BytesIO


def of(world: Moved, month: Period) -> Iterator[UsageFile]:
    """Yield the month's use in as few files as it takes for all to be known in time.

    A service period ends before the day on which it is charged, and what is known in that
    evening is in time, so that a file ends with each such day (domain 3.2).
    """
    started = _started(world)
    charged = {
        day_of_month(month.start.year, month.start.month, bought_on.day)
        for bought_on in started.values()
        if bought_on < month.start
    }
    closes = sorted({*charged, month.last})
    by_close: dict[date, list[Row]] = {}
    for row in _in_time(world, month, started):
        close = closes[bisect_left(closes, _day(row))]
        by_close.setdefault(min(close, world.today), []).append(row)
    for close, rows in by_close.items():
        yield UsageFile(f"usage_{close}", close, file_of(rows))
    yield from _late(world, month, started)


def _started(world: Moved) -> Mapping[str, date]:
    return {
        row["SubscriptionId"]: date.fromisoformat(row["StartDate"])
        for row in world.rows("subscriptions.csv")
        if row["OfferId"] in OFFERS
    }


def _in_time(world: Moved, month: Period, started: Mapping[str, date]) -> Iterator[Row]:
    ago = months_between(month.start, world.today)
    for row in _use_of(month, ago=ago):
        if started[row["SubscriptionId"]] <= _day(row) < world.today and not _is_late(row, ago):
            yield row


def _late(world: Moved, month: Period, started: Mapping[str, date]) -> Iterator[UsageFile]:
    """Yield what came too late of the month before, in the month in which it came."""
    known_on = month.start.replace(day=LATE_KNOWN_DAY)
    before = month_of(add_months(month.start, -1))
    ago = months_between(before.start, world.today)
    rows = [row for row in _use_of(before, ago=ago) if _is_late(row, ago)]
    if rows and started[LATE_PLAN] < before.start and known_on <= world.today:
        yield UsageFile(f"usage_late_{known_on}", known_on, file_of(rows))


def _is_late(row: Row, ago: int) -> bool:
    return (
        ago == LATE_MONTHS_AGO and row["SubscriptionId"] == LATE_PLAN and _day(row).day == LATE_DAY
    )


def _use_of(month: Period, *, ago: int) -> Iterator[Row]:
    """Play the sample month again in another month, day 31 like day 1, less of it long ago."""
    by_day: dict[int, list[Row]] = {}
    for row in read(f"usage_{REFERENCE:%Y-%m}.csv"):
        by_day.setdefault(us_day(row["UsageDate"]).day, []).append(row)
    for number in range(month.days):
        day = month.start.replace(day=number + 1)
        for row in by_day.get(number % 30 + 1, []):
            wave = Decimal(crc32(f"{row['SubscriptionId']}{ago}".encode()) % 21 - 10) / 100
            factor = max(Decimal("0.4"), 1 - Decimal(ago) / 25) + wave
            quantity = (Decimal(row["Quantity"]) * factor).quantize(Decimal("0.000001"))
            yield {**row, "UsageDate": day.isoformat(), "Quantity": f"{quantity:f}"}


def _day(row: Row) -> date:
    return date.fromisoformat(row["UsageDate"])
