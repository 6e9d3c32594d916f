"""A comparison of two editions as a file: fixed columns in a fixed order, whatever the kind."""

from __future__ import annotations

from collections.abc import Iterator

from partnercenter.outgoing import Flavour, Kind, OutColumn, csv
from pricing.models import PriceList
from pricing.queries import comparison_sql as sql
from pricing.queries.comparisons import DEFAULT_ORDER, Filter, source

OLD_TITLE = sql.TITLE.replace("l.texts", "b.texts")
# The texts that say something else, by the names of their columns as published.
OTHER_TEXTS = """
    CASE WHEN t.old_listing <> t.new_listing THEN (
        SELECT string_agg(column_name, ', ' ORDER BY column_name)
        FROM (SELECT jsonb_object_keys(b.texts) UNION SELECT jsonb_object_keys(l.texts))
            AS told (column_name)
        WHERE coalesce(b.texts ->> column_name, '') <> coalesce(l.texts ->> column_name, '')) END
"""
LAST_DAY = "CASE WHEN t.{of} IS NOT NULL THEN coalesce(t.{of}_until - 1, DATE '9999-12-31') END"
COLUMNS = (
    OutColumn("Change", "t.flag"),
    OutColumn("Title", f"coalesce({sql.TITLE}, s.title)"),
    OutColumn("ProductTitle", "l.texts ->> 'ProductTitle'"),
    OutColumn("OfferId", "s.offer_id"),
    OutColumn("ProductId", "r.product_id"),
    OutColumn("SkuId", "s.sku_id"),
    OutColumn("MeterId", "s.meter_id"),
    OutColumn("AvailabilityId", "a.availability_id"),
    OutColumn("LicenseAgreementType", "a.agreement_type"),
    OutColumn("EndCustomerType", "a.end_customer_type"),
    OutColumn("PurchaseUnit", "a.term"),
    OutColumn("Market", "a.market"),
    OutColumn("Currency", "a.currency"),
    OutColumn("OldListPrice", "t.old_price", Kind.NUMBER),
    OutColumn("NewListPrice", "t.new_price", Kind.NUMBER),
    OutColumn("Difference", "t.new_price - t.old_price", Kind.NUMBER),
    OutColumn("Percent", "t.percent", Kind.NUMBER),
    OutColumn("OldERPPrice", "t.old_retail", Kind.NUMBER),
    OutColumn("NewERPPrice", "t.new_retail", Kind.NUMBER),
    OutColumn("OldIncludedQuantity", "t.old_included", Kind.NUMBER),
    OutColumn("NewIncludedQuantity", "t.new_included", Kind.NUMBER),
    OutColumn("OldTiers", "nullif(t.old_tiers, '[]')"),
    OutColumn("NewTiers", "nullif(t.new_tiers, '[]')"),
    OutColumn("OldValidFrom", "t.old_from", Kind.DAY),
    OutColumn("NewValidFrom", "t.new_from", Kind.DAY),
    OutColumn("OldValidTo", LAST_DAY.format(of="old"), Kind.DAY),
    OutColumn("NewValidTo", LAST_DAY.format(of="new"), Kind.DAY),
    OutColumn("OldTitle", OLD_TITLE),
    OutColumn("OtherTextsThatDiffer", OTHER_TEXTS),
)


def csv_of(
    before: PriceList,
    after: PriceList,
    wanted: Filter,
    *,
    flavour: Flavour,
    order: str = DEFAULT_ORDER,
) -> Iterator[bytes]:
    """Yield all differing offers that fit as CSV, in pieces, while the database reads them."""
    asked, params = source(before, after, wanted)
    return csv(f"{asked} ORDER BY {sql.ORDERS[order]}", COLUMNS, params, flavour=flavour)
