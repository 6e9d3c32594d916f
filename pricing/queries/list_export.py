"""A price list as a file: what is in it, as a stream of CSV or as a workbook.

Taken in again, such a file has the very content of the list: the same content hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from django.db import connection

from partnercenter.outgoing import Flavour, csv, rows, workbook
from partnercenter.outgoing.formats import Format
from pricing.engine.lists import BY_CODE, ListKind
from pricing.models import PriceList
from pricing.queries.list_columns import columns_of, order_of

PRICES = "SELECT *, false AS removed FROM pricing_price WHERE price_list_id = %(price_list)s"
# What the list before had and this one has no longer, as ``lists.removed_from`` finds it.
REMOVED = """
    SELECT *, true FROM (
        SELECT DISTINCT ON (availability_id) * FROM pricing_price
        WHERE price_list_id = %(follows)s ORDER BY availability_id, valid_from DESC
    ) last WHERE NOT EXISTS (SELECT FROM pricing_price still
        WHERE still.price_list_id = %(price_list)s
            AND still.availability_id = last.availability_id)
"""
TIERS = "CROSS JOIN LATERAL generate_series(0, jsonb_array_length(p.tiers)) AS tier"


def csv_of(price_list: PriceList, *, flavour: Flavour) -> Iterator[bytes]:
    """Yield the list as CSV, in pieces, while the database reads it."""
    kind = BY_CODE[price_list.kind]
    return csv(_source(kind), columns_of(kind), _params(price_list), flavour=flavour)


def workbook_of(
    price_list: PriceList, *, flavour: Flavour, told: Callable[[int], object] | None = None
) -> IO[bytes]:
    """Return the list as a workbook, a temporary file to be closed; ``told`` hears of each row.

    Raises TooMuchForAWorkbook.
    """
    kind = BY_CODE[price_list.kind]
    columns = columns_of(kind)
    found = rows(_source(kind), columns, _params(price_list))
    title = f"{kind.label} {price_list.currency} {price_list.month:%Y-%m}"
    return workbook(found, columns, flavour=flavour, title=title, told=told)


def file_name(price_list: PriceList, file_format: Format) -> str:
    """Return for example ``license_EUR_2026-12_e1_spreadsheet.csv``."""
    market = f"_{price_list.market}" if price_list.market else ""
    month = f"{price_list.month:%Y-%m}"
    return file_format.named(
        f"{price_list.kind}_{price_list.currency}{market}_{month}_e{price_list.edition}"
    )


def row_total(price_list: PriceList) -> int:
    """Return how many rows the files of a list have below their header."""
    kind = BY_CODE[price_list.kind]
    counted = f"SELECT count(*) FROM ({_rows(kind)}) p {TIERS if kind.is_metered else ''}"
    with connection.cursor() as cursor:
        cursor.execute(counted, _params(price_list))
        return int(cursor.fetchone()[0])


def _rows(kind: ListKind) -> str:
    """Return the prices; only lists with a status have rows of what was removed (domain 10.2)."""
    return f"{PRICES} UNION ALL {REMOVED}" if kind.layout == "license" else PRICES


def _source(kind: ListKind) -> str:
    return f"""
        FROM ({_rows(kind)}) p
        JOIN pricing_availability a ON a.id = p.availability_id
        JOIN pricing_sku s ON s.id = a.sku_id
        JOIN pricing_product r ON r.id = s.product_id
        JOIN pricing_listing l ON l.id = p.listing_id
        {TIERS if kind.is_metered else ""}
        ORDER BY {order_of(kind)}
    """


def _params(price_list: PriceList) -> dict[str, int | None]:
    return {"price_list": price_list.pk, "follows": price_list.follows_id}
