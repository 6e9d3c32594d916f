"""An offer stays what it is: no list turns it into a trial or an add-on, or back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check

# What a type makes of an offer; every other type makes it neither of the two.
ROLE = (
    "CASE translate(lower({type}), '- ', '')"
    " WHEN 'trial' THEN 'trial' WHEN 'addon' THEN 'addon' ELSE '' END"
)
# An offer without a type is taken at its next word, unless it becomes a trial and was paid for:
# subscriptions to a trial end after thirty days.
PAID = """
    SELECT FROM pricing_price r JOIN pricing_availability a ON a.id = r.availability_id
    WHERE a.sku_id = s.id AND r.unit_price > 0
"""
ROLES = Check(
    f"""
    SELECT o.line, o.secondary_type, o.first_line, o.first_type,
        s.secondary_type AS known_type, CASE
        WHEN o.role <> o.first_role THEN 'differs'
        WHEN o.secondary_type = '' OR s.id IS NULL THEN NULL
        WHEN s.secondary_type <> '' AND {ROLE.format(type="s.secondary_type")} <> o.role
            THEN 'becomes'
        WHEN s.secondary_type = '' AND o.role = 'trial' AND EXISTS ({PAID}) THEN 'paid'
        END AS code
    FROM (
        SELECT *, first_value(line) OVER of_item AS first_line,
            first_value(secondary_type) OVER of_item AS first_type,
            first_value(role) OVER of_item AS first_role
        FROM (SELECT *, {ROLE.format(type="secondary_type")} AS role FROM offered) said
        WINDOW of_item AS (PARTITION BY product_id, sku_id ORDER BY line)
    ) o
    LEFT JOIN pricing_sku s ON s.id = o.sku
    """,
    {
        "differs": (
            "secondary_type",
            _(
                'the offer is "%(first_type)s" in row %(first_line)d and "%(secondary_type)s" here:'
                " it is a trial or an add-on in all of its rows or in none"
            ),
        ),
        "becomes": (
            "secondary_type",
            _(
                'the offer is known as "%(known_type)s" and cannot become "%(secondary_type)s":'
                " a trial or an add-on has an id of its own"
            ),
        ),
        "paid": (
            "secondary_type",
            _(
                'the offer has been sold at a price and cannot become "%(secondary_type)s":'
                " a trial has an id of its own"
            ),
        ),
    },
)
