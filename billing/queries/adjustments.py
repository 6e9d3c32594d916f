"""Adjustments as billing is told of them, and as pages list them."""

from __future__ import annotations

from datetime import date

from billing.engine.adjustments import Adjustment, Offset, subject_of
from billing.models import Adjustment as AdjustmentRow
from billing.models import ChargeRecord
from customers.models import Partner
from pricing.engine.kinds import METERED


def of(partner: Partner, *, stream: str, until: date) -> list[Adjustment]:
    """Return what was granted and not withdrawn, applying before the day (excluded)."""
    rows = AdjustmentRow.objects.filter(
        partner=partner, stream=stream, applies_on__lt=until, withdrawn_at=None
    ).select_related("line")
    return [
        Adjustment(
            subject=subject_of(row.pk),
            amount=row.money,
            reason=row.reason,
            applies_on=row.applies_on,
            offset=_offset(row.line) if row.line else None,
        )
        for row in rows.order_by("applies_on", "pk")
    ]


def _offset(line: ChargeRecord) -> Offset:
    return Offset(
        identity=str(line.pk),
        subject=str(line.subscription_id),
        billing_type=line.billing_type,
        meter=str(line.sku_id) if line.billing_type in METERED else "",
        period=line.period,
        quantity=line.quantity,
    )
