"""What renewals cost under a coming list: one row a subscription that renews, set by set in SQL.

A price is guaranteed until its term ends (domain 10.6). Renewals are those of
``customers.services.renewals``, charges those of ``pricing.engine``: a test holds both to it.
"""

from __future__ import annotations

from customers.services.cycle_months import in_sql
from partnercenter.money import MINOR_UNITS

MONTHS = 12


def places(currency: str) -> str:
    """Return the SQL of the minor units of a currency, given the SQL of its code."""
    whens = " ".join(f"WHEN '{code}' THEN {units}" for code, units in MINOR_UNITS.items())
    return f"CASE {currency} {whens} ELSE 2 END"


def _month(day: str) -> str:
    return f"(extract(year FROM {day}) * 12 + extract(month FROM {day}))::int"


def _day(months: str) -> str:
    """Return the SQL of the day so many months after the anchor, as the house adds months."""
    return f"(h.anchored_on + make_interval(months => {months}))::date"


def _cycle(price: str) -> str:
    """Return the SQL of what one costs for a charge cycle (PricePoint.for_months), converted.

    Dividing shows more digits than a price has, so that rounding meets the exact value.
    """
    own = f"""CASE WHEN h.cycle_months %% h.price_months = 0
        THEN {price} * (h.cycle_months / h.price_months)
        ELSE round({price} * h.cycle_months * 1.{"0" * 30} / h.price_months,
            {places("h.pricing_currency")}) END"""
    return f"CASE WHEN h.rate IS NULL THEN {own} ELSE round(({own}) * h.rate, h.places) END"


