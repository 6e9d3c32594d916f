"""What must hold between the rows of a price list, the catalogue and the lists before it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check
from pricing.engine.lists import ListKind
from pricing.services.price_list_roles import ROLES
from pricing.services.price_list_sql import AVAILABILITY, SAID_MONTHS
from pricing.services.price_list_tiers import NO_TIERS, TIERS

ROWS = Check(
    """
    SELECT t.line, t.unit_price, t.erp_price, found.code
    FROM taken t CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.unit_price < 0 THEN 'price' END),
        (CASE WHEN t.erp_price < 0 THEN 'retail' END),
        (CASE WHEN t.valid_to < t.valid_from THEN 'days' END)
    ) AS found (code)
    """,
    {
        "price": ("unit_price", _('"%(unit_price)s" is negative')),
        "retail": ("erp_price", _('"%(erp_price)s" is negative')),
        "days": ("valid_to", _("the last day is before the first day")),
    },
)
CATALOGUE = Check(
    """
    SELECT t.line, t.currency, t.market, %(currency)s AS expected, %(market)s AS wanted, found.code
    FROM taken t CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.currency <> %(currency)s THEN 'currency' END),
        (CASE WHEN %(market)s <> '' AND t.market NOT IN ('', %(market)s) THEN 'market' END)
    ) AS found (code)
    """,
    {
        "currency": ("currency", _('"%(currency)s" is not the list\'s currency %(expected)s')),
        "market": ("market", _('"%(market)s" is not the list\'s market %(wanted)s')),
    },
)
# Ids keep their meaning: of a product its billing type, of a SKU its meter and offer.
IDENTITY = Check(
    """
    SELECT o.line, o.product_id, o.sku_id, o.meter_id, o.first_line, o.meter_line,
        p.billing_type, CASE
        WHEN p.billing_type <> %(billing_type)s THEN 'type'
        WHEN o.meter_id <> o.first_meter OR o.offer_id <> o.first_offer THEN 'changes'
        WHEN o.meter_id IS NOT NULL AND o.item <> o.meter_item THEN 'shared'
        WHEN s.meter_id <> o.meter_id OR s.offer_id <> o.offer_id THEN 'known'
        WHEN m.id IS DISTINCT FROM s.id AND m.id IS NOT NULL THEN 'elsewhere'
        END AS code
    FROM (
        SELECT *, product_id || ':' || sku_id AS item,
            first_value(line) OVER of_item AS first_line,
            first_value(meter_id) OVER of_item AS first_meter,
            first_value(offer_id) OVER of_item AS first_offer,
            first_value(line) OVER of_meter AS meter_line,
            first_value(product_id || ':' || sku_id) OVER of_meter AS meter_item
        FROM offered
        WINDOW of_item AS (PARTITION BY product_id, sku_id ORDER BY line),
            of_meter AS (PARTITION BY meter_id ORDER BY line)
    ) o
    LEFT JOIN pricing_product p ON p.product_id = o.product_id
    LEFT JOIN pricing_sku s ON s.id = o.sku
    LEFT JOIN pricing_sku m ON m.meter_id = o.meter_id
    """,
    {
        "type": (
            "item",
            _("product %(product_id)s is known with billing type %(billing_type)s"),
        ),
        "changes": (
            "item",
            _("SKU %(product_id)s:%(sku_id)s stands for something else in row %(first_line)d"),
        ),
        "shared": (
            "meter",
            _("meter %(meter_id)s is of another SKU in row %(meter_line)d"),
        ),
        "known": (
            "item",
            _("SKU %(product_id)s:%(sku_id)s is known with another meter or offer"),
        ),
        "elsewhere": ("meter", _("meter %(meter_id)s is known as that of another SKU")),
    },
)
LONGEST_TERM = 1200
TERMS = Check(
    f"""
    SELECT o.line, o.term, {LONGEST_TERM} AS longest, CASE
        WHEN {SAID_MONTHS} NOT BETWEEN 1 AND {LONGEST_TERM} THEN 'term' END AS code
    FROM offered o
    """,
    {"term": ("term", _('"%(term)s" is not a term of 1 to %(longest)d months'))},
)
# Looks back at whichever earlier price of the same availability runs longest.
OVERLAPS = Check(
    """
    SELECT o.line, o.longest[2] AS other, CASE
        WHEN DATE '2000-01-01' + o.longest[1] > o.valid_from THEN 'overlap' END AS code
    FROM (
        SELECT line, valid_from,
            max(ARRAY[valid_until - DATE '2000-01-01', line]) OVER (
                PARTITION BY product_id, sku_id, market, lower(agreement_type),
                    lower(end_customer_type), lower(term)
                ORDER BY valid_from, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS longest
        FROM offered
    ) o
    """,
    {
        "overlap": (
            "valid_from",
            _("the days overlap those of row %(other)d, which prices the same"),
        )
    },
)
LISTS = Check(
    f"""
    SELECT o.line, 'elsewhere' AS code,
        concat_ws(' ', l.kind, l.currency, nullif(l.market, ''), to_char(l.month, 'YYYY-MM')) AS list
    FROM offered o {AVAILABILITY}
    JOIN pricing_price r ON r.availability_id = a.id AND r.in_force
        AND r.valid_from < least(o.valid_until, %(end)s)
        AND r.valid_until > greatest(o.valid_from, %(start)s)
    JOIN pricing_pricelist l ON l.id = r.price_list_id
    WHERE (l.kind, l.market, l.month) <> (%(kind)s, %(market)s, %(start)s)
    """,
    {
        "elsewhere": (
            "",
            _('the list "%(list)s" prices the same'),
        )
    },
)
OF_EVERY_LIST = (ROWS, IDENTITY, TERMS, OVERLAPS, LISTS)


def checks(kind: ListKind) -> tuple[Check, ...]:
    """Return the checks of a kind of list; to be run on `taken` and `offered`."""
    if kind.layout != "catalogue":
        return (*OF_EVERY_LIST, ROLES)
    return (*OF_EVERY_LIST, CATALOGUE, TIERS if kind.is_metered else NO_TIERS)
