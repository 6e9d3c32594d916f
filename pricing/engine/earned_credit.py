"""The credit a partner earns on metered use of what it manages around the clock (domain 11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from partnercenter.money import trimmed
from pricing.engine.settings import setting
from pricing.engine.terms import Terms

TEXT = "%s%% Partner earned credit for services managed"


def percent_on(terms: Terms, meter: str, day: date) -> Decimal:
    """Return the percentage by which the day's use of the meter costs less, 0 when nothing.

    A day counts as a whole (UTC), and only when it lies in a stretch of managed days; some
    meters never earn.
    """
    if meter in terms.unearning or not any(day in managed for managed in terms.managed):
        return Decimal(0)
    return Decimal(str(setting(terms.settings, "earned_credit_percent")))


def in_words(percent: Decimal) -> list[str]:
    """Return the price adjustments as the reconciliation file prints them."""
    return [TEXT % trimmed(percent, 1)] if percent else []
