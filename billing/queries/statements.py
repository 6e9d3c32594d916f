"""How spending went: the months of a stream, each with what its documents add up to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Sum, When

from billing.models import DocumentType, Invoice
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import DAY, add_months

NET = DecimalField(max_digits=19, decimal_places=4)
SPENT = Case(
    When(document_type=DocumentType.CREDIT_NOTE, then=-F("net")),
    default=F("net"),
    output_field=NET,
)

Trend = list[tuple[date, Money]]


def spending_trend(actor: Actor, *, stream: str, on: date, periods: int) -> dict[str, Trend]:
    """Return the last so many periods of each currency, before tax, oldest first.

    A period counts for the month in which its last day lies, and a month without documents
    counts nothing. The first period billed is the first told: nothing stood before it.
    """
    oldest = add_months(on.replace(day=1), -2 * periods)
    rows = (
        Invoice.objects.visible_to(actor)
        .filter(stream=stream, period_end__gt=oldest)
        .values_list("currency", "period_end")
        .annotate(spent=Sum(SPENT))
        .order_by("currency", "period_end")
    )
    months: dict[str, dict[date, Decimal]] = {}
    for currency, period_end, spent in rows:
        month = (period_end - DAY).replace(day=1)
        of_currency = months.setdefault(currency, {})
        of_currency[month] = of_currency.get(month, Decimal(0)) + spent
    return {
        currency: [(month, Money(spent.get(month, Decimal(0)), currency)) for month in shown]
        for currency, spent in months.items()
        if (shown := _months(spent, periods))
    }


def _months(known: Iterable[date], periods: int) -> list[date]:
    """Return the last months, without gaps."""
    first, last = min(known), max(known)
    ending = [add_months(last, -back) for back in range(periods - 1, -1, -1)]
    return [month for month in ending if month >= first]
