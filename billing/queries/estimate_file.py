"""The file of an estimate: one COPY of its lines, streamed as the database writes them.

It is ours, not one of the published reconciliation files: days are ISO dates and both are
included, an unbilled line has no invoice number, and one file may have several currencies.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import QuerySet
from psycopg import Cursor

from billing.models import Estimate, EstimateLine
from billing.queries.recon_values import amount, ident, price, text
from partnercenter.money import MINOR_UNITS

# How many decimals an amount of the line's currency has.
PLACES = "CASE c.currency {} ELSE 2 END".format(
    " ".join(f"WHEN '{currency}' THEN {places}" for currency, places in MINOR_UNITS.items())
)
COLUMNS = {
    "PartnerId": "p.public_id",
    "CustomerId": ident("customer_id"),
    "CustomerName": text("customer"),
    "CustomerDomainName": text("domain"),
    "CustomerCountry": ident("country"),
    "OrderId": ident("order_id"),
    "SubscriptionId": ident("subscription_id"),
    "SubscriptionName": text("subscription"),
    "ProductId": ident("product_id"),
    "ProductName": text("product"),
    "SkuId": ident("sku_id"),
    "SkuName": text("sku"),
    "BillingType": "c.billing_type",
    "ChargeType": "c.charge_type",
    "ChargeStartDate": "c.period_start",
    "ChargeEndDate": "c.period_end - 1",
    "Quantity": "trim_scale(c.quantity)",
    "UnitType": text("unit"),
    "UnitPrice": price("c.unit_price"),
    "Subtotal": amount("c.net"),
    "TaxTotal": amount("c.tax"),
    "Total": amount("c.net + c.tax"),
    "Currency": "c.currency",
    "BillingPeriodStartDate": "e.period_start",
    "BillingPeriodEndDate": "e.period_end - 1",
    "EstimatedAt": """to_char(e.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
}
FILE = """
COPY (
    SELECT {columns}
      FROM billing_estimateline c
      JOIN billing_estimate e ON e.id = c.estimate_id
      JOIN customers_partner p ON p.id = e.partner_id
     WHERE c.id IN ({wanted})
     ORDER BY c.currency, c.position
) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def file_name(estimate: Estimate) -> str:
    """Return ``estimate_stream_periodend.csv``, the period's end as YYYYMMDD."""
    return f"estimate_{estimate.stream}_{estimate.period.last:%Y%m%d}.csv"


def csv(wanted: QuerySet[EstimateLine]) -> Iterator[bytes]:
    """Yield the file of these lines: UTF-8, header row, CRLF line ends.

    Names that a spreadsheet would read as a formula begin with an apostrophe. No value holds a
    line break, so every line end is one of the file's own.
    """
    columns = ", ".join(
        f'{value.replace("%(places)s", PLACES)} AS "{name}"' for name, value in COLUMNS.items()
    )
    ids, params = wanted.order_by().values("pk").query.sql_with_params()
    # Of a statement with parameters, a percent sign of its own is written twice.
    statement = FILE.format(columns=columns.replace("%", "%%"), wanted=ids)
    with connection.cursor() as wrapper:
        cursor: Cursor[object] = wrapper.cursor
        with cursor.copy(statement, params) as copied:
            for part in copied:
                yield bytes(part).replace(b"\n", b"\r\n")
