"""How fast price lists come in and go out, against plain COPY of the same rows in the same run."""

from __future__ import annotations

import csv
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from uuid import UUID

from django.db import connection, transaction

from partnercenter.outgoing import Flavour
from partnercenter.periods import add_months
from pricing.engine.lists import BY_CODE
from pricing.models import PriceList
from pricing.queries.list_columns import columns_of
from pricing.queries.list_export import csv_of, workbook_of
from pricing.services import price_lists
from tests.bench.memory import peak_of
from tests.builders import AT

ROWS, TURNS = 200_000, 3
KIND, CURRENCY = "consumption", "USD"
MONTH = date(2026, 11, 1)
NEXT = add_months(MONTH, 1)
Act = Callable[[Path], object]
Row = tuple[str, str]


def rows(rows: int = ROWS) -> Iterator[Row]:
    """Bring a list of meters in and out in every way; what it leaves is rolled back.

    The list of the next month finds every meter known and every price to compare with.
    """
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        place = Path(folder)
        first, following = (
            _listed(place / f"{month}.csv", month, rows) for month in (MONTH, NEXT)
        )
        copy = median(_undone(_copy_in, first) for _ in range(TURNS))
        new = _timed(partial(_take_in, MONTH), first)
        yield f"price list import, {rows:,} new meters", _times(new, copy, "COPY", rows)
        known = _undone(partial(_take_in, NEXT), following)
        yield "price list import, the next month's", _times(known, copy, "COPY", rows)
        taken = PriceList.objects.get(kind=KIND, currency=CURRENCY, month=MONTH)
        yield from _out(taken, place / "out.csv", rows)
        written = _undone(partial(_write_csv, taken, Flavour.EXACT), place / "out.csv")
        out, grown = peak_of(partial(_undone, partial(_write_workbook, taken), place / "out.xlsx"))
        yield "price list as workbook", _times(out, written, "CSV", rows, grown)
        again, grown = peak_of(partial(_undone, partial(_take_in, NEXT), place / "out.xlsx"))
        yield "price list import from a workbook", _times(again, known, "CSV", rows, grown)
        transaction.set_rollback(True)


def _times(took: float, other: float, named: str, rows: int, grown: int | None = None) -> str:
    memory = "" if grown is None else f", {grown} MB of memory"
    speeds = f"{rows / took:,.0f} rows/s, {named} {rows / other:,.0f}{memory}"
    return f"{took / other:.1f} x {named} ({speeds})"


def _out(taken: PriceList, path: Path, rows: int) -> Iterator[Row]:
    """Write both flavours of CSV, and the same rows from a bare table by COPY alone."""
    _write_csv(taken, Flavour.EXACT, path)
    _copy_in(path)
    for flavour in Flavour:
        write = partial(_write_csv, taken, flavour)
        turns = [(_undone(_copy_out, path), _undone(write, path)) for _ in range(TURNS)]
        copy, out = (median(times) for times in zip(*turns, strict=True))
        yield f"price list as CSV, {flavour.value}", _times(out, copy, "COPY", rows)


def _listed(path: Path, month: date, rows: int) -> Path:
    """Write a list: every meter is a SKU of its own, every tenth price moves with the month."""
    chosen = random.Random(7)
    columns = columns_of(BY_CODE[KIND])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.header for column in columns], restval="")
        writer.writeheader()
        for number in range(rows):
            price = chosen.randrange(10**6) + (month.month if number % 10 == 0 else 0)
            product = f"Kelvarra Cloud Service {number // 20}"
            writer.writerow(
                {
                    "ProductTitle": product,
                    "ProductId": f"BNCH{number // 20:09d}",
                    "SkuId": f"{number % 20:04d}",
                    "SkuTitle": f"{product}, size {number % 20}, NL North",
                    "Publisher": "Kelvarra Systems",
                    "SkuDescription": f"Size {number % 20}, metered per 1 Hour, region NL North",
                    "UnitOfMeasure": "1 Hour",
                    "BillingPlan": "Monthly",
                    "Currency": CURRENCY,
                    "UnitPrice": f"0.{price:07d}",
                    "PricingTierRangeMin": "0",
                    "EffectiveStartDate": "1/1/2026",
                    "EffectiveEndDate": "12/31/9999",
                    "MeterIds": str(UUID(int=chosen.getrandbits(128))),
                    "MeterType": "Compute hours",
                    "Tags": "Compute",
                    "ERP Price": f"0.{price + 9:07d}",
                    "Segment": "Commercial",
                }
            )
    return path


def _timed(act: Act, path: Path) -> float:
    """Return the seconds an act takes until every constraint was looked at."""
    begun = time.perf_counter()
    act(path)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return time.perf_counter() - begun


def _undone(act: Act, path: Path) -> float:
    """Return the same, and undo in the database what was done."""
    point = transaction.savepoint()
    took = _timed(act, path)
    transaction.savepoint_rollback(point)
    return took


def _take_in(month: date, path: Path) -> PriceList:
    with path.open("rb") as file:
        return price_lists.take_in(
            file=file, name=path.name, kind=KIND, month=month, currency=CURRENCY, at=AT
        )


def _write_csv(taken: PriceList, flavour: Flavour, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(csv_of(taken, flavour=flavour))


def _write_workbook(taken: PriceList, path: Path) -> None:
    with workbook_of(taken, flavour=Flavour.SAFE) as content, path.open("wb") as file:
        shutil.copyfileobj(content, file)


def _copy_in(path: Path) -> None:
    with path.open("rb") as file, connection.cursor() as cursor:
        names = [f'"{name}" text' for name in file.readline().decode().strip().split(",")]
        cursor.execute(f"CREATE UNLOGGED TABLE plain_copy ({', '.join(names)})")
        with cursor.copy("COPY plain_copy FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(128 * 1024):
                copy.write(block)


def _copy_out(path: Path) -> None:
    with (
        path.with_suffix(".copied").open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy("COPY plain_copy TO STDOUT (FORMAT csv)") as rows,
    ):
        for row in rows:
            file.write(row)
