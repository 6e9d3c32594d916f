"""``python -m tests.bench``: measures on servers and a database of its own, and takes both down."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parents[2] / "var" / "bench"))
os.environ.setdefault("SECRET_KEY", "only-for-measuring-" + "x" * 50)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ["DATABASE_NAME"] = "bench"

from partnercenter.embedded.lease import servers
from partnercenter.env import data_dir

# What is measured and how: figures begin with the ratio.
Row = Callable[[], tuple[str, str]]
USAGE_ROWS = 100_000


def main() -> None:
    """Measure every row and print the table, or JSON."""
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--json", action="store_true", help="print figures for a program")
    options = asked.parse_args()
    begun = time.perf_counter()
    with servers(data_dir()), own_database(), own_documents():
        found = [row() for row in rows()]
        told = {"machine": machine(), "rows": [_told(*row) for row in found]}
    told["seconds"] = round(time.perf_counter() - begun)
    print(json.dumps(told, indent=2) if options.json else table(told))


def rows() -> Iterator[Row]:
    """Yield what is measured, in order; everything here needs Django set up."""
    from tests.bench import (
        customers,
        invoices,
        large_invoice,
        price_impact,
        price_lists,
        usage_import,
    )

    yield lambda: usage_import.row(USAGE_ROWS)
    yield invoices.row
    yield large_invoice.row
    yield price_impact.row
    for measured in chain(price_lists.rows(), customers.rows()):
        yield partial(tuple[str, str], measured)


@contextmanager
def own_database() -> Iterator[None]:
    """Make a database with every table, and drop it in the end."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db("bench", verbosity=0)


@contextmanager
def own_documents() -> Iterator[None]:
    """Keep documents in a folder of the moment, and send no messages to workers."""
    from django.conf import settings
    from django.test import override_settings

    with tempfile.TemporaryDirectory() as folder:
        kept = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        with (
            override_settings(STORAGES={**settings.STORAGES, "documents": kept}),
            patch("partnercenter.queue._send"),
        ):
            yield


def machine() -> str:
    """Return what it was measured on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    processor = platform.processor() or platform.machine()
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.partition(":")[2].strip()
                break
    return (
        f"{os.cpu_count()} x {processor}, {platform.system()}, "
        f"Python {platform.python_version()}, PostgreSQL {version}"
    )


def table(told: dict[str, Any]) -> str:
    """Return the figures for a person."""
    wide = max(len(row["what"]) for row in told["rows"])
    lines = [f"{row['what']:<{wide}}  {row['figures']}" for row in told["rows"]]
    return "\n".join((told["machine"], "", *lines, "", f"{told['seconds']} s in all"))


def _told(what: str, figures: str) -> dict[str, Any]:
    return {"what": what, "ratio": float(figures.split(" ", 1)[0]), "figures": figures}


if __name__ == "__main__":
    main()
