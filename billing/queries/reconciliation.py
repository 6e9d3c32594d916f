"""Reconciliation files: one COPY of an invoice's lines in the published columns (domain 8)."""

from __future__ import annotations

from django.db import connection
from psycopg import Cursor, sql

from billing.engine.streams import ONE_TIME
from billing.models import Invoice
from billing.queries.recon_columns import COLUMNS
from partnercenter.money import minor_units

# The billing types of each file: one-time purchases and consumption plans share theirs (8.5).
FILES = {"license": ("license",), "usage": ("usage",), "one_time": ONE_TIME.billing_types}
FILE = """
    COPY (
        SELECT {columns}
          FROM billing_chargerecord c JOIN billing_invoice i ON i.id = c.invoice_id
         WHERE i.id = {invoice} AND c.billing_type = ANY({billing_types})
         ORDER BY c.position
    ) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def file_name(invoice: Invoice, label: str) -> str:
    """Return ``number_type_currency_periodend.csv``, the period's end as YYYYMMDD."""
    return f"{invoice.number}_{label}_{invoice.currency}_{invoice.period.last:%Y%m%d}.csv"


def wanted(invoice: Invoice, file: str) -> bool:
    """Say whether the invoice has lines for a file."""
    return invoice.charges.filter(billing_type__in=FILES[file]).exists()


def csv(invoice: Invoice, file: str) -> bytes:
    """Return one of the invoice's files: UTF-8, header row, CRLF line ends.

    Amounts keep the sign of the charge, on a credit note too. No value holds a line break, so
    every line end is one of the file's own.
    """
    places = minor_units(invoice.currency)
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(_expression(value, places), sql.Identifier(name))
        for name, value in COLUMNS[file].items()
    )
    statement = sql.SQL(FILE).format(
        columns=columns,
        invoice=sql.Literal(invoice.pk),
        billing_types=sql.Literal(list(FILES[file])),
    )
    with connection.cursor() as wrapper:
        cursor: Cursor[object] = wrapper.cursor
        with cursor.copy(statement) as copied:
            content = b"".join(bytes(part) for part in copied)
    return content.replace(b"\n", b"\r\n")


def _expression(value: str, places: int) -> sql.SQL:
    return sql.SQL(value.replace("%(places)s", str(places)))
