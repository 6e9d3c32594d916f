"""What one customer's subscriptions cost the partner: billed by month, and unbilled so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Max, Sum

from billing.engine.streams import STREAMS, Stream
from billing.models import ChargeRecord, EstimateLine, Invoice
from billing.queries.statements import Trend
from customers.models import Customer
from partnercenter.access import Actor
from partnercenter.money import Money, exactly, total
from partnercenter.periods import DAY, add_months, months_from


@dataclass(frozen=True, slots=True)
class Unbilled:
    """What the last estimate of a stream says of a customer, before tax."""

    stream: Stream
    net: Money
    lines: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest month of a currency; while it runs on, more of it is still to be billed.

    ``average`` is of the months before it, where there are any.
    """

    month: date
    charged: Money
    runs: bool
    average: Money | None
    averaged: int


def latest(trend: Trend, *, on: date) -> Latest:
    """Return the newest month of a trend beside what the months before came to."""
    month, charged = trend[-1]
    before = [one for _month, one in trend[:-1]]
    average = None
    if before:
        summed = total(before, charged.currency)
        average = Money(exactly(summed.amount, len(before)), charged.currency)
    return Latest(month, charged, month >= on.replace(day=1), average, len(before))


def costs_by_month(actor: Actor, *, customer: Customer, on: date, months: int) -> dict[str, Trend]:
    """Return what was charged for the customer in each of the last months, before tax.

    By currency, oldest month first, the month before the day's or a later one last. A charge
    counts for the month in which its billing period ended; credits count negative. The first
    month with a charge is the first told, and a month without any counts nothing.
    """
    oldest = add_months(on.replace(day=1), -months)
    rows = (
        ChargeRecord.objects.filter(
            subscription__customer=customer,
            invoice__in=Invoice.objects.visible_to(actor).filter(period_end__gt=oldest),
        )
        .order_by()
        .values_list("invoice__currency", "invoice__period_end")
        .annotate(charged=Sum("net"))
    )
    found: dict[str, dict[date, Decimal]] = {}
    for currency, period_end, charged in rows:
        month = (period_end - DAY).replace(day=1)
        of_currency = found.setdefault(currency, {})
        of_currency[month] = of_currency.get(month, Decimal(0)) + charged
    last = max((max(of) for of in found.values()), default=oldest)
    last = max(last, add_months(on.replace(day=1), -1))
    return {
        currency: [
            (month, Money(charged.get(month, Decimal(0)), currency))
            for month in months_from(min(charged), last)
        ][-months:]
        for currency, charged in sorted(found.items())
    }


def unbilled(actor: Actor, *, customer: Customer) -> list[Unbilled]:
    """Return what the newest estimates of the partner's streams hold for the customer."""
    rows = (
        EstimateLine.objects.filter(
            subscription__customer=customer,
            estimate__partner=actor.tenant,
            estimate__made_at__isnull=False,
        )
        .order_by()
        .values_list("estimate__stream", "currency", "estimate__period_start")
        .annotate(Sum("net"), Count("pk"), Max("estimate__made_at"))
        .order_by("-estimate__stream", "currency", "-estimate__period_start")
    )
    newest: dict[tuple[str, str], Unbilled] = {}
    for stream, currency, _start, net, lines, made_at in rows:
        told = Unbilled(STREAMS[stream], Money(net, currency), lines, made_at)
        newest.setdefault((stream, currency), told)
    return list(newest.values())
