"""CSV files are streamed in large pieces, in the two flavours, with every value as it should be."""

from __future__ import annotations

import pytest
from django.db import connection
from psycopg import sql

from partnercenter.outgoing import Flavour, Kind, OutColumn, csv
from tests.sheets.tables import as_csv, columns

pytestmark = pytest.mark.django_db

HEADERS = ["Id", "Start Date", "Price", "Seats"]
KINDS = [Kind.TEXT, Kind.DAY, Kind.NUMBER, Kind.COUNT]
ROWS = [
    ["0012", "2026-12-01", "-12.3400", "7"],
    ["=1+1", "0001-01-01", "1000.000000000000000001", "-7"],
    ['\'s, "x"\ny\r\nz', None, None, None],
]


def test_the_exact_file_has_every_value_as_it_is() -> None:
    assert as_csv(columns(HEADERS, KINDS), ROWS, Flavour.EXACT) == (
        b"Id,Start Date,Price,Seats\r\n"
        b"0012,2026-12-01,-12.34,7\r\n"
        b"=1+1,0001-01-01,1000.000000000000000001,-7\r\n"
        b'"\'s, ""x""\ny\r\nz",,,\r\n'
    )


def test_the_safe_file_marks_texts_and_never_numbers() -> None:
    assert as_csv(columns(["=Id", *HEADERS[1:]], KINDS), ROWS, Flavour.SAFE) == (
        b"\xef\xbb\xbf'=Id,Start Date,Price,Seats\r\n"
        b"0012,2026-12-01,-12.34,7\r\n"
        b"'=1+1,0001-01-01,1000.000000000000000001,-7\r\n"
        b'"\'\'s, ""x""\ny\r\nz",,,\r\n'
    )


def test_a_table_without_rows_is_its_header() -> None:
    assert as_csv(columns(HEADERS, KINDS), [], Flavour.EXACT) == b"Id,Start Date,Price,Seats\r\n"


def test_a_header_may_be_longer_than_a_name_in_the_database_and_be_there_twice() -> None:
    header = "é" * 100

    assert (
        as_csv(columns([header, header]), [], Flavour.EXACT).decode() == f"{header},{header}\r\n"
    )


@pytest.mark.parametrize("source", ["FROM (VALUES (%s), (%s)) AS t (x)", sql.SQL("WHERE %s < %s")])
def test_values_travel_as_parameters_and_percent_signs_are_doubled(
    source: str | sql.SQL,
) -> None:
    column = OutColumn("x", "'100 %%'")

    told = b"".join(csv(source, [column], [1, 2]))

    assert set(told.split(b"\r\n")) == {b"x", b"100 %", b""}


def test_days_are_iso_days_whatever_the_database_is_set_to() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = 'German, DMY'")

    assert b"2026-12-01" in as_csv(columns(HEADERS, KINDS), ROWS, Flavour.EXACT)


def test_pieces_are_large_and_rows_are_whole() -> None:
    pieces = list(csv("FROM generate_series(1, 20000) AS n", [OutColumn("n", "'row ' || n")]))

    assert min(len(piece) for piece in pieces[:-1]) >= 64 * 1024
    assert all(piece.endswith(b"\r\n") for piece in pieces)
    assert b"".join(pieces).count(b"\r\n") == 20_001