# The last rate known of each pair: what later months bring is nobody's knowledge.
RATES = """
    SELECT DISTINCT ON (pricing_currency, currency) pricing_currency, currency, rate
      FROM pricing_exchangerate WHERE month <= %(on)s
     ORDER BY pricing_currency, currency, month DESC
"""
# Everything that renews, with its last term. Months are counted from the list's own, which is 0.
HELD = f"""
    SELECT s.id AS subscription_id, s.customer_id, c.partner_id, s.availability_id, s.quantity,
           s.term_months, s.cycle_months, a.months AS price_months,
           a.currency AS pricing_currency, t.anchored_on, t.price_id,
           CASE WHEN a.currency = s.currency OR r.rate IS NULL THEN a.currency
                ELSE s.currency END AS currency,
           CASE WHEN a.currency <> s.currency THEN r.rate END AS rate,
           {_month("t.ends_on")} - %(month)s AS ended,
           {_month("t.ends_on")} - {_month("t.anchored_on")} AS passed
      FROM (SELECT *, {in_sql("x")} AS cycle_months FROM customers_subscription x) s
      JOIN customers_customer c ON c.id = s.customer_id
      JOIN pricing_availability a ON a.id = s.availability_id
      JOIN LATERAL (SELECT x.ends_on, x.anchored_on, x.price_id FROM customers_term x
                     WHERE x.subscription_id = s.id ORDER BY x.number DESC LIMIT 1) t ON true
      LEFT JOIN rates r ON r.pricing_currency = a.currency AND r.currency = s.currency
      LEFT JOIN customers_subscription base ON base.id = s.base_id
     WHERE s.status = 'active' AND s.auto_renew AND s.term_months > 0
       AND (base.id IS NULL OR base.status <> 'deleted'
               AND (base.auto_renew OR base.term_months = 0))
       AND {{wanted}}
"""
# The first renewal in the list's month or later, and the price guaranteed until then: renewals
# before it happen at the lists of their own days. ``stuck_on`` is one of these that has no price.
RENEWING = f"""
    SELECT h.*, {places("h.currency")} AS places,
           h.ended + n.steps * h.term_months AS month,
           h.passed + n.steps * h.term_months AS since_anchor,
           {_day("h.passed + n.steps * h.term_months")} AS renews_on,
           CASE WHEN n.steps > 0 THEN (
               SELECT p.id FROM pricing_price p
                WHERE p.availability_id = h.availability_id AND p.in_force
                  AND p.valid_from <= {_day("h.passed + (n.steps - 1) * h.term_months")}
                  AND p.valid_until > {_day("h.passed + (n.steps - 1) * h.term_months")})
               ELSE h.price_id END AS guaranteed_id,
           CASE WHEN n.steps > 0 THEN (
               SELECT min(d.day) FROM generate_series(0, n.steps - 1) step
                CROSS JOIN LATERAL (SELECT {_day("h.passed + step * h.term_months")} AS day) d
                WHERE NOT EXISTS (SELECT FROM pricing_price p
                    WHERE p.availability_id = h.availability_id AND p.in_force
                      AND p.valid_from <= d.day AND p.valid_until > d.day)) END AS stuck_on
      FROM held h
     CROSS JOIN LATERAL (
         SELECT (greatest(0, -h.ended) + h.term_months - 1) / h.term_months AS steps) n
"""
# The list's price of the renewal's day, and that of its last day for all later terms. What was
# priced by such a list before and is on none any more cannot renew: that is its ``gone_on``.
PRICED = f"""
    SELECT h.*, g.unit_price AS old_list, g.erp_price AS old_retail,
           coalesce(first.unit_price, late.unit_price) AS new_list,
           CASE WHEN first.id IS NULL THEN late.erp_price ELSE first.erp_price END AS new_retail,
           late.unit_price AS late_list, late.erp_price AS late_retail,
           (h.cycle_months - h.since_anchor %% h.cycle_months) %% h.cycle_months AS waits,
           CASE WHEN h.stuck_on IS NOT NULL THEN h.stuck_on
                WHEN h.month >= {MONTHS} THEN NULL
                WHEN h.month = 0 AND first.id IS NULL OR h.month > 0 AND late.id IS NULL
                THEN h.renews_on
                WHEN late.id IS NULL AND h.month + h.term_months < {MONTHS}
                THEN {_day("h.since_anchor + h.term_months")} END AS gone_on
      FROM renewing h
      JOIN pricing_price g ON g.id = coalesce(h.guaranteed_id, h.price_id)
      JOIN pricing_pricelist of ON of.id = g.price_list_id
      LEFT JOIN pricing_price first ON first.price_list_id = %(list)s AND h.month = 0
           AND first.availability_id = h.availability_id
           AND first.valid_from <= h.renews_on AND first.valid_until > h.renews_on
      LEFT JOIN pricing_price late ON late.price_list_id = %(list)s
           AND late.availability_id = h.availability_id
           AND late.valid_from < %(end)s AND late.valid_until >= %(end)s
     WHERE first.id IS NOT NULL OR late.id IS NOT NULL
        OR (of.kind, of.currency, of.market) = (%(kind)s, %(currency)s, %(market)s)
           AND NOT EXISTS (SELECT FROM pricing_price other
                WHERE other.availability_id = h.availability_id AND other.in_force
                  AND other.price_list_id <> %(list)s
                  AND other.valid_from < %(end)s AND other.valid_until > %(start)s)
"""
# How many charge cycles of the horizon begin in the first term after the renewal, and later.
COUNTED = f"""
    SELECT h.*, h.month + h.waits AS first_month,
           CASE WHEN h.month = 0 THEN least(a.cycles, t.cycles) ELSE 0 END AS first_cycles,
           CASE WHEN h.month = 0 THEN greatest(a.cycles - t.cycles, 0) ELSE a.cycles END
               AS late_cycles,
           {_cycle("h.old_list")} AS old_price, {_cycle("h.new_list")} AS new_price,
           {_cycle("h.late_list")} AS late_price,
           {_cycle("h.old_retail")} AS old_erp, {_cycle("h.new_retail")} AS new_erp,
           {_cycle("h.late_retail")} AS late_erp,
           {_day("h.since_anchor + h.term_months")} AS next_on
      FROM priced h
     CROSS JOIN LATERAL (SELECT CASE WHEN h.gone_on IS NULL THEN {MONTHS}
         ELSE {_month("h.gone_on")} - %(month)s END AS months) until
     CROSS JOIN LATERAL (SELECT greatest(0, until.months - h.month - h.waits + h.cycle_months - 1)
         / h.cycle_months AS cycles) a
     CROSS JOIN LATERAL (
         SELECT (h.term_months - h.waits + h.cycle_months - 1) / h.cycle_months AS cycles) t
"""
CHARGED = """
    SELECT h.*,
           coalesce(round(h.new_price * h.quantity, h.places)
               - round(h.old_price * h.quantity, h.places), 0) AS first_difference,
           coalesce(round(h.late_price * h.quantity, h.places)
               - round(h.old_price * h.quantity, h.places), 0) AS late_difference
      FROM counted h
"""
# Each step is worked out once: taken into the next one, its expressions would be repeated there.
INSERT = f"""
INSERT INTO impact
WITH rates AS ({RATES}), held AS MATERIALIZED ({HELD}),
    renewing AS MATERIALIZED ({RENEWING}), priced AS MATERIALIZED ({PRICED}),
    counted AS MATERIALIZED ({COUNTED}), charged AS MATERIALIZED ({CHARGED})
SELECT subscription_id, NULL, customer_id, partner_id, currency, quantity, cycle_months,
       renews_on, CASE WHEN first_cycles > 0 AND late_cycles > 0 THEN next_on END,
       CASE WHEN first_cycles > 0 AND late_cycles > 0 AND first_difference = 0 THEN next_on
            ELSE renews_on END,
       gone_on, old_price, new_price, late_price, old_erp, new_erp, late_erp,
       first_month, first_cycles, late_cycles, first_difference, late_difference,
       first_cycles * first_difference + late_cycles * late_difference,
       CASE WHEN first_cycles > 0 AND first_difference <> 0
                OR late_cycles > 0 AND late_difference <> 0 THEN 'changed'
            WHEN gone_on IS NOT NULL THEN 'gone'
            WHEN first_month >= {MONTHS} THEN 'later'
            ELSE 'unchanged' END
  FROM charged
"""
