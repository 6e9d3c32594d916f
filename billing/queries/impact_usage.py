"""What metered use costs under a coming list: the last known month's use, rated at both prices.

An estimate: every month of the horizon is taken to be like that month. What the partner manages
earns its credit as it did; what is billed in another currency is converted at the last rate known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg import Cursor

from billing.queries.impact_terms import MONTHS, RATES
from partnercenter.money import EXACT
from pricing.engine import conversion
from pricing.engine.kinds import plan, usage
from pricing.engine.rates import rated
from pricing.engine.rates.slices import Slice
from pricing.engine.settings import setting
from pricing.engine.terms import PricePoint
from pricing.queries import prices

NONE = Decimal(0)
# The price of a meter on a day, the country's own market before all markets (prices.of_meters).
PRICE = """
    SELECT p.id, p.unit_price, p.included, p.tiers, p.erp_price, l.kind, l.currency, l.market
      FROM pricing_availability a
      JOIN pricing_price p ON p.availability_id = a.id AND p.in_force
      JOIN pricing_pricelist l ON l.id = p.price_list_id
     WHERE a.sku_id = w.meter_id AND a.currency = w.pricing_currency
       AND a.market IN ('', w.country)
       AND p.valid_from <= {day} AND p.valid_until > {day}
     ORDER BY a.market DESC, p.valid_from, p.id LIMIT 1
"""
# A meter is told by the list that has its new price, or that had its last one where none has.
USED = f"""
CREATE TEMP TABLE impact_use ON COMMIT DROP AS
WITH rates AS ({RATES}), used AS (
    SELECT u.subscription_id, u.meter_id, s.customer_id, c.partner_id, n.country,
           a.currency AS pricing_currency, s.currency AS billed_in, s.settings,
           q.billing_type, sum(u.quantity) AS quantity,
           coalesce(sum(u.quantity) FILTER (WHERE k.earns_credit AND EXISTS (
               SELECT FROM customers_managedaccess m WHERE m.subscription_id = s.id
                  AND m.since <= u.usage_on AND coalesce(m.until > u.usage_on, true))), 0)
               AS earning
      FROM customers_subscription s
      JOIN customers_customer c ON c.id = s.customer_id
      JOIN customers_partner n ON n.id = c.partner_id
      JOIN pricing_availability a ON a.id = s.availability_id
      JOIN pricing_sku b ON b.id = a.sku_id
      JOIN pricing_product q ON q.id = b.product_id AND q.billing_type = ANY (%(metered)s)
      JOIN billing_usagerecord u ON u.subscription_id = s.id
           AND u.usage_on >= %(used_from)s AND u.usage_on < %(used_until)s
      JOIN pricing_sku k ON k.id = u.meter_id
     WHERE s.status = 'active' AND {{wanted}}
     GROUP BY u.subscription_id, u.meter_id, s.id, c.partner_id, n.country, a.currency,
           q.billing_type
), priced AS (
    SELECT w.*, old.id AS old_id, old.unit_price AS old_price, old.erp_price AS old_erp,
           new.id AS new_id, new.unit_price AS new_price, new.erp_price AS new_erp,
           (old.unit_price, old.included, old.tiers)
               IS DISTINCT FROM (new.unit_price, new.included, new.tiers) AS changes
      FROM (SELECT DISTINCT meter_id, pricing_currency, country FROM used) w
      JOIN LATERAL ({PRICE.format(day="%(day_before)s")}) old ON true
      LEFT JOIN LATERAL ({PRICE.format(day="%(last)s")}) new ON true
     WHERE CASE WHEN new.id IS NULL
                THEN (old.kind, old.currency, old.market) = (%(kind)s, %(currency)s, %(market)s)
                ELSE (new.kind, new.currency, new.market) = (%(kind)s, %(currency)s, %(market)s)
           END
)
SELECT u.subscription_id, u.meter_id, u.customer_id, u.partner_id, u.pricing_currency,
       CASE WHEN u.pricing_currency = u.billed_in OR r.rate IS NULL THEN u.pricing_currency
            ELSE u.billed_in END AS currency,
       CASE WHEN u.pricing_currency <> u.billed_in THEN r.rate END AS rate,
       u.billing_type, u.settings::text AS settings, u.quantity, u.earning,
       p.old_id, p.old_price, p.old_erp, p.new_id, p.new_price, p.new_erp, p.changes,
       NULL::numeric AS difference
  FROM used u
  JOIN priced p ON p.meter_id = u.meter_id AND p.pricing_currency = u.pricing_currency
       AND p.country = u.country
  LEFT JOIN rates r ON r.pricing_currency = u.pricing_currency AND r.currency = u.billed_in
