"""Questions about exchange rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from partnercenter.periods import month_of
from pricing.engine.terms import ConversionRate
from pricing.models import ExchangeRate


def until(
    pairs: Collection[tuple[str, str]], *, until: date
) -> dict[tuple[str, str], tuple[ConversionRate, ...]]:
    """Return the rates of these (pricing, billing) currencies for the months begun before a day.

    A pair of one currency needs none; no query when all are such.
    """
    wanted = Q()
    for pricing_currency, currency in pairs:
        if pricing_currency != currency:
            wanted |= Q(pricing_currency=pricing_currency, currency=currency)
    if not wanted:
        return {}
    found: dict[tuple[str, str], list[ConversionRate]] = defaultdict(list)
    for row in ExchangeRate.objects.filter(wanted, month__lt=until).order_by("month"):
        source = f"{row.source}, {row.published_on}"
        found[row.pricing_currency, row.currency].append(
            ConversionRate(month_of(row.month), row.rate.normalize(), source)
        )
    return {pair: tuple(rows) for pair, rows in found.items()}
