"""The statements that bring what a list offers (table `offered`) into catalogue and prices."""

# The day on which an offer without a last day ends.
LATEST = "DATE '10000-01-01'"
# What a row prices is known again whatever the case of its words. One key instead of five
# conditions, because the planner takes five for far more selective than they are.
KEY = (
    "concat_ws('|', {sku}, {of}.market, lower({of}.agreement_type),"
    " lower({of}.end_customer_type), lower({of}.term))"
)
AVAILABILITY = f"""
    JOIN pricing_availability a
        ON a.currency = %(currency)s AND {KEY.format(sku="a.sku_id", of="a")} = o.key
"""
OFFERED = """
CREATE TEMP TABLE offered
    (line, product_id, product_title, publisher, sku_id, sku_title, unit, offer_id, meter_id,
    secondary_type, market, agreement_type, end_customer_type, term,
    valid_from, valid_until, unit_price, erp_price, included, tiers, earns_credit, texts,
    digest, sku, key)
ON COMMIT DROP AS SELECT said.*, md5(said.texts::text), NULL::bigint, NULL::text FROM ({said}) said
"""
RECOGNISE = f"""
UPDATE offered o SET sku = s.id, key = {KEY.format(sku="s.id", of="o")}
FROM pricing_product p JOIN pricing_sku s ON s.product_id = p.id
WHERE p.product_id = o.product_id AND s.sku_id = o.sku_id
"""
DROP_OTHER_MONTHS = """
DELETE FROM offered WHERE valid_from >= %(end)s OR valid_until <= %(start)s
"""
# What a purchase unit or a term says in words ("1 Month(s)") or as a duration ("P1Y"): a number
# of any size, so it is an integer only of what the checks let pass.
SAID_MONTHS = r"""coalesce(
    (regexp_match(o.term, '([0-9]+)\s*Y', 'i'))[1]::numeric * 12,
    (regexp_match(o.term, '([0-9]+)\s*M', 'i'))[1]::numeric, 1)"""
MONTHS = f"{SAID_MONTHS}::int"
# What cancelling gives back follows from the first list with the product, and stays.
PRODUCTS = f"""
INSERT INTO pricing_product (product_id, title, publisher, billing_type, cancellation)
SELECT DISTINCT ON (o.product_id) o.product_id, o.product_title, o.publisher, %(billing_type)s,
    coalesce(%(policies)s::jsonb ->> CASE WHEN o.term = '' THEN '0' WHEN {MONTHS} < 12 THEN '1'
        ELSE '12' END, '')
FROM offered o ORDER BY o.product_id, o.line
ON CONFLICT (product_id) DO UPDATE SET
    title = excluded.title,
    publisher = coalesce(nullif(excluded.publisher, ''), pricing_product.publisher),
    cancellation = coalesce(nullif(pricing_product.cancellation, ''), excluded.cancellation)
WHERE (pricing_product.title, pricing_product.publisher, pricing_product.cancellation)
    IS DISTINCT FROM (excluded.title, excluded.publisher, excluded.cancellation)
"""
# Whether a meter earns the partner credit follows from the first list with it, and stays: it
# would change what was billed before. A conflict locks its row even where nothing changes, so
# what is known and the same is left out beforehand.
SKUS = """
INSERT INTO pricing_sku (product_id, sku_id, title, unit, offer_id, meter_id, secondary_type,
    earns_credit)
SELECT
    p.id, o.sku_id, o.sku_title, o.unit, o.offer_id, o.meter_id, o.secondary_type, o.earns_credit
FROM (
    SELECT DISTINCT ON (product_id, sku_id) * FROM offered ORDER BY product_id, sku_id, line
) o JOIN pricing_product p ON p.product_id = o.product_id
LEFT JOIN pricing_sku s ON s.id = o.sku
WHERE s.id IS NULL
    OR (s.title, s.unit, s.secondary_type, s.meter_id, s.offer_id) IS DISTINCT FROM
        (o.sku_title, coalesce(nullif(o.unit, ''), s.unit),
            coalesce(nullif(o.secondary_type, ''), s.secondary_type),
            coalesce(o.meter_id, s.meter_id), coalesce(o.offer_id, s.offer_id))
ORDER BY o.product_id, o.sku_id
ON CONFLICT (product_id, sku_id) DO UPDATE SET
    title = excluded.title,
    unit = coalesce(nullif(excluded.unit, ''), pricing_sku.unit),
    offer_id = coalesce(excluded.offer_id, pricing_sku.offer_id),
    meter_id = coalesce(excluded.meter_id, pricing_sku.meter_id),
    secondary_type = coalesce(nullif(excluded.secondary_type, ''), pricing_sku.secondary_type)
WHERE (pricing_sku.title, pricing_sku.unit, pricing_sku.offer_id, pricing_sku.meter_id,
        pricing_sku.secondary_type)
    IS DISTINCT FROM (excluded.title, excluded.unit, excluded.offer_id, excluded.meter_id,
        excluded.secondary_type)
"""
# An availability is named after what it stands for, so that it is the same everywhere.
AVAILABILITIES = f"""
INSERT INTO pricing_availability
    (sku_id, availability_id, market, currency, agreement_type, end_customer_type, term, months)
SELECT DISTINCT ON (o.key) o.sku,
    upper(left(md5(lower(concat_ws('|', o.product_id, o.sku_id, %(currency)s, o.market,
        o.agreement_type, o.end_customer_type, o.term))), 12)),
    o.market, %(currency)s, o.agreement_type, o.end_customer_type, o.term, {MONTHS}
FROM offered o LEFT {AVAILABILITY.strip()}
WHERE a.id IS NULL ORDER BY o.key, o.line
"""
LISTINGS = """
INSERT INTO pricing_listing (sku_id, texts, digest)
SELECT DISTINCT ON (o.sku, o.digest) o.sku, o.texts, o.digest FROM offered o
WHERE NOT EXISTS (
    SELECT FROM pricing_listing l WHERE l.sku_id = o.sku AND l.digest = o.digest)
ORDER BY o.sku, o.digest
ON CONFLICT (sku_id, digest) DO NOTHING
"""
PRICED = f"""
CREATE TEMP TABLE priced ON COMMIT DROP AS
SELECT a.id AS availability_id, l.id AS listing_id, o.valid_from AS offered_from,
    nullif(o.valid_until, {LATEST}) AS offered_until, o.unit_price, o.erp_price, o.included, o.tiers
FROM offered o {AVAILABILITY}
JOIN pricing_listing l ON l.sku_id = o.sku AND l.digest = o.digest
"""
# Without them the planner takes a table that was filled just now for an empty one.
STATISTICS = "ANALYZE pricing_product, pricing_sku, pricing_availability, pricing_listing"