"""
CHANGED = """
SELECT subscription_id, meter_id, pricing_currency, currency, rate, billing_type, settings,
       quantity, earning, old_id, new_id
  FROM impact_use WHERE changes AND new_id IS NOT NULL
"""
RATED = """
CREATE TEMP TABLE impact_rated (subscription_id bigint, meter_id bigint, difference numeric)
ON COMMIT DROP
"""
COPY = "COPY impact_rated FROM STDIN"
INSERT = f"""
INSERT INTO impact
SELECT u.subscription_id, u.meter_id, u.customer_id, u.partner_id, u.currency, u.quantity, 1,
       %(start)s, NULL, %(start)s, CASE WHEN u.new_id IS NULL THEN %(start)s::date END,
       u.old_price, u.new_price, u.new_price, u.old_erp, u.new_erp, u.new_erp, 0, 0,
       CASE WHEN u.new_id IS NULL THEN 0 ELSE {MONTHS} END, coalesce(r.difference, 0),
       coalesce(r.difference, 0),
       coalesce(r.difference, 0) * {MONTHS},
       CASE WHEN u.new_id IS NULL THEN 'gone' WHEN r.difference <> 0 THEN 'changed'
            ELSE 'unchanged' END
  FROM impact_use u
  LEFT JOIN impact_rated r ON r.subscription_id = u.subscription_id AND r.meter_id = u.meter_id
"""


def insert(wanted: str, params: Mapping[str, Any]) -> None:
    """Add a row a subscription and meter to the table ``impact``."""
    with connection.cursor() as wrapper:
        wrapper.execute("DROP TABLE IF EXISTS pg_temp.impact_use, pg_temp.impact_rated")
        wrapper.execute(USED.format(wanted=wanted), params)
        wrapper.execute(RATED)
        wrapper.execute(CHANGED)
        rows = wrapper.fetchall()
        points = prices.points([key for row in rows for key in row[-2:]])
        cursor: Cursor[object] = wrapper.cursor
        with cursor.copy(COPY) as copied:
            for row in _differences(rows, points):
                copied.write_row(row)
        wrapper.execute(INSERT, params)


def month_used(month: date, *, on: date) -> date:
    """Return the first day of the last month that is over before the list's, and before the day."""
    first = min(month, on.replace(day=1))
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _differences(
    rows: list[Any], points: Mapping[int, PricePoint]
) -> Iterator[tuple[int, int, Decimal]]:
    """Yield what each use costs more at the new price; cost by cost, as billing rounds."""
    for subscription, meter, *told, old, new in rows:
        priced_in, currency, rate, kind, settings, quantity, earning = told
        if kind == usage.CODE:
            before, after = (
                sum((usage.charge(part.unit_price, part.quantity, currency) for part in cut), NONE)
                for cut in (rated(points[key], quantity) for key in (old, new))
            )
        else:
            percent = Decimal(str(setting(json.loads(settings), "earned_credit_percent")))
            before, after = (
                _plan_cost(points[key], quantity, earning, percent, priced_in, rate, currency)
                for key in (old, new)
            )
        yield subscription, meter, EXACT.subtract(after, before)


def _plan_cost(
    price: PricePoint,
    quantity: Decimal,
    earning: Decimal,
    percent: Decimal,
    priced_in: str,
    rate: Decimal | None,
    currency: str,
) -> Decimal:
    """Return a plan's cost: what earns the credit is taken to be used after what does not."""
    plain = EXACT.subtract(quantity, earning)
    cut: list[tuple[Slice, Decimal]] = [(part, NONE) for part in rated(price, plain)]
    cut += [(part, percent) for part in rated(price, earning, before=plain)]
    cost = NONE
    for part, less in cut:
        row = plan.billable_cost(part.quantity, part.unit_price, less, priced_in)
        cost += row if rate is None else conversion.floored(row, rate, currency).amount
    return cost
