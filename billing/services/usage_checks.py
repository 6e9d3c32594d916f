"""What must hold of metered consumption: whose it is, of which meter, on which day, and once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check

ROWS = Check(
    """
    SELECT t.line, t.subscription, t.customer, t.meter, t.quantity, t.usage_on,
        s.starts_on, s.cancelled_on, found.code
    FROM taken t
    LEFT JOIN (
        SELECT s.id, s.public_id, s.starts_on, c.public_id AS customer, p.billing_type,
            (SELECT min(h."on") FROM customers_subscriptionchange h
                WHERE h.subscription_id = s.id AND h.action = 'cancel') AS cancelled_on
        FROM customers_subscription s
        JOIN customers_customer c ON c.id = s.customer_id
        JOIN pricing_availability a ON a.id = s.availability_id
        JOIN pricing_sku k ON k.id = a.sku_id
        JOIN pricing_product p ON p.id = k.product_id
        WHERE s.public_id IN (SELECT subscription FROM taken)
        OFFSET 0
    ) s ON s.public_id = t.subscription
    LEFT JOIN pricing_sku m ON m.meter_id = t.meter
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN s.id IS NULL THEN 'subscription'
            WHEN s.billing_type NOT IN ('usage', 'plan') THEN 'not_metered' END),
        (CASE WHEN t.customer <> s.customer THEN 'customer' END),
        (CASE WHEN m.id IS NULL THEN 'meter' END),
        (CASE WHEN t.quantity < 0 THEN 'negative' END),
        (CASE WHEN t.usage_on > %(today)s THEN 'future'
            WHEN t.usage_on < s.starts_on THEN 'before'
            WHEN t.usage_on > s.cancelled_on THEN 'after' END)
    ) AS found (code)
    """,
    {
        "subscription": ("subscription", _("no subscription %(subscription)s is known")),
        "not_metered": ("subscription", _("subscription %(subscription)s is not metered")),
        "customer": ("customer", _("the subscription is not one of customer %(customer)s")),
        "meter": ("meter", _("no meter %(meter)s is known: no price list has it")),
        "negative": ("quantity", _('"%(quantity)s" is negative')),
        "future": ("usage_on", _("%(usage_on)s is in the future")),
        "before": ("usage_on", _("%(usage_on)s is before the subscription began, %(starts_on)s")),
        "after": (
            "usage_on",
            _("%(usage_on)s is after the subscription was cancelled, %(cancelled_on)s"),
        ),
    },
)
DOUBLES = Check(
    """
    SELECT t.line, t.first_line, f.name, CASE
        WHEN t.first_line < t.line THEN 'twice' WHEN u.id IS NOT NULL THEN 'recorded' END AS code
    FROM (
        SELECT *, min(line) OVER (
            PARTITION BY subscription, meter, usage_on, resource_uri, region) AS first_line
        FROM taken
    ) t
    LEFT JOIN customers_subscription s ON s.public_id = t.subscription
    LEFT JOIN pricing_sku m ON m.meter_id = t.meter
    LEFT JOIN billing_usagerecord u ON u.subscription_id = s.id AND u.meter_id = m.id
        AND u.usage_on = t.usage_on AND u.resource_uri = t.resource_uri AND u.region = t.region
    LEFT JOIN billing_usagefile f ON f.id = u.usage_file_id
    """,
    {
        "twice": ("", _("the same use stands in row %(first_line)d already")),
        "recorded": ("", _('the same use was recorded from the file "%(name)s" already')),
    },
)
