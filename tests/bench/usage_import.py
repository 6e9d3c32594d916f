"""How fast usage is taken in, measured against plain COPY of the same file in the same run."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from billing.services import usage
from tests.builders import AT, a_customer, a_partner, a_subscription, an_offer

HEADER_OF = Path(usage.__file__).parents[1] / "demo" / "usage_2026-11.csv"
ROWS, TURNS = 200_000, 3
FIRST = date(2026, 11, 1)


def row(rows: int = ROWS) -> tuple[str, str]:
    """Import a file of the published daily layout, checks, indexes and foreign keys included.

    Everything happens in a transaction that is rolled back, so it may run on any database.
    """
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "usage.csv"
        _write(path, rows)
        turns = [(_timed(_copy, path), _timed(_take_in, path)) for _ in range(TURNS)]
        transaction.set_rollback(True)
    copy, taken = (median(times) for times in zip(*turns, strict=True))
    figures = f"{taken / copy:.1f} x COPY ({rows / taken:,.0f} rows/s, COPY {rows / copy:,.0f})"
    return f"usage import, {rows:,} rows, all checks", figures


def _write(path: Path, rows: int) -> None:
    """Write rows of ten plans and forty meters: distinct resources, days and quantities."""
    partner = a_partner()
    plans = [a_subscription(customer=a_customer(partner=partner), on=FIRST) for _ in range(10)]
    meters = [an_offer(kind="usage", meter=True).availability.sku for _ in range(40)]
    with HEADER_OF.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    chosen = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for number in range(rows):
            plan, day = chosen.choice(plans), FIRST + timedelta(chosen.randrange(15))
            writer.writerow(
                {
                    "PartnerName": partner.legal_name,
                    "CustomerId": plan.customer.public_id,
                    "CustomerName": plan.customer.name,
                    "SubscriptionId": plan.public_id,
                    "UsageDate": f"{day.month}/{day.day}/{day.year}",
                    "MeterId": chosen.choice(meters).meter_id,
                    "MeterRegion": "NL North",
                    "ResourceGroup": f"rg-{number % 100:03d}",
                    "ResourceURI": f"/subscriptions/{plan.public_id}/groups/rg/db/{number:07d}",
                    "Quantity": f"{chosen.randrange(10**9) / 10**6:f}",
                    "Tags": '{"env":"prod"}',
                }
            )


def _timed(act: Callable[[Path], None], path: Path) -> float:
    """Return the seconds an act takes until every constraint was looked at; then undo it."""
    point = transaction.savepoint()
    begun = time.perf_counter()
    act(path)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    took = time.perf_counter() - begun
    transaction.savepoint_rollback(point)
    return took


def _take_in(path: Path) -> None:
    with path.open("rb") as file:
        usage.take_in(file=file, name=path.name, at=AT)


def _copy(path: Path) -> None:
    with path.open("rb") as file, connection.cursor() as cursor:
        names = [f'"{name}" text' for name in file.readline().decode().strip().split(",")]
        cursor.execute(f"CREATE UNLOGGED TABLE plain_copy ({', '.join(names)})")
        with cursor.copy("COPY plain_copy FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(128 * 1024):
                copy.write(block)
