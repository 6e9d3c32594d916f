"""At which rate the price of a day is converted, where it is billed in another currency."""

from __future__ import annotations

from datetime import date

from customers.queries.price_answers import Conversion
from pricing.models import ExchangeRate


def conversion(pricing_currency: str, currency: str, *, on: date) -> Conversion | None:
    """Return the rate of the day's month (domain 5.3); None where nothing is converted."""
    if pricing_currency == currency:
        return None
    month = on.replace(day=1)
    found = ExchangeRate.objects.filter(
        pricing_currency=pricing_currency, currency=currency, month=month
    ).first()
    if found is None:
        return Conversion(month, None)
    return Conversion(month, found.rate.normalize(), found.source, found.published_on)
