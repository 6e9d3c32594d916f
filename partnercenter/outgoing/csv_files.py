"""CSV files, streamed by COPY: exact for machines, or safe for spreadsheets."""

from __future__ import annotations

import csv as csv_format
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor, sql

from partnercenter.outgoing.columns import Flavour, Kind, OutColumn, Source, selection
from partnercenter.outgoing.safe import encode, encoded

UTF8_MARK = b"\xef\xbb\xbf"
LINE_END = b"\r\n"
AT_ONCE = 128 * 1024

Params = Sequence[Any] | Mapping[str, Any]


def csv(
    source: Source,
    columns: Sequence[OutColumn],
    params: Params = (),
    *,
    flavour: Flavour = Flavour.EXACT,
) -> Iterator[bytes]:
    """Yield the file in pieces of some 128 KB: UTF-8, a header row, CRLF between rows.

    ``source`` is what follows the list of a select: FROM, WHERE, ORDER BY. Together with the
    expressions of the columns it is one statement with parameters, so a percent sign of its own
    is written twice. The exact flavour has each text as it is; the safe one begins with a UTF-8
    mark, by which the intake knows it again, and has texts and headers encoded (``safe``).
    """
    with connection.cursor() as wrapper:
        cursor: Cursor[Any] = wrapper.cursor
        piece = [_header(columns, flavour)]
        size = 0
        with cursor.copy(_statement(source, columns, flavour), params) as rows:
            for row in rows:
                # Each message of the server is one row; line breaks inside it are the values'.
                piece.append(bytes(row)[:-1])
                size += len(row)
                if size >= AT_ONCE:
                    yield LINE_END.join([*piece, b""])
                    piece, size = [], 0
        if piece:
            yield LINE_END.join([*piece, b""])


def _statement(
    source: Source, columns: Sequence[OutColumn], flavour: Flavour
) -> sql.Composed | sql.SQL:
    exact = selection(source, columns)
    if flavour is Flavour.EXACT:
        return sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')").format(exact)
    values = ", ".join(
        encoded(f"c{place}") if column.kind is Kind.TEXT else f"c{place}"
        for place, column in enumerate(columns)
    )
    return sql.SQL(
        "COPY (SELECT {} FROM ({}) AS exact) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"
    ).format(sql.SQL(values), exact)


def _header(columns: Sequence[OutColumn], flavour: Flavour) -> bytes:
    """Return the header row; as an alias a name of 64 bytes or more would be cut off."""
    is_safe = flavour is Flavour.SAFE
    names = [encode(column.header) if is_safe else column.header for column in columns]
    row = io.StringIO()
    csv_format.writer(row).writerow(names)
    line = row.getvalue().encode().removesuffix(LINE_END)
    return (UTF8_MARK if is_safe else b"") + line
