"""How much of an issued line can still be refunded, and what was refunded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from billing.models import Adjustment, ChargeRecord
from partnercenter.money import Money
from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class Refund:
    """What was refunded of a line: on a line of its own, or waiting for the next invoice."""

    amount: Money
    reason: str
    line: ChargeRecord | None


def refundable(line: ChargeRecord) -> Money:
    """Return how much of a line can still be refunded, before tax; nothing when all was.

    Never more than the line charged, less its refunds and what took it back; nor more than all
    rows of its charge cycle still come to, so that credits never exceed charges.
    """
    currency, refunds = line.invoice.currency, Adjustment.objects.filter(withdrawn_at=None)
    of_line = _sum(ChargeRecord.objects.filter(reverses=line), "net")
    of_line += line.net + _sum(refunds.filter(line=line), "amount")
    cycle = _cycle(line)
    same = Q(subscription=line.subscription_id, sku=line.sku_id, invoice__currency=currency)
    same &= Q(period_start__lt=cycle.end, period_end__gt=cycle.start)
    rows = ChargeRecord.objects.filter(same)
    of_cycle = _sum(rows.filter(adjustment=None), "net")
    of_cycle += _sum(refunds.filter(line__in=rows), "amount")
    return Money(max(Decimal(0), min(of_line, of_cycle)), currency)


def refunds_of(line: ChargeRecord) -> list[Refund]:
    """Return what was refunded of an issued line, what of that was taken back, what waits."""
    currency = line.invoice.currency
    rows = (
        ChargeRecord.objects.filter(adjustment__line=line)
        .exclude(invoice__number=None)
        .select_related("adjustment", "invoice")
        .order_by("pk")
    )
    said = [
        Refund(Money(row.net, currency), row.adjustment.reason, row)
        for row in rows
        if row.adjustment
    ]
    waiting = line.offsets.filter(withdrawn_at=None).exclude(charges__in=rows).order_by("pk")
    return said + [Refund(one.money, one.reason, None) for one in waiting]


def _cycle(line: ChargeRecord) -> Period:
    """Return the charge cycle that the line is of, as far as it is known: its own days if not."""
    inputs = line.explanation.get("inputs", {})
    if "cycle_start" not in inputs or "cycle_end" not in inputs:
        return line.period
    cycle = Period.of_days(
        date.fromisoformat(inputs["cycle_start"]), date.fromisoformat(inputs["cycle_end"])
    )
    return Period(min(cycle.start, line.period_start), max(cycle.end, line.period_end))


def _sum(rows: QuerySet[Any], field: str) -> Decimal:
    return rows.aggregate(sum=Sum(field))["sum"] or Decimal(0)
