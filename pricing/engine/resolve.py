"""Which price applies on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from partnercenter.periods import Period
from pricing.engine.terms import PricedStretch, PricePoint


class NoPrice(LookupError):
    """A meter was used on a day for which no list has its price."""

    def __init__(self, meter: str, day: date) -> None:
        super().__init__(f"{meter} has no price on {day}")
        self.meter, self.day = meter, day


def price_on(prices: Iterable[PricedStretch], day: date, *, meter: str) -> PricePoint:
    """Return the price of the day; raises NoPrice."""
    for stretch in prices:
        if day in stretch.period:
            return stretch.price
    raise NoPrice(meter, day)


def stretches(prices: Sequence[PricedStretch], period: Period) -> list[tuple[Period, PricePoint]]:
    """Cut the period where the price changes; equal prices of two lists stay one stretch.

    Prices are equal when all of it is: unit price, tiers, and what is included.

    Days without a price are left out: whoever rates must have refused them before.
    """
    cut: list[tuple[Period, PricePoint]] = []
    for stretch in sorted(prices, key=lambda s: s.period.start):
        part = stretch.period.overlap(period)
        if part is None:
            continue
        if cut and cut[-1][0].end == part.start and _rates(cut[-1][1]) == _rates(stretch.price):
            cut[-1] = Period(cut[-1][0].start, part.end), cut[-1][1]
        else:
            cut.append((part, stretch.price))
    return cut


def _rates(price: PricePoint) -> tuple[object, ...]:
    return price.unit_price, price.included, price.tiers
