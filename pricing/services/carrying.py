"""Carrying a list on: what its next month costs when nobody imports a list, told by SQL alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from partnercenter.intake import execute
from partnercenter.periods import add_months, month_of
from pricing.engine.lists import BY_CODE
from pricing.models import PriceList

# A list of whose prices none reaches beyond its month names the days of its month, not those of
# its offers (domain 10.4): then all that hold on the last day go on. Meters always do, since one
# row without end says nothing about the others.
BOUNDED = """
    SELECT %(metered)s OR NOT EXISTS (SELECT FROM pricing_price WHERE price_list_id = %(base)s
        AND (offered_until IS NULL OR offered_until > %(base_end)s)) AS bounded
"""
FROM_THE_MONTH_BEFORE = """
    SELECT p.availability_id, p.listing_id,
        CASE WHEN p.offered_until = %(start)s THEN %(start)s ELSE p.offered_from
            END AS offered_from,
        CASE WHEN p.offered_until = %(start)s THEN %(end)s ELSE p.offered_until
            END AS offered_until,
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
# An offer has one price a day: what another list prices in the month is that list's. A table of
# its own, since the planner would take it for a few rows otherwise and search it for each price.
ELSEWHERE = """
CREATE TEMP TABLE elsewhere ON COMMIT DROP AS
SELECT DISTINCT p.availability_id
FROM pricing_pricelist l JOIN pricing_price p ON p.price_list_id = l.id AND p.in_force
WHERE l.month = %(start)s AND l.currency = %(currency)s
    AND (l.kind, l.market) <> (%(kind)s, %(market)s)
"""
# What is planned for an offer counts on the list that had it last: kinds share billing types, so
# nothing else tells where it belongs.
PRICED = """
CREATE TEMP TABLE priced ON COMMIT DROP AS
WITH base AS ({bounded}), carried AS (
    SELECT * FROM ({carried}) c
    WHERE NOT EXISTS (SELECT FROM elsewhere e WHERE e.availability_id = c.availability_id)
), planned AS (
    SELECT DISTINCT ON (n.availability_id) n.availability_id, n.unit_price, n.erp_price
    FROM pricing_plannedprice n JOIN pricing_availability a ON a.id = n.availability_id
    WHERE n.from_month <= %(start)s AND n.from_month > %(before)s AND a.currency = %(currency)s
        AND NOT EXISTS (SELECT FROM elsewhere e WHERE e.availability_id = n.availability_id)
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
    SELECT l.kind, l.market, p.listing_id, p.erp_price, p.included, p.tiers
    FROM pricing_price p JOIN pricing_pricelist l ON l.id = p.price_list_id
    WHERE p.availability_id = n.availability_id AND l.month <= %(start)s
    ORDER BY l.month DESC, p.in_force DESC, l.edition DESC, p.valid_from DESC, p.id DESC LIMIT 1
) e ON (e.kind, e.market) = (%(kind)s, %(market)s)
WHERE n.unit_price IS NOT NULL
    AND NOT EXISTS (SELECT FROM carried c WHERE c.availability_id = n.availability_id)
"""
# Offers of the list a made one follows that it has not, because another list of its month has.
LEFT_OUT = """
SELECT count(DISTINCT p.availability_id)
FROM pricing_price p JOIN pricing_pricelist made ON made.follows_id = p.price_list_id
WHERE made.id = %(made)s AND p.valid_until = made.month AND EXISTS (
    SELECT FROM pricing_price o JOIN pricing_pricelist l ON l.id = o.price_list_id
    WHERE o.availability_id = p.availability_id AND o.in_force
        AND l.month = made.month AND l.id <> made.id)
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
    return imported.order_by("-edition").first() or before(**key, month=month)


def before(*, kind: str, currency: str, market: str, month: date) -> PriceList | None:
    """Return what a month's list goes on from: the list of the month before, or one that ended."""
    earlier = PriceList.objects.filter(
        kind=kind, currency=currency, market=market, month__lt=month
    )
    found = earlier.order_by("-month", "-edition").first()
    if found and found.row_count and found.month != add_months(month, -1):
        return None
    return found


def carry(*, base: PriceList, month: date) -> int:
    """Fill the table ``priced`` with what the list of the month says; return how many prices.

    From the month before go on the prices that hold on its last day and are offered longer; what
    was imported for the month itself goes on whole. Planned prices of the month take their place.
    Offers that another list prices in the month are left to it.
    """
    days = month_of(month)
    own = base.month == days.start
    carried = OF_THE_MONTH_ITSELF if own else FROM_THE_MONTH_BEFORE
    params = {
        "base": base.pk,
        "metered": BY_CODE[base.kind].is_metered,
        "base_end": month_of(base.month).end,
        "kind": base.kind,
        "currency": base.currency,
        "market": base.market,
        "before": add_months(days.start, -1),
        "start": days.start,
        "end": days.end,
    }
    execute("DROP TABLE IF EXISTS pg_temp.priced, pg_temp.elsewhere", {})
    execute(ELSEWHERE, params)
    execute("ANALYZE pg_temp.elsewhere", {})
    return execute(PRICED.format(bounded=BOUNDED, carried=carried), params)


def says_the_same(edition: PriceList) -> bool:
    """Say whether the table ``priced`` would make just that edition again."""
    return bool(_told(SAME, edition=edition.pk))


def left_out(made: PriceList) -> int:
    """Count the offers that did not go on to a list because another list of its month has them."""
    return int(_told(LEFT_OUT, made=made.pk))


def _told(statement: str, **params: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    return row[0] if row else 0
