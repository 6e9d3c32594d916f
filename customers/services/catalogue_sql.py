"""The statement that finds what is on sale to a customer, one row an offer."""

from customers.services import segment_sql
from pricing.queries.offer_rules import joined

PREFERENCE = segment_sql.preference(
    customer="%(segment)s::text", availability="a", billing_type="r.billing_type"
)
# What a purchase of the day would take of each offer (``subscription_file_sql.BOUGHT``), at its
# shortest price; then what hinders every customer like this one from ordering it.
SOLD = f"""
SELECT DISTINCT ON (a.sku_id) a.id AS availability_id, i.id AS price_id, k.title,
    CASE WHEN r.billing_type = 'usage' THEN 'usage' WHEN r.billing_type = 'plan' THEN 'consumption'
        WHEN r.billing_type <> 'license' THEN l.kind
        WHEN lower(k.secondary_type) = 'trial' THEN 'trial'
        WHEN of.add_on THEN 'add_on' ELSE 'license' END AS kind,
    CASE WHEN {PREFERENCE} IS NULL THEN 'segment'
        WHEN a.market NOT IN (home.market, '') THEN 'market'
        WHEN r.billing_type = 'license' AND m.id IS NOT NULL AND u.id IS NULL THEN 'unlisted'
        WHEN cardinality(u.countries) > 0 AND %(country)s <> ALL (u.countries) THEN 'country'
        WHEN of.add_on AND %(base)s IS NULL THEN 'add_on' ELSE '' END AS reason
FROM pricing_availability a
JOIN pricing_sku k ON k.id = a.sku_id JOIN pricing_product r ON r.id = k.product_id
CROSS JOIN LATERAL (SELECT translate(lower(k.secondary_type), '- ', '') = 'addon' AS add_on) of
CROSS JOIN LATERAL (SELECT r.billing_type = ANY (%(legacy)s) AS is_legacy) what
CROSS JOIN LATERAL (SELECT
    CASE WHEN what.is_legacy THEN %(legacy_currency)s ELSE %(currency)s END AS currency,
    CASE WHEN what.is_legacy THEN %(legacy_market)s ELSE %(market)s END AS market) home
LEFT JOIN pricing_price i ON i.availability_id = a.id AND i.in_force
    AND i.valid_from <= %(on)s AND i.valid_until > %(on)s
LEFT JOIN pricing_pricelist l ON l.id = i.price_list_id
{joined(day="%(on)s", sku="k.id")}
WHERE k.offer_id IS NOT NULL AND %(offer)s IN ('', k.offer_id)
    AND (a.currency = home.currency OR NOT what.is_legacy)
    AND (i.id IS NOT NULL OR r.billing_type IN ('usage', 'plan'))
    AND NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS asked (word)
        WHERE strpos(lower(concat_ws(' ', k.title, r.title, r.publisher)), word) = 0
            AND lower(k.offer_id) <> word AND lower(r.product_id) <> word)
    AND (%(base)s IS NULL OR of.add_on AND (u.id IS NULL OR cardinality(u.depends_on) = 0
        OR %(base)s = ANY (u.depends_on)))
ORDER BY a.sku_id, {PREFERENCE} IS NULL, a.market NOT IN (home.market, ''),
    a.currency <> home.currency, a.currency <> 'USD', a.currency, {PREFERENCE}, a.market = '',
    a.months, a.end_customer_type, a.id
"""
WANTED = """
    kind <> ALL (%(hidden)s) AND (%(everything)s OR reason NOT IN ('segment', 'market', 'add_on'))
"""
COUNTED = f"""
SELECT kind, reason IN ('segment', 'market', 'add_on') AS other, count(*) FROM ({SOLD}) sold
WHERE kind <> ALL (%(hidden)s) GROUP BY 1, 2
"""
FOUND = f"""
SELECT availability_id, price_id, kind, reason FROM ({SOLD}) sold
WHERE {WANTED} AND %(kind)s IN ('', kind)
ORDER BY lower(title), availability_id LIMIT %(most)s OFFSET %(start)s
"""
