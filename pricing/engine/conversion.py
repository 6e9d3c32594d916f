"""From the currency something is priced in to the one it is billed in (domain 5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from partnercenter.money import EXACT, Money, half_up, minor_units, toward_zero
from pricing.engine.terms import ConversionRate


class NoRate(LookupError):
    """Something is priced in another currency than billed, and its month has no rate."""

    def __init__(self, pricing_currency: str, currency: str, day: date) -> None:
        super().__init__(f"no rate from {pricing_currency} to {currency} for {day:%Y-%m}")
        self.pricing_currency, self.currency, self.month = (
            pricing_currency,
            currency,
            day.replace(day=1),
        )


def rate_on(
    rates: Iterable[ConversionRate], day: date, *, pricing_currency: str, currency: str
) -> ConversionRate:
    """Return the rate of the day; raises NoRate."""
    for rate in rates:
        if day in rate.period:
            return rate
    raise NoRate(pricing_currency, currency, day)


def floored(amount: Decimal, rate: Decimal, currency: str) -> Money:
    """Return the amount in the billing currency, cut off after its minor units."""
    return Money(toward_zero(EXACT.multiply(amount, rate), minor_units(currency)), currency)


def rounded(amount: Decimal, rate: Decimal, currency: str) -> Money:
    """Return the amount in the billing currency, rounded half away from zero."""
    return Money(half_up(EXACT.multiply(amount, rate), minor_units(currency)), currency)
