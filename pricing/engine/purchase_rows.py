"""The rows of one charge cycle of a purchase: at which price, and from which inputs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.periods import Period, add_months
from pricing.engine import conversion
from pricing.engine.cancellation import POLICIES
from pricing.engine.cycle_rows import CycleRows
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm, ConversionRate, PricePoint, Terms


class PurchaseRows(CycleRows):
    """What was written for one cycle.

    Its price is converted once, at the rate of the month in which the cycle is charged: what is
    changed or given back later costs what was paid.
    """

    def __init__(
        self, terms: Terms, cycle: Period, term: AgreedTerm, *, purchased_on: date
    ) -> None:
        super().__init__(terms, cycle, term, purchased_on=purchased_on)
        self.months = term.cycle_months or _months_of(cycle)
        self.policy = POLICIES[setting(terms.settings, "cancellation")]
        self.rate: ConversionRate | None = None

    def fix_the_price(self) -> None:
        """Set what one costs for the cycle, as charged on its first day; raises NoRate."""
        pricing, billing = self.terms.pricing_currency, self.terms.currency
        if pricing not in ("", billing):
            self.rate = conversion.rate_on(
                self.terms.rates, self.begins_on, pricing_currency=pricing, currency=billing
            )
        rate = self.rate.rate if self.rate else None
        self.price = cycle_price(self.term.price, self.months, billing, pricing, rate)

    def write_part(
        self,
        charge_type: str,
        stretch: Period,
        quantity: int,
        on: date,
        *,
        because: str,
        shown: Period,
        sign: int = 1,
    ) -> None:
        """Write what a stretch costs at a quantity, under other dates where it shows others."""
        self.write(
            charge_type,
            shown,
            quantity,
            self.prorated(stretch, quantity),
            on,
            rule="one_time.whole" if stretch == self.cycle else "one_time.proration",
            because=because,
            sign=sign,
            priced=stretch,
        )

    def inputs(self, stretch: Period, quantity: int) -> dict[str, Any]:
        """Return everything a row of this cycle depends on, as data."""
        told = super().inputs(stretch, quantity)
        del told["window_days"]
        told["policy"] = self.policy.code
        if self.rate is not None:
            told["pricing_currency"] = self.terms.pricing_currency
            told["exchange_rate"] = str(self.rate.rate)
            told["exchange_rate_source"] = self.rate.source
            told["exchange_rate_on"] = self.rate.period.start.isoformat()
        return told


def cycle_price(
    price: PricePoint, months: int, currency: str, pricing_currency: str, rate: Decimal | None
) -> Decimal:
    """Return what one costs for a cycle of so many months, 0 for good, in the billing currency.

    A price in another currency is converted and rounded half up to the minor unit, before it
    is multiplied by any quantity (domain 4.10).
    """
    whole = price.unit_price
    if months:
        whole = price.for_months(months, pricing_currency or currency)
    return whole if rate is None else conversion.rounded(whole, rate, currency).amount


def _months_of(period: Period) -> int:
    """Return the months of a term that is paid at once, 0 when it has no whole months."""
    start, end = period.start, period.end
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months and add_months(start, months) == end else 0
