"""What was charged before, as billing compares it with what is owed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from billing.engine.adjustments import subject_of
from billing.engine.charges import Charge, Said
from billing.models import ChargeRecord
from customers.models import Partner
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine.kinds import METERED


def before(
    partner: Partner, *, stream: str, period: Period, only: Collection[int] | None = None
) -> list[Said]:
    """Return every row charged so far that was recognised by the period's end.

    Names and explanations stay in the database: they decide nothing. Of ``only`` some
    subscriptions, by key, their own rows are returned, without what was refunded of them.
    """
    found = ChargeRecord.objects.filter(
        invoice__partner=partner, invoice__stream=stream, recognised_on__lt=period.end
    )
    if only is not None:
        found = found.filter(subscription__in=only, adjustment=None)
    rows = found.values_list(
        "pk",
        "subscription_id",
        "adjustment_id",
        "billing_type",
        "charge_type",
        "period_start",
        "period_end",
        "quantity",
        "unit_price",
        "list_price",
        "amount",
        "invoice__currency",
        "recognised_on",
        "sku_id",
        "price_id",
        "reverses_id",
    )
    return [_said(*row) for row in rows.order_by("pk").iterator(chunk_size=10_000)]


def _said(
    pk: int,
    subscription_id: int | None,
    adjustment_id: int | None,
    billing_type: str,
    charge_type: str,
    start: date,
    end: date,
    quantity: Decimal,
    unit_price: Decimal,
    list_price: Decimal,
    amount: Decimal,
    currency: str,
    recognised_on: date,
    sku_id: int | None,
    price_id: int | None,
    reverses_id: int | None,
) -> Said:
    charge = Charge(
        subject=subject_of(adjustment_id) if adjustment_id else str(subscription_id),
        billing_type=billing_type,
        charge_type=charge_type,
        period=Period(start, end),
        quantity=quantity,
        unit_price=unit_price,
        list_price=list_price,
        amount=Money(amount, currency),
        recognised_on=recognised_on,
        meter=str(sku_id) if billing_type in METERED else "",
        price_key=str(price_id or ""),
        reverses=str(reverses_id or ""),
    )
    return Said(str(pk), charge)
