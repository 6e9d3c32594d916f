"""Writing charges as lines, of a draft or of an estimate: by COPY, names filled in by a join."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor

from billing.engine.adjustments import BILLING_TYPE
from billing.engine.charges import Charge
from billing.models import Estimate, Invoice
from partnercenter.money import Money

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS lines_to_write (
    position integer, subscription_id bigint, adjustment_id bigint, meter_id bigint,
    price_id bigint, reverses_id bigint, billing_type text, charge_type text, period_start date,
    period_end date, quantity numeric, unit_price numeric, list_price numeric, amount numeric,
    tax numeric, recognised_on date, explanation jsonb
) ON COMMIT DROP;
TRUNCATE lines_to_write
"""
COPY = "COPY lines_to_write FROM STDIN"
# Names are copied as they are today: an issued line never changes its wording.
TEXTS = """
jsonb_build_object(
    'customer_id', coalesce(c.public_id::text, ''), 'customer', coalesce(c.name, ''),
    'domain', coalesce(c.domain, ''), 'country', coalesce(c.country, ''),
    'reseller_mpn_id', coalesce(s.reseller_mpn_id, ''), 'order_id', coalesce(o.order_id, ''),
    'ordered_on', coalesce(o.placed_on::text, ''),
    'purchase_order', coalesce(o.purchase_order, ''),
    'subscription_id', coalesce(s.public_id::text, ''), 'subscription', coalesce(s.name, ''),
    'starts_on', coalesce(s.starts_on::text, ''),
    'billing_cycle', CASE coalesce(w.explanation->'inputs'->>'months', '')
        WHEN '1' THEN 'Monthly' WHEN '12' THEN 'Annual'
        ELSE CASE s.frequency WHEN 'monthly' THEN 'Monthly' WHEN 'annual' THEN 'Annual'
            WHEN 'one_time' THEN 'One-time' ELSE '' END END,
    'offer_id', coalesce(k.offer_id, ''), 'offer', coalesce(k.title, ''),
    'availability_id', coalesce(a.availability_id, ''),
    'product_id', coalesce(p.product_id, ''), 'product', coalesce(p.title, g.reason, ''),
    'publisher', coalesce(p.publisher, ''), 'sku_id', coalesce(u.sku_id, ''),
    'sku', coalesce(u.title, g.reason, ''), 'meter_id', coalesce(u.meter_id::text, ''),
    'unit', coalesce(u.unit, '')
)
"""
INSERT = """
INSERT INTO {table} ({owner}, position, subscription_id, billing_type, charge_type, period_start,
    period_end, quantity, unit_price, list_price, amount, discount, net, tax, recognised_on,
    texts, explanation)
SELECT {values}, w.position, s.id, w.billing_type, w.charge_type, w.period_start,
    w.period_end, w.quantity, w.unit_price, w.list_price, w.amount, 0, w.amount, w.tax,
    w.recognised_on, {texts}, w.explanation
FROM lines_to_write w
LEFT JOIN billing_adjustment g ON g.id = w.adjustment_id
LEFT JOIN billing_chargerecord x ON x.id = g.line_id
LEFT JOIN customers_subscription s ON s.id = coalesce(w.subscription_id, x.subscription_id)
LEFT JOIN customers_customer c ON c.id = s.customer_id
LEFT JOIN customers_order o ON o.id = s.order_id
LEFT JOIN pricing_availability a ON a.id = s.availability_id
LEFT JOIN pricing_sku k ON k.id = a.sku_id
LEFT JOIN pricing_sku u ON u.id = coalesce(w.meter_id, x.sku_id, k.id)
LEFT JOIN pricing_product p ON p.id = u.product_id
ORDER BY w.position
"""
CHARGES = INSERT.format(
    table="billing_chargerecord",
    owner="invoice_id, sku_id, price_id, adjustment_id, reverses_id",
    values="%s, u.id, w.price_id, w.adjustment_id, w.reverses_id",
    texts=TEXTS,
)
ESTIMATED = INSERT.format(
    table="billing_estimateline", owner="estimate_id, currency", values="%s, %s", texts=TEXTS
)


def write(*, invoice: Invoice, charges: Sequence[Charge], taxes: Sequence[Money]) -> None:
    """Add the charges to a draft, in their order; the database refuses an issued invoice."""
    _stage(charges, taxes)
    with connection.cursor() as cursor:
        cursor.execute(CHARGES, [invoice.pk])


def write_estimated(
    *, estimate: Estimate, currency: str, charges: Sequence[Charge], taxes: Sequence[Money]
) -> None:
    """Add the charges of one currency to an estimate, with the tax they would carry."""
    _stage(charges, taxes)
    with connection.cursor() as cursor:
        cursor.execute(ESTIMATED, [estimate.pk, currency])


def _stage(charges: Iterable[Charge], taxes: Iterable[Money]) -> None:
    with connection.cursor() as wrapper:
        wrapper.execute(STAGE)
        cursor: Cursor[object] = wrapper.cursor
        with cursor.copy(COPY) as copied:
            for row in _rows(charges, taxes):
                copied.write_row(row)
        wrapper.execute("ANALYZE lines_to_write")


def _rows(charges: Iterable[Charge], taxes: Iterable[Money]) -> Iterator[Sequence[Any]]:
    for position, (charge, tax) in enumerate(zip(charges, taxes, strict=True), start=1):
        adjustment = charge.subject.removeprefix(f"{BILLING_TYPE} ")
        adjusted = adjustment != charge.subject
        yield (
            position,
            None if adjusted else int(charge.subject),
            int(adjustment) if adjusted else None,
            int(charge.meter) if charge.meter else None,
            int(charge.price_key) if charge.price_key else None,
            int(charge.reverses) if charge.reverses else None,
            charge.billing_type,
            charge.charge_type,
            charge.period.start,
            charge.period.end,
            charge.quantity,
            charge.unit_price,
            charge.list_price,
            charge.amount.amount,
            tax.amount,
            charge.recognised_on,
            json.dumps(dict(charge.explanation)),
        )
