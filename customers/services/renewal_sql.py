"""Renewals as SQL: what is due, with what was planned for it, and what ends instead."""

from __future__ import annotations

from customers.services.cycle_months import in_sql
from pricing.engine.activity import AT_RENEWAL

# The offer itself; billed otherwise than before, the same offer at the price for that cycle, one
# for the whole cycle before one by the month (pricing.queries.offers).
OFFERED = f"""
    (NOT w.otherwise AND o.id = a.id OR w.otherwise AND o.months IN (1, {in_sql("w")})
        AND (o.sku_id, o.currency, o.market, o.agreement_type, o.end_customer_type)
            = (a.sku_id, a.currency, a.market, a.agreement_type, a.end_customer_type))
"""
PRICE = f"""
    SELECT p.id FROM pricing_availability o JOIN pricing_price p ON p.availability_id = o.id
     WHERE o.sku_id = a.sku_id AND {OFFERED}
       AND p.in_force AND p.valid_from <= last.ends_on AND p.valid_until > last.ends_on
     ORDER BY o.months DESC LIMIT 1
"""
# What the newest list that is known says until its month is over, where no list of the day has it.
GOES_ON = f"""
    SELECT p.id FROM pricing_availability o JOIN pricing_price p ON p.availability_id = o.id
      JOIN pricing_pricelist l ON l.id = p.price_list_id
     WHERE o.sku_id = a.sku_id AND {OFFERED} AND p.in_force AND p.valid_from <= last.ends_on
       AND p.valid_until >= l.month + interval '1 month'
       AND NOT EXISTS (SELECT FROM pricing_pricelist n
            WHERE (n.kind, n.currency, n.market) = (l.kind, l.currency, l.market)
              AND n.month > l.month AND n.month <= last.ends_on)
     ORDER BY p.valid_from DESC, o.months DESC LIMIT 1
"""
# The next term of every licence whose last term ended, at the price of that day; counted from
# the first day of all, so that a purchase on the 31st keeps its anchor, or anew when its charge
# cycle becomes another. A price that no list has is NULL and refused. What stood still when its
# term ended renews once it is reactivated. An add-on is billed as is planned for its base.
# A term has whole charge cycles, so a shorter one is made as long as one.
DUE = f"""
CREATE TEMP TABLE renewing ON COMMIT DROP AS
    SELECT s.id AS subscription_id, s.name, c.partner_id, last.number + 1 AS number,
           last.ends_on AS starts_on,
           (anchor.day + make_interval(months => w.term_months + (
               (extract(year FROM last.ends_on) - extract(year FROM anchor.day)) * 12
               + extract(month FROM last.ends_on) - extract(month FROM anchor.day))::int
           ))::date AS ends_on,
           anchor.day AS anchored_on, w.frequency, w.term_months, {in_sql("w")} AS cycle_months,
           coalesce(({PRICE}), CASE WHEN %(goes_on)s THEN ({GOES_ON}) END) AS price_id,
           plan.id AS plan_id, plan.quantity AS planned_quantity
      FROM customers_subscription s
      JOIN customers_customer c ON c.id = s.customer_id
      JOIN pricing_availability a ON a.id = s.availability_id
      LEFT JOIN customers_renewalplan plan ON plan.subscription_id = s.id
      LEFT JOIN customers_renewalplan above ON above.subscription_id = s.base_id
      JOIN LATERAL (SELECT coalesce(nullif(above.frequency, ''), nullif(plan.frequency, ''),
                 s.frequency) AS frequency,
             coalesce(above.term_months, plan.term_months, s.term_months) AS term_months) f ON true
      JOIN LATERAL (SELECT f.frequency, f.frequency <> s.frequency AS otherwise,
             ceil(f.term_months / nullif({in_sql("f")}, 0)::numeric)::int * {in_sql("f")}
                 AS term_months) w ON true
      JOIN LATERAL (SELECT t.number, t.ends_on, t.anchored_on, t.cycle_months
                     FROM customers_term t
                     WHERE t.subscription_id = s.id ORDER BY t.number DESC LIMIT 1) last ON true
      JOIN LATERAL (SELECT CASE WHEN last.cycle_months = {in_sql("w")} THEN last.anchored_on
                     ELSE last.ends_on END AS day) anchor ON true
      JOIN LATERAL (SELECT h.action FROM customers_subscriptionchange h
                     WHERE h.subscription_id = s.id AND h."on" <= last.ends_on
                     ORDER BY h.sequence DESC LIMIT 1) state ON true
     WHERE c.partner_id = %(partner)s AND s.auto_renew AND s.term_months > 0
       AND (%(only)s::bigint[] IS NULL OR s.id = ANY (%(only)s))
       AND NOT EXISTS (SELECT FROM customers_subscription base
                        WHERE base.id = s.base_id AND base.status = 'deleted')
       AND last.ends_on <= %(through)s
       AND (state.action NOT IN ('suspend', 'cancel')
            OR EXISTS (SELECT FROM customers_subscriptionchange r
                        WHERE r.subscription_id = s.id AND r.action = 'reactivate'
                          AND r."on" > last.ends_on AND r."on" <= %(through)s))
"""
UNPRICED = "SELECT name, starts_on FROM renewing WHERE price_id IS NULL ORDER BY 2, 1"
RENEW = """
    INSERT INTO customers_term (subscription_id, number, starts_on, ends_on, anchored_on,
        frequency, cycle_months, price_id)
    SELECT subscription_id, number, starts_on, ends_on, anchored_on, frequency, cycle_months,
        price_id FROM renewing WHERE price_id IS NOT NULL
"""
PLANNED = """
    SELECT EXISTS (SELECT FROM renewing WHERE plan_id IS NOT NULL AND price_id IS NOT NULL)
"""
# The planned quantity is held from the term's first charge on, whoever comes late to write it.
QUANTITIES = f"""
    WITH changed AS (
        INSERT INTO customers_subscriptionchange
            (subscription_id, sequence, action, "on", quantity, detail, recorded_at,
             recorded_by_id)
        SELECT r.subscription_id, h.sequence + 1, 'set_quantity', greatest(r.starts_on, h."on"),
               r.planned_quantity,
               CASE WHEN h."on" <= r.starts_on THEN '{AT_RENEWAL}' ELSE '' END, %(at)s,
               plan.planned_by_id
          FROM renewing r
          JOIN customers_renewalplan plan ON plan.id = r.plan_id
          JOIN LATERAL (SELECT x.sequence, x."on", x.quantity FROM customers_subscriptionchange x
                         WHERE x.subscription_id = r.subscription_id
                         ORDER BY x.sequence DESC LIMIT 1) h ON true
         WHERE r.price_id IS NOT NULL AND r.planned_quantity <> h.quantity
        RETURNING subscription_id, quantity
    )
    UPDATE customers_subscription s SET quantity = changed.quantity FROM changed
     WHERE s.id = changed.subscription_id
"""
WAYS = """
    UPDATE customers_subscription s
       SET frequency = r.frequency, term_months = r.term_months, availability_id = p.availability_id
      FROM renewing r JOIN pricing_price p ON p.id = r.price_id
     WHERE s.id = r.subscription_id
       AND (s.frequency, s.term_months) <> (r.frequency, r.term_months)
"""
# What stands still follows its base when it comes back.
FOLLOWERS = """
    UPDATE customers_subscription s SET frequency = r.frequency, term_months = r.term_months
      FROM renewing r
     WHERE s.base_id = r.subscription_id AND s.status = 'suspended' AND r.plan_id IS NOT NULL
       AND r.price_id IS NOT NULL
"""
TOLD = """
    INSERT INTO partnercenter_auditentry (at, by_id, act, subject, partner_id, facts)
    SELECT %(at)s, NULL, 'subscription.renewed_as_planned', left(r.name, 200), r.partner_id,
           jsonb_strip_nulls(jsonb_build_object('subscription', s.public_id, 'on', r.starts_on,
               'quantity', plan.quantity::text, 'frequency', nullif(plan.frequency, ''),
               'term_months', plan.term_months::text))
      FROM renewing r JOIN customers_subscription s ON s.id = r.subscription_id
      JOIN customers_renewalplan plan ON plan.id = r.plan_id
     WHERE r.price_id IS NOT NULL ORDER BY r.subscription_id
"""
DONE = """
    DELETE FROM customers_renewalplan plan USING renewing r
     WHERE plan.id = r.plan_id AND r.price_id IS NOT NULL
"""
APPLY = (QUANTITIES, WAYS, FOLLOWERS, TOLD, DONE)
# What is not to be renewed ends with its last term, an add-on with its base, a trial after its
# days.
EXPIRE = """
    WITH ended AS (
        INSERT INTO customers_subscriptionchange
            (subscription_id, sequence, action, "on", quantity, recorded_at)
        SELECT s.id, h.sequence + 1, 'expire', greatest(e.day, h."on"), h.quantity, %(at)s
          FROM customers_subscription s
          JOIN customers_customer c ON c.id = s.customer_id
          JOIN pricing_availability a ON a.id = s.availability_id
          JOIN pricing_sku k ON k.id = a.sku_id
          JOIN LATERAL (SELECT x.sequence, x.action, x."on", x.quantity
                         FROM customers_subscriptionchange x WHERE x.subscription_id = s.id
                         ORDER BY x.sequence DESC LIMIT 1) h ON true
          JOIN LATERAL (SELECT CASE WHEN lower(k.secondary_type) = 'trial'
                                    THEN s.starts_on + %(trial_days)s
                                    ELSE max(t.ends_on) END AS day
                         FROM customers_term t WHERE t.subscription_id = s.id) e ON true
         WHERE c.partner_id = %(partner)s
           AND (%(only)s::bigint[] IS NULL OR s.id = ANY (%(only)s)) AND s.status <> 'deleted' AND e.day <= %(through)s
           AND (lower(k.secondary_type) = 'trial' OR NOT s.auto_renew AND s.term_months > 0
                OR EXISTS (SELECT FROM customers_subscription base
                            WHERE base.id = s.base_id AND base.status = 'deleted'))
           AND h.action <> 'cancel'
        RETURNING subscription_id, "on", quantity
    ), gone AS (
        UPDATE customers_subscription s SET status = 'deleted' FROM ended
         WHERE s.id = ended.subscription_id
        RETURNING s.id, s.name, s.public_id, ended."on", ended.quantity
    ), unplanned AS (
        DELETE FROM customers_renewalplan plan USING gone WHERE plan.subscription_id = gone.id
    )
    INSERT INTO partnercenter_auditentry (at, by_id, act, subject, partner_id, facts)
    SELECT %(at)s, NULL, 'subscription.expire', left(name, 200), %(partner)s,
           jsonb_build_object('subscription', public_id, 'on', "on", 'quantity', quantity::text)
      FROM gone ORDER BY id
"""
