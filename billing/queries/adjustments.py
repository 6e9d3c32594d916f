"""Adjustments as billing is told of them, and as an invoice names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from billing.engine.adjustments import BILLING_TYPE, Adjustment, Offset, subject_of
from billing.models import Adjustment as AdjustmentRow
from billing.models import ChargeRecord, Invoice
from customers.models import Partner
from partnercenter.money import Money
from pricing.engine.kinds import METERED

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Named:
    """An adjustment on an invoice; ``takes_back`` is the line of a withdrawn one, if it is that."""

    line: ChargeRecord
    reason: str
    applies_on: date
    net: Money
    tax: Money
    takes_back: ChargeRecord | None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What of an invoice is in no reconciliation file, the first few by name, the rest summed."""

    count: int
    net: Money
    tax: Money
    named: tuple[Named, ...]

    @property
    def unnamed(self) -> int:
        return self.count - len(self.named)

    @property
    def unnamed_net(self) -> Money:
        return self.net - sum((one.net for one in self.named), self.net * 0)

    @property
    def unnamed_tax(self) -> Money:
        return self.tax - sum((one.tax for one in self.named), self.tax * 0)


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


def adjusted(invoice: Invoice, *, most: int = MOST_NAMED) -> Adjusted:
    """Add up what the invoice says outside its files, naming the first ``most`` of it.

    Amounts keep the sign of the charge, on a credit note too.
    """
    rows = ChargeRecord.objects.filter(invoice=invoice, billing_type=BILLING_TYPE)
    sums = rows.aggregate(count=Count("pk"), net=Sum("net"), tax=Sum("tax"))
    currency = invoice.currency
    named = rows.select_related("adjustment", "reverses__invoice").order_by("position")
    return Adjusted(
        count=sums["count"],
        net=Money(sums["net"] or Decimal(0), currency),
        tax=Money(sums["tax"] or Decimal(0), currency),
        named=tuple(
            Named(
                line=row,
                reason=row.adjustment.reason,
                applies_on=row.adjustment.applies_on,
                net=Money(row.net, currency),
                tax=Money(row.tax, currency),
                takes_back=row.reverses,
            )
            for row in named[: most if sums["count"] else 0]
            if row.adjustment
        ),
    )


def _offset(line: ChargeRecord) -> Offset:
    return Offset(
        identity=str(line.pk),
        subject=str(line.subscription_id),
        billing_type=line.billing_type,
        meter=str(line.sku_id) if line.billing_type in METERED else "",
        period=line.period,
        quantity=line.quantity,
    )
