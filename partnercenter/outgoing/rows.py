"""Rows that go out, read through a cursor of the server, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from partnercenter.outgoing.columns import OutColumn, Source, selection
from partnercenter.outgoing.csv_files import Params

ROWS_AT_ONCE = 2000

Row = Sequence[str | None]


def rows(source: Source, columns: Sequence[OutColumn], params: Params = ()) -> Iterator[Row]:
    """Yield the rows as exact texts, those of the exact CSV; None where there is nothing.

    Source, columns and parameters are those of ``csv``.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(selection(source, columns), params)
        while some := cursor.fetchmany(ROWS_AT_ONCE):
            yield from some
