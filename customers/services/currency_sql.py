"""What purchases are billed in, decided for all of them at once, by the rows of the same table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from partnercenter.intake import execute
from pricing.engine import currencies
from pricing.engine.markets import MARKETS, REST_OF_THE_WORLD, area

ROW_TYPES = {
    "int": "integer",
    "str": "text",
    "str | None": "text",
    "date | None": "date",
    "bool | None": "boolean",
    "tuple[str, ...]": "text[]",
}
ROW = ", ".join(f"{field.name} {ROW_TYPES[str(field.type)]}" for field in fields(currencies.Row))
INPUTS = ", ".join(f"'{field.name}', f.{field.name}" for field in fields(currencies.Facts))
# What was bought before phase one counts whether it is known already or is among those asked.
DECIDED = f"""
CREATE TEMP TABLE decided ON COMMIT DROP AS
WITH asked AS MATERIALIZED ({{asked}}),
bought AS (
    SELECT customer_id FROM asked
    WHERE billing_type <> ALL (%(legacy)s) AND bought_on < %(phase_one)s
    UNION
    SELECT s.customer_id FROM customers_subscription s
    JOIN pricing_availability a ON a.id = s.availability_id
    JOIN pricing_sku k ON k.id = a.sku_id JOIN pricing_product r ON r.id = k.product_id
    WHERE s.starts_on < %(phase_one)s AND r.billing_type <> ALL (%(legacy)s)
        AND s.customer_id IN (SELECT customer_id FROM asked)
),
facts AS (
    SELECT q.line, q.billing_type, q.bought_on, p.country AS partner_country,
        p.currency AS partner_currency, p.country = ANY (%(area)s) AS in_area,
        p.own_currency_since, c.country AS customer_country,
        c.relationship_since >= %(phase_one)s AS is_new,
        q.bought_on >= %(phase_one)s AND b.customer_id IS NOT NULL AS bought_before,
        c.tenant_created_on,
        coalesce(%(markets)s::jsonb ->> c.country, %(elsewhere)s) AS customer_currency,
        coalesce(q.bought_on >= p.own_currency_since, false) AS own_currency,
        CASE WHEN c.tenant_created_on IS NULL THEN %(unknown)s
            WHEN c.tenant_created_on < %(tenants_since)s THEN %(early)s ELSE %(late)s END AS tenant
    FROM asked q
    JOIN customers_customer c ON c.id = q.customer_id
    JOIN customers_partner p ON p.id = c.partner_id
    LEFT JOIN bought b ON b.customer_id = q.customer_id
)
SELECT DISTINCT ON (f.line) f.line, own.market, own.currency,
    jsonb_build_object('currency', own.currency, 'row', d.number, 'reason', d.reason,
        'inputs', jsonb_build_object({INPUTS})) AS decision
FROM facts f
JOIN jsonb_to_recordset(%(table)s::jsonb) AS d ({ROW})
    ON (d.billing_types = '{{{{}}}}' OR f.billing_type = ANY (d.billing_types))
    AND f.bought_on >= coalesce(d.since, '-infinity')
    AND f.bought_on < coalesce(d.until, 'infinity')
    AND coalesce(d.in_area = f.in_area, true)
    AND coalesce(d.own_currency = f.own_currency, true)
    AND coalesce(d.is_new = f.is_new, true)
    AND coalesce(d.bought_before = f.bought_before, true)
    AND coalesce(d.tenant = f.tenant, true)
CROSS JOIN LATERAL (
    SELECT f.partner_currency AS currency, f.partner_country AS market
        WHERE d.outcome = %(partner)s
    UNION ALL
    SELECT f.customer_currency, f.customer_country WHERE d.outcome <> %(partner)s
) own
ORDER BY f.line, d.number
"""


def decide(asked: str, *, rules: Mapping[str, Any]) -> None:
    """Make the temporary table ``decided``: what each purchase is billed in, and why.

    ``asked`` is a query for ``line``, ``customer_id``, ``billing_type`` and ``bought_on`` of each.
    The answer has ``line``, ``currency``, ``market`` (the country that the currency is of) and
    ``decision``, as ``CurrencyDecision.as_data`` writes it (domain 5.1). To be called in a
    transaction; a second call replaces the first. ``rules`` are the settings agreed.
    """
    execute("DROP TABLE IF EXISTS pg_temp.decided", {})
    execute(
        DECIDED.format(asked=asked),
        {
            "table": json.dumps([asdict(row) for row in currencies.TABLE], default=str),
            "markets": json.dumps(dict(MARKETS)),
            "elsewhere": REST_OF_THE_WORLD,
            "area": sorted(area(rules)),
            "legacy": list(currencies.LEGACY),
            "phase_one": currencies.PHASE_ONE,
            "tenants_since": currencies.TENANTS_SINCE,
            "early": currencies.EARLY,
            "late": currencies.LATE,
            "unknown": currencies.UNKNOWN,
            "partner": currencies.PARTNER,
        },
    )
    execute("ANALYZE decided (line, currency, market)", {})
