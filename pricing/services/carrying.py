"""Carrying a list on: what its next month costs when nobody imports a list, told by SQL alone."""

from __future__ import annotations

from datetime import date

from django.db import connection

from partnercenter.intake import execute
from partnercenter.periods import add_months, month_of
from pricing.models import PriceList
from pricing.services import editions

# A list of whose prices none reaches beyond its month names the days of its month, not those of
# its offers, as lists of meters do (domain 10.4): then all that hold on the last day go on.
BOUNDED = """
    SELECT NOT EXISTS (SELECT FROM pricing_price WHERE price_list_id = %(base)s
        AND (offered_until IS NULL OR offered_until > %(base_end)s)) AS bounded
"""
FROM_THE_MONTH_BEFORE = """
    SELECT p.availability_id, p.listing_id,
        CASE WHEN b.bounded THEN %(start)s ELSE p.offered_from END AS offered_from,
        CASE WHEN b.bounded THEN %(end)s ELSE p.offered_until END AS offered_until,
        p.unit_price, p.erp_price, p.included, p.tiers, true AS is_last
    FROM pricing_price p, base b
    WHERE p.price_list_id = %(base)s AND p.valid_until = %(start)s
        AND (b.bounded OR p.offered_until IS NULL OR p.offered_until > %(start)s)
"""
OF_THE_MONTH_ITSELF = """
    SELECT availability_id, listing_id, offered_from, offered_until, unit_price, erp_price,
        included, tiers, row_number() OVER (
            PARTITION BY availability_id ORDER BY valid_from DESC) = 1 AS is_last
    FROM pricing_price WHERE price_list_id = %(base)s
"""
# What is planned for an availability counts on the lists on which it was before: kinds share
# billing types, so nothing else tells where it belongs.
PRICED = """
CREATE TEMP TABLE priced ON COMMIT DROP AS
WITH base AS ({bounded}), carried AS ({carried}), planned AS (
    SELECT DISTINCT ON (n.availability_id) n.availability_id, n.unit_price, n.erp_price
    FROM pricing_plannedprice n JOIN pricing_availability a ON a.id = n.availability_id
    WHERE n.from_month <= %(start)s AND n.from_month > %(before)s AND a.currency = %(currency)s
    ORDER BY n.availability_id, n.from_month DESC
)
SELECT c.availability_id, c.listing_id,
    CASE WHEN n.unit_price <> c.unit_price OR n.unit_price >= 0 AND c.offered_from > %(start)s
        THEN %(start)s ELSE c.offered_from END AS offered_from, c.offered_until,
    coalesce(n.unit_price, c.unit_price) AS unit_price,
    coalesce(n.erp_price, c.erp_price) AS erp_price, c.included, c.tiers
FROM carried c LEFT JOIN planned n USING (availability_id)
WHERE n.availability_id IS NULL OR n.unit_price IS NOT NULL AND c.is_last
UNION ALL
SELECT n.availability_id, e.listing_id, %(start)s, CASE WHEN b.bounded THEN %(end)s END,
    n.unit_price, coalesce(n.erp_price, e.erp_price), e.included, e.tiers
FROM base b, planned n JOIN LATERAL (
    SELECT p.listing_id, p.erp_price, p.included, p.tiers
    FROM pricing_price p JOIN pricing_pricelist l ON l.id = p.price_list_id
    WHERE p.availability_id = n.availability_id AND l.month <= %(start)s
        AND (l.kind, l.currency, l.market) = (%(kind)s, %(currency)s, %(market)s)
    ORDER BY l.month DESC, l.edition DESC, p.valid_from DESC LIMIT 1) e ON true
WHERE n.unit_price IS NOT NULL
    AND NOT EXISTS (SELECT FROM carried c WHERE c.availability_id = n.availability_id)
"""

TOLD = """availability_id, listing_id, offered_from, offered_until, unit_price, erp_price, included,
    tiers"""
SAME = f"""
SELECT (SELECT count(*) FROM priced) = (SELECT count(*) FROM pricing_price
        WHERE price_list_id = %(edition)s)
    AND NOT EXISTS (SELECT {TOLD} FROM priced
        EXCEPT ALL SELECT {TOLD} FROM pricing_price WHERE price_list_id = %(edition)s)
"""


def base_of(*, kind: str, currency: str, market: str, month: date) -> PriceList | None:
    """Return what a month's list is made from: what was imported for it, else the month before."""
    key = {"kind": kind, "currency": currency, "market": market}
    imported = PriceList.objects.filter(**key, month=month, generated=False)
    return imported.order_by("-edition").first() or editions.newest(
        **key, month=add_months(month, -1)
    )


def carry(*, base: PriceList, month: date) -> int:
    """Fill the table ``priced`` with what the list of the month says; return how many prices.

    From the month before go on the prices that hold on its last day and are offered longer; what
    was imported for the month itself goes on whole. Planned prices of the month take their place.
    """
    days = month_of(month)
    own = base.month == days.start
    carried = OF_THE_MONTH_ITSELF if own else FROM_THE_MONTH_BEFORE
    execute("DROP TABLE IF EXISTS pg_temp.priced", {})
    return execute(
        PRICED.format(bounded=BOUNDED, carried=carried),
        {
            "base": base.pk,
            "base_end": month_of(base.month).end,
            "kind": base.kind,
            "currency": base.currency,
            "market": base.market,
            "before": add_months(days.start, -1),
            "start": days.start,
            "end": days.end,
        },
    )


def says_the_same(edition: PriceList) -> bool:
    """Say whether the table ``priced`` would make just that edition again."""
    with connection.cursor() as cursor:
        cursor.execute(SAME, {"edition": edition.pk})
        row = cursor.fetchone()
    return bool(row and row[0])
