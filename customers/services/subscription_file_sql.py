"""The statements that turn rows of purchases into subscriptions."""

from customers.services import segment_sql
from customers.services.cycle_months import in_sql

# By partner: the bases of wanted add-ons with the add-ons they have, until the last day wanted.
BASES_WANTED = """
SELECT c.partner_id AS id, least(max(t.starts_on), %(today)s) AS through,
    array_agg(DISTINCT held.id) AS bases
FROM taken t JOIN customers_subscription s ON s.public_id = t.parent
JOIN customers_subscription held ON held.id = s.id OR held.base_id = s.id
JOIN customers_customer c ON c.id = s.customer_id
GROUP BY c.partner_id ORDER BY c.partner_id
"""
# Who buys what of which billing type, on which day: that decides the currency.
ASKED = """
SELECT t.line, c.id AS customer_id, r.billing_type, t.starts_on AS bought_on
FROM taken t JOIN customers_customer c ON c.public_id = t.customer_id
JOIN pricing_sku s ON lower(s.offer_id) = lower(t.offer)
JOIN pricing_product r ON r.id = s.product_id
"""
PREFERENCE = segment_sql.preference(
    customer="c.segment", availability="a", billing_type="r.billing_type"
)
# For each row what is bought: the SKU by its offer, then what the customer's segment qualifies
# for (domain 10.7): with a price on the day before others, for its own segment before commercial,
# of the market's own before all markets. It is priced in the currency that was decided; what is
# neither licence nor use may be priced in another, USD first, and is converted when it is billed.
# A licence is priced by the month or by its whole charge cycle (other purchase units are passed
# over); a one-time purchase for its term, or for a part of it that is charged again and again
# (``misfit`` 2: it is not sold so).
BOUGHT = f"""
CREATE TEMP TABLE bought ON COMMIT DROP AS
SELECT DISTINCT ON (t.line) t.line, t.public_id, t.order_id, t.offer, t.quantity, t.starts_on,
    t.frequency, t.purchase_order, t.parent, t.reseller_mpn_id,
    coalesce(t.term_months, 0) AS term_months,
    coalesce(t.auto_renew, t.frequency <> 'one_time') AS auto_renew,
    coalesce(nullif(t.name, ''), s.title) AS name,
    t.customer_id AS customer_guid, c.id AS customer_id, c.segment, d.currency, d.market AS country,
    d.decision,
    s.id AS sku_id, lower(s.secondary_type) = 'trial' AS trial,
    r.billing_type, a.id AS availability_id, i.id AS price_id,
    CASE WHEN r.billing_type <> 'one_time' THEN 0
        WHEN (a.term = '') <> (coalesce(t.term_months, 0) = 0) THEN 2
        WHEN mod(greatest(t.term_months, 1), a.months) > 0 THEN 2
        ELSE (greatest(t.term_months, 1) <> a.months)::int END AS misfit
FROM taken t
LEFT JOIN customers_customer c ON c.public_id = t.customer_id
LEFT JOIN decided d ON d.line = t.line
LEFT JOIN pricing_sku s ON lower(s.offer_id) = lower(t.offer)
LEFT JOIN pricing_product r ON r.id = s.product_id
LEFT JOIN pricing_availability a ON a.sku_id = s.id AND a.market IN (d.market, '')
    AND (a.currency = d.currency OR r.billing_type <> ALL (%(unconverted)s))
    AND (r.billing_type <> 'license' OR a.months IN (1, {in_sql("t")}))
    AND {PREFERENCE} IS NOT NULL
LEFT JOIN pricing_price i ON i.availability_id = a.id AND i.in_force
    AND i.valid_from <= t.starts_on AND i.valid_until > t.starts_on
ORDER BY t.line, misfit, i.id IS NULL, a.currency <> d.currency, a.currency <> 'USD', a.currency,
    {PREFERENCE}, a.market = '', a.months DESC, a.end_customer_type, a.id
"""
BOUGHT_BY_OFFER = "CREATE INDEX ON bought (customer_id, sku_id)"
ORDERS = """
INSERT INTO customers_order (order_id, customer_id, placed_on, purchase_order)
SELECT order_id, min(customer_id), min(starts_on), max(purchase_order)
FROM bought GROUP BY order_id ORDER BY min(line)
ON CONFLICT (order_id) DO NOTHING
"""
SUBSCRIPTIONS = """
INSERT INTO customers_subscription (public_id, customer_id, order_id, availability_id, name,
    quantity, status, starts_on, term_months, frequency, auto_renew, reseller_mpn_id,
    proration, settings, currency, currency_decision)
SELECT b.public_id, b.customer_id, o.id, b.availability_id, b.name, b.quantity, %(status)s,
    b.starts_on, b.term_months, b.frequency, b.auto_renew, b.reseller_mpn_id,
    %(proration)s::jsonb ->> b.billing_type, (CASE WHEN r.cancellation = '' THEN %(rules)s::jsonb
        ELSE %(rules)s::jsonb || jsonb_build_object('cancellation', %(policies)s::jsonb
            -> r.cancellation ->> CASE WHEN b.term_months = 0 THEN '0'
                WHEN b.term_months < 12 THEN '1' ELSE '12' END) END) || %(own)s::jsonb,
    b.currency, b.decision
FROM bought b JOIN customers_order o ON o.order_id = b.order_id
JOIN pricing_sku k ON k.id = b.sku_id JOIN pricing_product r ON r.id = k.product_id
ORDER BY b.line
"""
BASES = """
UPDATE customers_subscription s SET base_id = base.id, term_months = base.term_months
FROM bought b JOIN customers_subscription base ON base.public_id = b.parent
WHERE s.public_id = b.public_id
"""
PURCHASES = """
INSERT INTO customers_subscriptionchange
    (subscription_id, sequence, action, "on", quantity, recorded_at, recorded_by_id)
SELECT s.id, 1, 'purchase', s.starts_on, s.quantity, %(at)s, %(by)s
FROM bought b JOIN customers_subscription s ON s.public_id = b.public_id
ORDER BY b.line
"""
# PostgreSQL adds months as the house does: to the same day, or the last of a shorter month.
# Bought on the 29th to 31st, a licence may begin on the first of the next month instead (A29).
FIRST_TERMS = f"""
INSERT INTO customers_term (subscription_id, number, starts_on, ends_on, anchored_on, frequency,
    cycle_months, price_id)
SELECT s.id, 1, b.starts_on, CASE WHEN b.term_months = 0 THEN b.starts_on + 1
    ELSE (first.day + make_interval(months => b.term_months))::date END, first.day,
    b.frequency, {in_sql("b")},
    b.price_id
FROM bought b JOIN customers_subscription s ON s.public_id = b.public_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN %(next_month)s AND b.billing_type = 'license' AND extract(day FROM b.starts_on) > 28
    THEN (date_trunc('month', b.starts_on) + interval '1 month')::date
    ELSE b.starts_on END AS day) first
WHERE b.parent IS NULL AND b.price_id IS NOT NULL AND NOT b.trial
ORDER BY b.line
"""
# An add-on is charged in the cycles of its base and ends with the base's term (domain 4.2).
ADD_ON_TERMS = """
INSERT INTO customers_term (subscription_id, number, starts_on, ends_on, anchored_on, frequency,
    cycle_months, price_id)
SELECT s.id, 1, b.starts_on, t.ends_on, t.anchored_on, t.frequency, t.cycle_months, b.price_id
FROM bought b JOIN customers_subscription s ON s.public_id = b.public_id
JOIN customers_term t ON t.subscription_id = s.base_id
    AND t.starts_on <= b.starts_on AND t.ends_on > b.starts_on
WHERE b.price_id IS NOT NULL AND NOT b.trial
ORDER BY b.line
"""
# Kept from others until the purchase is made: bases that might end, customers who might try twice.
LOCK = """
SELECT c.id FROM customers_customer c JOIN taken t ON t.customer_id = c.public_id
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
LOCK_BASES = """
SELECT s.id FROM customers_subscription s JOIN taken t ON t.parent = s.public_id
ORDER BY s.id FOR NO KEY UPDATE OF s
"""
