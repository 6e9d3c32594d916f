"""What must hold of purchases: who buys, what is on sale to them, and that it fits together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.services.offer_rule_checks import PURCHASES
from customers.services.partner_checks import BUYERS
from partnercenter.intake import Check

WHO = Check(
    """
    SELECT b.line, b.customer_guid, b.public_id, b.order_id, b.first_line, b.order_line,
        found.code
    FROM (
        SELECT *, min(line) OVER (PARTITION BY public_id) AS first_line,
            first_value(line) OVER of_order AS order_line,
            first_value(customer_id) OVER of_order AS order_customer
        FROM bought WINDOW of_order AS (PARTITION BY order_id ORDER BY line)
    ) b
    LEFT JOIN customers_subscription s ON s.public_id = b.public_id
    LEFT JOIN customers_order o ON o.order_id = b.order_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN b.customer_id IS NULL THEN 'customer' END),
        (CASE WHEN b.first_line < b.line THEN 'twice' WHEN s.id IS NOT NULL THEN 'known' END),
        (CASE WHEN o.customer_id <> b.customer_id THEN 'order'
            WHEN o.id IS NULL AND b.order_customer <> b.customer_id THEN 'shared' END)
    ) AS found (code)
    """,
    {
        "customer": ("customer_id", _("no customer %(customer_guid)s is known")),
        "twice": (
            "public_id",
            _("subscription %(public_id)s stands in row %(first_line)d already"),
        ),
        "known": ("public_id", _("subscription %(public_id)s is known already")),
        "order": ("order_id", _('order "%(order_id)s" is one of another customer')),
        "shared": (
            "order_id",
            _('order "%(order_id)s" is one of another customer in row %(order_line)d'),
        ),
    },
)
WHAT = Check(
    """
    SELECT b.line, b.offer, b.currency, b.country, b.segment, b.starts_on, b.frequency,
        %(trial)s AS trial, found.code
    FROM (
        SELECT *, min(line) OVER (PARTITION BY customer_id, sku_id) AS first_trial FROM bought
    ) b CROSS JOIN LATERAL (VALUES
        (CASE WHEN b.sku_id IS NULL THEN 'offer'
            WHEN b.customer_id IS NULL THEN NULL
            WHEN b.availability_id IS NULL THEN 'unsold'
            WHEN b.price_id IS NULL
                AND b.billing_type NOT IN ('usage', 'plan') THEN 'price' END),
        (CASE WHEN b.billing_type IN ('usage', 'plan') AND b.frequency <> 'monthly' THEN 'cycle'
            WHEN b.term_months = 0
                AND (b.billing_type <> 'one_time' OR b.frequency <> 'one_time') THEN 'term'
            WHEN b.misfit = 2 THEN 'term'
            WHEN b.frequency <> 'monthly' AND b.term_months BETWEEN 1 AND 11 THEN 'short'
            WHEN b.frequency = 'annual' AND b.term_months %% 12 <> 0 THEN 'term' END),
        (CASE WHEN b.quantity < 1 THEN 'none' END),
        (CASE WHEN b.trial AND b.quantity <> %(trial)s THEN 'trial'
            WHEN b.trial AND (b.first_trial < b.line OR EXISTS (
                SELECT FROM customers_subscription h JOIN pricing_availability a
                    ON a.id = h.availability_id
                WHERE h.customer_id = b.customer_id AND a.sku_id = b.sku_id)) THEN 'tried' END)
    ) AS found (code)
    """,
    {
        "offer": ("offer", _('no offer "%(offer)s" is known')),
        "cycle": ("frequency", _('"%(offer)s" is not billed in this way')),
        "term": ("term_months", _('"%(offer)s" is not sold for this term')),
        "none": ("quantity", _("at least one is bought")),
        "trial": ("quantity", _("a trial has exactly %(trial)d licences")),
        "tried": ("offer", _('the customer has tried "%(offer)s" before')),
        "short": ("frequency", _("this billing cycle needs a term of a year or more")),
        "unsold": (
            "offer",
            _('"%(offer)s" is not sold in %(currency)s to %(segment)s customers in %(country)s'),
        ),
        "price": (
            "starts_on",
            _('no price list prices "%(offer)s" in %(currency)s on %(starts_on)s'),
        ),
    },
)
ADD_ONS = Check(
    """
    SELECT b.line, b.parent, coalesce(s.starts_on, above.starts_on) AS base_starts_on,
        coalesce(s.frequency, above.frequency) AS base_frequency, CASE
        WHEN above.line IS NULL AND s.id IS NULL AND below.line IS NOT NULL THEN 'below'
        WHEN above.line IS NULL AND s.id IS NULL THEN 'unknown'
        WHEN coalesce(s.customer_id, above.customer_id) <> b.customer_id THEN 'stranger'
        WHEN s.status <> 'active' THEN 'stopped'
        WHEN s.id IS NOT NULL AND NOT EXISTS (SELECT FROM customers_term t WHERE t.subscription_id
            = s.id AND t.starts_on <= b.starts_on AND t.ends_on > b.starts_on)
            OR above.starts_on > b.starts_on
            OR (above.starts_on + make_interval(months => above.term_months))::date <= b.starts_on
            THEN 'term'
        WHEN coalesce(s.frequency, above.frequency) <> b.frequency THEN 'cycle'
        END AS code
    FROM bought b
    LEFT JOIN bought above ON above.public_id = b.parent AND above.line < b.line
    LEFT JOIN bought below ON below.public_id = b.parent AND below.line >= b.line
    LEFT JOIN customers_subscription s ON s.public_id = b.parent
    WHERE b.parent IS NOT NULL
    """,
    {
        "below": ("parent", _("subscription %(parent)s must stand further up")),
        "unknown": ("parent", _("no subscription %(parent)s is known")),
        "stranger": ("parent", _("subscription %(parent)s is of another customer")),
        "stopped": ("parent", _("subscription %(parent)s is not active")),
        "term": ("starts_on", _("subscription %(parent)s has no term on that day")),
        "cycle": (
            "frequency",
            _("an add-on is billed like its base, which is billed %(base_frequency)s"),
        ),
    },
    whole=True,
)
CHECKS = (WHO, BUYERS, WHAT, ADD_ONS, PURCHASES)
