"""What the offer matrix asks of purchases and of the seats held: limits, bases, countries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check
from pricing.queries.offer_rules import joined

# Of one offer and customer, for each purchase: what counts against a limit. Once bought counts
# for a lifetime. At a time, what was stopped counts until it is deprovisioned, so long as it could
# be reactivated; what is not renewed stops with its term.
COUNTED = """
    SELECT count(*) FILTER (WHERE u.scope = 'lifetime'
        OR h.stopped_on IS NULL OR h.stopped_on + %(provisioned)s >= b.starts_on) AS held
    FROM (
        SELECT CASE WHEN s.status <> 'active' THEN (
                SELECT min(e."on") FROM customers_subscriptionchange e
                WHERE e.subscription_id = s.id AND e.action IN ('suspend', 'cancel', 'expire')
                    AND e.sequence > (SELECT max(r.sequence) FROM customers_subscriptionchange r
                        WHERE r.subscription_id = s.id AND r.action IN ('purchase', 'reactivate')))
            WHEN NOT s.auto_renew AND s.term_months > 0 THEN (
                SELECT max(t.ends_on) FROM customers_term t WHERE t.subscription_id = s.id)
            END AS stopped_on
        FROM customers_subscription s JOIN pricing_availability a ON a.id = s.availability_id
        WHERE s.customer_id = b.customer_id AND a.sku_id = b.sku_id
        UNION ALL
        SELECT CASE WHEN NOT o.auto_renew AND o.term_months > 0
            THEN (o.starts_on + make_interval(months => o.term_months))::date END
        FROM bought o WHERE o.customer_id = b.customer_id AND o.sku_id = b.sku_id
            AND o.line < b.line
    ) h
    WHERE u.scope <> 'none'
"""
NAMED = """
    (SELECT string_agg(n.title, ', ' ORDER BY n.title) FROM pricing_sku n
        WHERE n.offer_id = ANY (u.depends_on || upper(u.depends_on::text)::text[]))
"""
PURCHASES = Check(
    f"""
    SELECT b.line, b.offer, b.quantity, b.frequency, b.term_months, b.parent, b.home,
        to_char(m.month, 'YYYY-MM') AS month, u.min_quantity AS least, u.max_quantity AS most,
        u."limit" AS allowed, counted.held, u.duration_months AS duration, base.title AS base,
        array_to_string(u.frequencies, ', ') AS frequencies,
        array_to_string(u.countries, ', ') AS countries,
        coalesce({NAMED}, array_to_string(u.depends_on, ', ')) AS bases,
        %(provisioned)s AS days, found.code
    FROM (
        SELECT o.*, c.country AS home,
            translate(lower(k.secondary_type), '- ', '') = 'addon' AS add_on
        FROM bought o JOIN pricing_sku k ON k.id = o.sku_id
        JOIN customers_customer c ON c.id = o.customer_id
    ) b
    {joined(day="b.starts_on", sku="b.sku_id")}
    LEFT JOIN customers_subscription s ON s.public_id = b.parent
    LEFT JOIN pricing_availability a ON a.id = s.availability_id
    LEFT JOIN bought above ON above.public_id = b.parent AND above.line < b.line
    LEFT JOIN pricing_sku base ON base.id = coalesce(a.sku_id, above.sku_id)
    CROSS JOIN LATERAL ({COUNTED}) counted
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN m.id IS NOT NULL AND u.id IS NULL AND b.billing_type = 'license'
            AND b.availability_id IS NOT NULL THEN 'unlisted' END),
        (CASE WHEN b.trial AND b.quantity <> %(trial)s THEN NULL
            WHEN b.quantity < u.min_quantity THEN 'few'
            WHEN b.quantity > u.max_quantity THEN 'many' END),
        (CASE WHEN NOT b.trial AND counted.held >= u."limit" THEN u.scope END),
        (CASE WHEN b.parent IS NULL AND cardinality(u.depends_on) > 0 THEN 'alone'
            WHEN b.parent IS NULL AND u.id IS NOT NULL AND b.add_on THEN 'baseless'
            WHEN cardinality(u.depends_on) > 0
                AND lower(base.offer_id) <> ALL (u.depends_on) THEN 'base' END),
        (CASE WHEN cardinality(u.countries) > 0 AND b.home <> ALL (u.countries) THEN 'country' END),
        (CASE WHEN cardinality(u.frequencies) > 0 AND NOT 'none' = ANY (u.frequencies)
            AND b.frequency <> ALL (u.frequencies) THEN 'cycle' END),
        (CASE WHEN b.parent IS NULL AND b.term_months <> u.duration_months THEN 'duration' END)
    ) AS found (code)
    """,
    {
        "unlisted": (
            "offer",
            _(
                '"%(offer)s" is on the price list, but not in the offer matrix of %(month)s yet:'
                " it cannot be ordered"
            ),
        ),
        "few": ("quantity", _("at least %(least)d seats, %(quantity)d wanted")),
        "many": ("quantity", _("at most %(most)d seats, %(quantity)d wanted")),
        "lifetime": (
            "offer",
            _('"%(offer)s" at most %(allowed)d in a lifetime of the customer, %(held)d bought'),
        ),
        "concurrent": (
            "offer",
            _(
                '"%(offer)s" at most %(allowed)d at a time for one customer, %(held)d held; what'
                " was stopped counts for %(days)d days"
            ),
        ),
        "alone": ("parent", _('"%(offer)s" is bought with a base, one of: %(bases)s')),
        "baseless": ("parent", _('"%(offer)s" is an add-on: it is bought with a base')),
        "base": ("parent", _('"%(base)s" is no base of "%(offer)s", which needs: %(bases)s')),
        "country": (
            "customer_id",
            _('"%(offer)s" is sold in %(countries)s, the customer is in %(home)s'),
        ),
        "cycle": (
            "frequency",
            _('"%(offer)s" is billed %(frequencies)s, %(frequency)s wanted'),
        ),
        "duration": (
            "term_months",
            _('"%(offer)s" is sold for %(duration)d months, %(term_months)d wanted'),
        ),
    },
)
# For the rows of a file of changes, on its table ``timeline``: as for single ones.
CHANGES = Check(
    f"""
    SELECT t.line, t.stated AS quantity, u.min_quantity AS least, u.max_quantity AS most, CASE
        WHEN t.stated < t.quantity_before AND t.stated < u.min_quantity THEN 'few'
        WHEN t.stated > t.quantity_before AND t.stated > u.max_quantity THEN 'many' END AS code
    FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
    JOIN pricing_availability a ON a.id = s.availability_id
    {joined(day="t.happens_on", sku="a.sku_id")}
    WHERE t.line > 0 AND t.action = 'set_quantity'
    """,
    {name: PURCHASES.tells[name] for name in ("few", "many")},
    whole=True,
)
