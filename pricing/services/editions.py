"""Publishing an edition of a price list: numbered, compared with the month before, hashed, kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from partnercenter import audit
from partnercenter.intake import AlreadyTakenIn, execute
from partnercenter.models import User
from partnercenter.periods import add_months, month_of
from pricing.models import Price, PriceList
from pricing.queries import list_counts

NEXT_ID = "SELECT nextval(pg_get_serial_sequence('pricing_pricelist', 'id'))"
# Each price is compared with the one before it of the same: of this list where its price changes
# within the month, else the last of the list it follows. The list price decides, with its tiers
# and what it includes; other columns may differ without that (domain 10.2).
PRICES = """
WITH told AS (
    SELECT nextval(pg_get_serial_sequence('pricing_price', 'id')) AS id, p.availability_id,
        p.listing_id, p.offered_from, p.offered_until,
        greatest(p.offered_from, %(start)s) AS valid_from,
        least(coalesce(p.offered_until, %(end)s), %(end)s) AS valid_until,
        p.unit_price, p.erp_price, p.included, p.tiers, true AS is_new
    FROM priced p
    UNION ALL (
        SELECT DISTINCT ON (availability_id) id, availability_id, listing_id, offered_from,
            offered_until, valid_from, valid_until, unit_price, erp_price, included, tiers, false
        FROM pricing_price WHERE price_list_id = %(follows)s
        ORDER BY availability_id, valid_from DESC)
), compared AS (
    SELECT *, lag(id) OVER before AS earlier, lag(unit_price) OVER before AS old_price,
        lag(included) OVER before AS old_included, lag(tiers) OVER before AS old_tiers,
        lag(erp_price) OVER before AS old_erp, lag(listing_id) OVER before AS old_listing
    FROM told WINDOW before AS (PARTITION BY availability_id ORDER BY valid_from)
)
INSERT INTO pricing_price (id, availability_id, price_list_id, listing_id, offered_from,
    offered_until, valid_from, valid_until, unit_price, erp_price, included, tiers, status,
    earlier_id, other_changes, in_force)
SELECT id, availability_id, %(price_list)s, listing_id, offered_from, offered_until, valid_from,
    valid_until, unit_price, erp_price, included, tiers,
    CASE WHEN earlier IS NULL THEN 'ADD'
        WHEN (unit_price, included, tiers) = (old_price, old_included, old_tiers) THEN 'UNC'
        ELSE 'CHG' END,
    earlier, earlier IS NOT NULL AND (erp_price IS DISTINCT FROM old_erp
        OR listing_id <> old_listing), true
FROM compared WHERE is_new ORDER BY id
"""


def lock() -> None:
    """Let publishing follow one another until the transaction ends; no reader is hindered."""
    execute("LOCK TABLE pricing_pricelist IN SHARE ROW EXCLUSIVE MODE", {})


def newest(*, kind: str, currency: str, market: str, month: date) -> PriceList | None:
    """Return the newest edition of the list of a month."""
    editions = PriceList.objects.filter(kind=kind, currency=currency, market=market, month=month)
    return editions.order_by("-edition").first()


def publish(price_list: PriceList, *, at: datetime, by: User | None) -> PriceList:
    """Publish the table ``priced`` as the next edition of a list; to be called under ``lock``.

    The prices of the edition before are kept, no longer in force (domain 10.5); days are cut to
    the list's month. Raises AlreadyTakenIn when the edition in force says the very same,
    unless a file confirms what was carried on, which then is not made anew by itself any more.
    """
    days = month_of(price_list.month)
    key: dict[str, Any] = {
        "kind": price_list.kind,
        "currency": price_list.currency,
        "market": price_list.market,
    }
    before = newest(**key, month=days.start)
    price_list.follows = newest(**key, month=add_months(days.start, -1))
    editions = PriceList.objects.filter(**key, month=days.start)
    price_list.edition = (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
    price_list.published_at, price_list.published_by = at, by
    price_list.pk = _told(NEXT_ID)
    Price.objects.filter(price_list=before, in_force=True).update(in_force=False)
    params = {
        "start": days.start,
        "end": days.end,
        "price_list": price_list.pk,
        "follows": price_list.follows_id,
    }
    prices = execute(PRICES, params)
    price_list.content_hash = _told("SELECT price_list_hash(%(price_list)s)", params)
    price_list.row_count = price_list.row_count or prices
    price_list.counts = asdict(list_counts.counted([price_list])[price_list.pk])
    confirms = before and before.generated and not price_list.generated
    if before and before.content_hash == price_list.content_hash and not confirms:
        raise AlreadyTakenIn(
            _("%(file)s has the content of %(list)s, published on %(day)s.")
            % {
                "file": price_list.file_name or price_list,
                "list": before,
                "day": f"{before.published_at:%Y-%m-%d}",
            }
        )
    price_list.save(force_insert=True)
    audit.record(
        "price_list.published",
        price_list,
        at=at,
        by=by,
        file=price_list.file_name,
        rows=price_list.row_count,
        prices=prices,
    )
    return price_list


def _told(statement: str, params: dict[str, Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or {})
        row = cursor.fetchone()
    return row[0] if row else None
