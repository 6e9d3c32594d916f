"""The statements that compare two editions of a price list, in one pass of the database."""

from __future__ import annotations

# An edition by its last prices: where a price changes within the month, the last one counts.
# A price that lasts to the month's end is its offer's last; only the few others look for a later.
LAST = """
    SELECT id, availability_id, listing_id, offered_from, offered_until, unit_price,
        erp_price, included, tiers
    FROM pricing_price p WHERE price_list_id = %({edition})s AND (valid_until = %({edition}_end)s
        OR NOT EXISTS (SELECT FROM pricing_price later
            WHERE later.price_list_id = %({edition})s AND later.valid_from > p.valid_from
                AND later.availability_id = p.availability_id))
"""
# Editions of one month say days that can be compared. From month to month only the end can: it
# is the same while an offer has none within its month.
END = "CASE WHEN {of}.offered_until IS DISTINCT FROM %({edition}_end)s THEN {of}.offered_until END"
SAME_DAYS = f"""
    CASE WHEN %(same_month)s
        THEN (o.offered_from, o.offered_until) IS NOT DISTINCT FROM
            (n.offered_from, n.offered_until)
        ELSE {END.format(of="o", edition="old")} IS NOT DISTINCT FROM
            {END.format(of="n", edition="new")} END
"""
# Exactly ROUND(difference / old * 100, 1), half away from zero: whole numbers are divided, so
# that no digit beyond the last decides.
PERCENT = """
    CASE WHEN o.unit_price > 0 AND n.unit_price <> o.unit_price
        THEN sign(n.unit_price - o.unit_price) *
            round(div(abs(n.unit_price - o.unit_price) * 2000 + o.unit_price, o.unit_price * 2)
                / 10, 1) END
"""
FLAG = f"""
    CASE WHEN o.availability_id IS NULL THEN 'new'
        WHEN n.availability_id IS NULL THEN 'removed'
        WHEN (o.unit_price, o.included, o.tiers) <> (n.unit_price, n.included, n.tiers)
            THEN 'changed'
        WHEN o.erp_price IS DISTINCT FROM n.erp_price OR o.listing_id <> n.listing_id
            OR NOT {SAME_DAYS} THEN 'other'
        ELSE 'unchanged' END
"""
COMPARED = f"""
    SELECT coalesce(n.availability_id, o.availability_id) AS availability_id, {FLAG} AS flag,
        {PERCENT} AS percent,
        o.id AS old, n.id AS new, coalesce(NOT {SAME_DAYS}, false) AS other_days,
        o.unit_price AS old_price, n.unit_price AS new_price,
        o.erp_price AS old_retail, n.erp_price AS new_retail,
        o.included AS old_included, n.included AS new_included,
        o.tiers AS old_tiers, n.tiers AS new_tiers,
        o.offered_from AS old_from, n.offered_from AS new_from,
        o.offered_until AS old_until, n.offered_until AS new_until,
        o.listing_id AS old_listing, n.listing_id AS new_listing
    FROM ({LAST.format(edition="old")}) o
    FULL JOIN ({LAST.format(edition="new")}) n ON n.availability_id = o.availability_id
"""
# With the words of the later edition, of the earlier one where an offer was removed.
NAMED = f"""
    FROM ({COMPARED}) t
    JOIN pricing_availability a ON a.id = t.availability_id
    JOIN pricing_sku s ON s.id = a.sku_id
    JOIN pricing_product r ON r.id = s.product_id
    JOIN pricing_listing l ON l.id = coalesce(t.new_listing, t.old_listing)
    LEFT JOIN pricing_listing b ON b.id = t.old_listing
"""
TITLE = "coalesce(l.texts ->> 'Offer Display Name', l.texts ->> 'SkuTitle')"
# What is found by a word: a part of a title, or a whole id. Looked up among the wordings of all
# lists, before offers are joined to anything.
FOUND = """
    coalesce(t.new_listing, t.old_listing) IN (
        SELECT l.id FROM pricing_listing l JOIN pricing_sku s ON s.id = l.sku_id
        JOIN pricing_product r ON r.id = s.product_id WHERE {found})
"""
WORD = f"""
    (strpos(lower({TITLE}), lower(%(word)s)) > 0
        OR strpos(lower(l.texts ->> 'ProductTitle'), lower(%(word)s)) > 0
        OR lower(%(word)s) IN (lower(s.offer_id), lower(r.product_id), lower(s.sku_id),
            s.meter_id::text))
"""
TIE = f"{TITLE}, a.agreement_type, a.end_customer_type, a.market, a.term, a.id"
# Percents apart, offers stand by what happened to them.
BY_FLAG = "array_position(ARRAY['changed', 'other', 'new', 'removed'], t.flag)"
ORDERS = {
    "-percent": f"t.percent DESC NULLS LAST, {BY_FLAG}, {TIE}",
    "percent": f"t.percent NULLS LAST, {BY_FLAG}, {TIE}",
    "title": TIE,
    "-title": f"{TITLE} DESC, a.agreement_type, a.end_customer_type, a.market, a.term, a.id",
}
