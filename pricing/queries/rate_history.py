"""Exchange rates as people look them up: by month and pair, both ways, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from partnercenter.money import Money, exactly, half_up, trimmed
from partnercenter.periods import add_months
from pricing.engine.lists import KINDS
from pricing.models import ExchangeRate

# Of a rate turned round: enough to see every digit that matters, too few to bill by.
INVERSE_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Known:
    """A rate told both ways: what a unit of the pricing currency is worth, and the other."""

    row: ExchangeRate
    worth: Money
    inverse: Money
    is_coming: bool


def rates_into(currency: str, *, pricing_currency: str = "") -> QuerySet[ExchangeRate]:
    """Return the rates at which prices are converted into a currency, newest month first."""
    found = ExchangeRate.objects.filter(currency=currency)
    if pricing_currency:
        found = found.filter(pricing_currency=pricing_currency)
    return found.order_by("-month", "pricing_currency")


def converted_from(currency: str) -> list[str]:
    """Return the pricing currencies with rates into this one, and those that lists need."""
    known = ExchangeRate.objects.filter(currency=currency).order_by("pricing_currency")
    found = set(known.values_list("pricing_currency", flat=True).distinct())
    found |= {kind.currency for kind in KINDS if kind.currency}
    return sorted(found - {currency}, key=lambda code: (code != "USD", code))


def missing(pricing_currency: str, currency: str, *, on: date) -> Sequence[date]:
    """Return which of this month and the next has no rate yet, by their first days."""
    months = [on.replace(day=1), add_months(on.replace(day=1), 1)]
    known = set(
        ExchangeRate.objects.filter(
            pricing_currency=pricing_currency, currency=currency, month__in=months
        ).values_list("month", flat=True)
    )
    return [month for month in months if month not in known]


def known(row: ExchangeRate, *, on: date) -> Known:
    """Return a rate both ways."""
    inverse = half_up(exactly(Decimal(1), row.rate), INVERSE_DECIMALS)
    return Known(
        row=row,
        worth=Money(trimmed(row.rate), row.currency),
        inverse=Money(trimmed(inverse), row.pricing_currency),
        is_coming=row.month > on,
    )
