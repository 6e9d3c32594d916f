"""Whatever text a table holds, each of its files comes back exactly and runs nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercenter.outgoing import Flavour, Kind
from partnercenter.outgoing.safe import DANGEROUS
from tests.sheets.tables import as_csv, as_workbook, back, columns, tables, visible

Table = tuple[list[str], list[list[str]]]


@pytest.fixture(scope="module", autouse=True)
def _database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing is written, so one transaction serves every example."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield


@settings(max_examples=1000, deadline=None)
@given(tables())
def test_both_csv_files_come_back_and_the_safe_one_runs_nothing(table: Table) -> None:
    headers, told = table

    exact, safe = (as_csv(columns(headers), told, flavour) for flavour in Flavour)

    assert back(exact) == back(safe) == visible(headers, told)
    seen = csv.reader(io.StringIO(safe.decode("utf-8-sig"), newline=""), strict=True)
    assert not any(text.startswith(tuple(DANGEROUS)) for row in seen for text in row)


@settings(max_examples=300, deadline=None)
@given(tables())
def test_both_workbooks_come_back_and_run_nothing(table: Table) -> None:
    headers, told = table

    for flavour in Flavour:
        content = as_workbook(columns(headers), told, flavour)

        assert back(content) == visible(headers, told)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
            assert b"<f" not in sheet
            assert b"<hyperlink" not in sheet
            assert "xl/worksheets/_rels/sheet1.xml.rels" not in archive.namelist()


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**13), max_value=10**13)
DAYS = st.dates(min_value=date(1, 1, 1))
TYPED = st.tuples(NUMBERS, DAYS, st.integers(-(10**18), 10**18))


@settings(max_examples=100, deadline=None)
@given(st.lists(TYPED, min_size=1, max_size=4))
def test_numbers_and_days_come_back_in_every_file(rows: list[tuple[Decimal, date, int]]) -> None:
    wanted = columns(["n", "d", "c"], [Kind.NUMBER, Kind.DAY, Kind.COUNT])
    told = [[f"{number:f}", day.isoformat(), str(count)] for number, day, count in rows]
    plain = [[_plain(number), day, count] for number, day, count in told]

    for flavour in Flavour:
        assert back(as_csv(wanted, told, flavour))[1:] == plain
        assert back(as_workbook(wanted, told, flavour))[1:] == plain


def _plain(number: str) -> str:
    """A number without a sign of nothing, nor zeros after its last decimal."""
    short = number.rstrip("0").rstrip(".") if "." in number else number
    return "0" if short in {"-0", ""} else short


def test_the_database_was_only_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")

        assert cursor.fetchone() == (None,)
