"""Exchange rates: one for each month, and amounts cut off or rounded to the other currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partnercenter.periods import month_of
from pricing.engine.conversion import NoRate, floored, rate_on, rounded
from pricing.engine.terms import ConversionRate

OCTOBER, NOVEMBER = month_of(date(2026, 10, 1)), month_of(date(2026, 11, 1))
RATES = (ConversionRate(OCTOBER, Decimal("0.84")), ConversionRate(NOVEMBER, Decimal("0.85")))


def test_a_day_has_the_rate_of_its_month() -> None:
    def on(day: date) -> Decimal:
        return rate_on(RATES, day, pricing_currency="USD", currency="EUR").rate

    assert on(date(2026, 10, 31)) == Decimal("0.84")
    assert on(date(2026, 11, 1)) == Decimal("0.85")


def test_a_month_without_a_rate_is_refused_by_its_currencies_and_name() -> None:
    with pytest.raises(NoRate, match="no rate from USD to EUR for 2026-12") as refused:
        rate_on(RATES, date(2026, 12, 24), pricing_currency="USD", currency="EUR")

    assert refused.value.month == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("currency", "cut_off", "nearest"),
    [("EUR", "32.36", "32.37"), ("JPY", "32", "32"), ("KWD", "32.367", "32.367")],
)
def test_amounts_have_the_decimals_of_the_currency_they_are_billed_in(
    currency: str, cut_off: str, nearest: str
) -> None:
    amount, rate = Decimal("38.25"), Decimal("0.846202666")

    assert str(floored(amount, rate, currency)) == f"{currency} {cut_off}"
    assert str(rounded(amount, rate, currency)) == f"{currency} {nearest}"
    assert floored(-amount, rate, currency) == -floored(amount, rate, currency)
