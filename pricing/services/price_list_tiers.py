"""The rows of a usage list that price further tiers of what an earlier row prices (domain 10.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check
from partnercenter.intake.values import Kind

# The last tier ends where whole numbers of 64 bits do.
TIER_END = Kind(
    sql="numeric",
    valid=lambda c: f"{c} ~ '^[0-9]{{1,19}}(\\.[0-9]{{1,12}})?$'",
    value=lambda c: f"{c}::numeric",
    reason=_('"%(value)s" is not a quantity'),
)
# Rows of one price and the same days, by where their tiers begin; the first is the price itself.
CUT = """
    SELECT t.*, dense_rank() OVER by_min AS tier, first_value(t.line) OVER in_order AS base_line,
        lag(t.tier_max) OVER in_order AS above, lag(t.line) OVER in_order AS line_before
    FROM taken t
    WINDOW by_min AS (
            PARTITION BY upper(t.product), upper(t.item), coalesce(t.market, ''),
                lower(t.segment), lower(t.term), t.valid_from, t.valid_to
            ORDER BY coalesce(t.tier_min, 0)),
        in_order AS (
            PARTITION BY upper(t.product), upper(t.item), coalesce(t.market, ''),
                lower(t.segment), lower(t.term), t.valid_from, t.valid_to
            ORDER BY coalesce(t.tier_min, 0), t.line)
"""
FURTHER = f"""
    SELECT base_line, jsonb_agg(jsonb_build_object('above', trim_scale(above)::text,
        'unit_price', trim_scale(unit_price)::text) ORDER BY above) AS tiers
    FROM ({CUT}) cut WHERE tier > 1 GROUP BY base_line
"""
TIERS = Check(
    f"""
    SELECT c.line, trim_scale(c.tier_min) AS tier_min, trim_scale(c.above) AS above,
        trim_scale(c.tier_max) AS tier_max, c.line_before, CASE
        WHEN c.tier = 1 AND c.tier_min NOT IN (0, 1) THEN 'first'
        WHEN c.tier > 1 AND c.above IS NULL THEN 'endless'
        WHEN c.tier > 1 AND c.tier_min NOT IN (c.above, c.above + 1) THEN 'gap'
        WHEN c.tier_max <= coalesce(c.above, 0) THEN 'empty' END AS code
    FROM ({CUT}) c
    """,
    {
        "first": (
            "tier_min",
            _("the first tier of a price begins at 0 or 1, not at %(tier_min)s"),
        ),
        "empty": ("tier_max", _("the tier ends at %(tier_max)s, before it begins")),
        "endless": ("tier_min", _("the tier before it, in row %(line_before)d, has no end")),
        "gap": (
            "tier_min",
            _(
                "the tier before it, in row %(line_before)d, ends at %(above)s, so it goes on there"
            ),
        ),
    },
)
NO_TIERS = Check(
    """
    SELECT t.line, trim_scale(t.tier_min) AS tier_min,
        CASE WHEN t.tier_min > 1 THEN 'tier' END AS code
    FROM taken t
    """,
    {
        "tier": (
            "tier_min",
            _("a price that begins at %(tier_min)s is a tier, and only what is metered has tiers"),
        )
    },
)
