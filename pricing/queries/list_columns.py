"""The columns of price lists as published (domain 10.2, 10.4): names, order, and where values stand.

The words are those the edition was published with (``Listing.texts``), never the catalogue's of
today. A day is the last one included; what is open ends on 9999-12-31, as published.
"""

from __future__ import annotations

from partnercenter.outgoing import Kind, OutColumn
from pricing.engine.lists import ListKind

# Where the last tier ends: the largest whole number of 64 bits (domain 10.4).
TOP = "9223372036854775807"
LAST_DAY = "coalesce(p.offered_until - 1, DATE '9999-12-31')"


def columns_of(kind: ListKind) -> tuple[OutColumn, ...]:
    """Return the columns of the files of a kind; over ``source_of`` the same kind."""
    return LICENSE if kind.layout == "license" else _catalogue(metered=kind.is_metered)


def order_of(kind: ListKind) -> str:
    """Return the SQL of the order of rows, the same on every server: titles, then ids."""
    titles = ("Offer Display Name",) if kind.layout == "license" else ("ProductTitle", "SkuTitle")
    texts = [f"(l.texts ->> '{title}')" for title in titles]
    ids = ["r.product_id", "s.sku_id", "a.market", "a.agreement_type", "a.end_customer_type"]
    said = [f'{text} COLLATE "C"' for text in (*texts, *ids, "a.term")]
    return ", ".join(("p.removed", *said, "p.valid_from", *(("tier",) if kind.is_metered else ())))


def _words(header: str) -> OutColumn:
    return OutColumn(header, f"l.texts ->> '{header}'")


LICENSE = (
    OutColumn("Status", "CASE WHEN p.removed THEN 'DEL' ELSE p.status END"),
    OutColumn("Valid-From Date", "p.offered_from", Kind.DAY),
    OutColumn("Valid-To Date", LAST_DAY, Kind.DAY),
    _words("Offer Display Name"),
    OutColumn("Offer ID", "s.offer_id"),
    OutColumn("License Agreement Type", "a.agreement_type"),
    OutColumn("Purchase Unit", "a.term"),
    _words("Secondary License Type"),
    OutColumn("End Customer Type", "a.end_customer_type"),
    OutColumn("List Price", "p.unit_price", Kind.NUMBER),
    OutColumn("ERP Price", "p.erp_price", Kind.NUMBER),
    _words("Material"),
)


def _catalogue(*, metered: bool) -> tuple[OutColumn, ...]:
    """One layout for meters and for what is sold by the piece, as published.

    What only meters have stays empty for the others, so that one program reads all these files.
    """
    nothing = "NULL::numeric"
    price, first, last, retail, included = "p.unit_price", nothing, nothing, "p.erp_price", nothing
    if metered:
        # Tier 0 is the price itself. The bounds of tiers are shared: where one ends the next
        # begins, which also holds for fractions. The retail price is known of the first only.
        further = "(p.tiers -> tier - 1 ->> '{}')::numeric"
        price = f"CASE tier WHEN 0 THEN p.unit_price ELSE {further.format('unit_price')} END"
        first = f"CASE tier WHEN 0 THEN 0 ELSE {further.format('above')} END"
        last = f"coalesce((p.tiers -> tier ->> 'above')::numeric, {TOP})"
        retail = "CASE tier WHEN 0 THEN p.erp_price END"
        included = "p.included"
    return (
        _words("ProductTitle"),
        OutColumn("ProductId", "r.product_id"),
        OutColumn("SkuId", "s.sku_id"),
        _words("SkuTitle"),
        _words("Publisher"),
        _words("SkuDescription"),
        _words("UnitOfMeasure"),
        OutColumn("TermDuration", "a.term"),
        _words("BillingPlan"),
        OutColumn("Market", "a.market"),
        OutColumn("Currency", "a.currency"),
        OutColumn("UnitPrice", price, Kind.NUMBER),
        OutColumn("PricingTierRangeMin", first, Kind.NUMBER),
        OutColumn("PricingTierRangeMax", last, Kind.NUMBER),
        OutColumn("EffectiveStartDate", "p.offered_from", Kind.DAY),
        OutColumn("EffectiveEndDate", LAST_DAY, Kind.DAY),
        OutColumn("MeterIds", "s.meter_id"),
        _words("MeterType"),
        OutColumn("IncludedQuantity", included, Kind.NUMBER),
        _words("Tags"),
        OutColumn("ERP Price", retail, Kind.NUMBER),
        OutColumn("Segment", "a.end_customer_type"),
    )
