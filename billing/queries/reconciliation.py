"""Reconciliation files: one COPY of an invoice's lines in the published columns (domain 8)."""

from __future__ import annotations

from django.db import connection
from psycopg import Cursor, sql

from billing.models import Invoice
from billing.queries.recon_columns import COLUMNS
from partnercenter.money import minor_units

FILE = """
    COPY (
        SELECT {columns}
          FROM billing_chargerecord c JOIN billing_invoice i ON i.id = c.invoice_id
         WHERE i.id = {invoice} AND c.billing_type = {billing_type}
         ORDER BY c.position
    ) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def file_name(invoice: Invoice, label: str) -> str:
    """Return ``number_type_currency_periodend.csv``, the period's end as YYYYMMDD."""
    return f"{invoice.number}_{label}_{invoice.currency}_{invoice.period.last:%Y%m%d}.csv"


def csv(invoice: Invoice, billing_type: str) -> bytes:
    """Return the file of one billing type: UTF-8, header row, CRLF line ends.

    Amounts keep the sign of the charge, on a credit note too. No value holds a line break, so
    every line end is one of the file's own.
    """
    places = minor_units(invoice.currency)
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(_expression(value, places), sql.Identifier(name))
        for name, value in COLUMNS[billing_type].items()
    )
    statement = sql.SQL(FILE).format(
        columns=columns,
        invoice=sql.Literal(invoice.pk),
        billing_type=sql.Literal(billing_type),
    )
    with connection.cursor() as wrapper:
        cursor: Cursor[object] = wrapper.cursor
        with cursor.copy(statement) as copied:
            content = b"".join(bytes(part) for part in copied)
    return content.replace(b"\n", b"\r\n")


def _expression(value: str, places: int) -> sql.SQL:
    return sql.SQL(value.replace("%(places)s", str(places)))
