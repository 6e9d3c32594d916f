"""What was used of one meter in one service period, cut into the rows that it is charged by.

Use is walked day by day, so that what is included and the tiers go to the earliest use. Use that
became known too late goes on where the use known before it ended (domain 3.2, 4.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from partnercenter.money import EXACT, trimmed
from partnercenter.periods import Period
from pricing.engine.activity import Consumed
from pricing.engine.rates import graduated, rated
from pricing.engine.rates.slices import INCLUDED
from pricing.engine.resolve import price_on, stretches
from pricing.engine.service_periods import Service
from pricing.engine.settings import setting
from pricing.engine.terms import PricePoint, Terms

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Used:
    """Units of one meter at one unit price: a row to be.

    ``quantity`` is what is charged, beyond the ``included`` units that were used before it.
    ``percent`` is the partner credit of its days; ``known_on`` is set when it came too late.
    """

    service: Service
    stretch: Period
    price: PricePoint
    percent: Decimal
    tier: int
    included: Decimal
    quantity: Decimal
    known_on: date | None = None

    @property
    def unit_price(self) -> Decimal:
        """What a unit of its tier costs."""
        return graduated.unit_price(self.price, self.tier)

    @property
    def because(self) -> str:
        """Why it is charged now, as a code."""
        if self.known_on:
            return "late_usage"
        return "usage_at_cancel" if self.service.stopped else "usage"

    def inputs(self) -> dict[str, Any]:
        """Return everything that its row depends on, as data."""
        served = self.service.period
        return {
            "price": plain(self.unit_price),
            "price_source": self.price.source,
            "consumed": plain(EXACT.add(self.included, self.quantity)),
            "included": plain(self.included),
            "quantity": plain(self.quantity),
            "tier": self.tier,
            "start": self.stretch.start.isoformat(),
            "end": self.stretch.last.isoformat(),
            "days": self.stretch.days,
            "cycle_start": served.start.isoformat(),
            "cycle_end": served.last.isoformat(),
            "sign": 1,
            **({"known_on": self.known_on.isoformat()} if self.known_on else {}),
        }

    def overage_step(self) -> dict[str, str]:
        """Return how its quantity follows from what was consumed, as a step to be told."""
        inputs = self.inputs()
        return {
            "formula": f"{inputs['consumed']} − {inputs['included']}",
            "value": str(inputs["quantity"]),
        }


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without idle zeros."""
    return f"{trimmed(number):f}"


def rows(
    terms: Terms,
    meter: str,
    use: Sequence[Consumed],
    service: Service,
    *,
    through: date,
    percent: Callable[[date], Decimal] = lambda day: NONE,
) -> list[Used]:
    """Return the rows of one meter and service period, as known by the day ``through``.

    A row for each price, percentage and tier; wholly included use makes one of quantity 0. Use
    that came too late makes rows of its own for each day on which some became known.
    Raises NoPrice when something was used on a day without a price.
    """
    prices = terms.meters.get(meter, ())
    cut = stretches(prices, service.period)
    before = NONE
    found: list[Used] = []
    with localcontext(EXACT):
        for known_on, days in _as_known(terms, use, service.period, through):
            walk = _Walk(cut)
            for day, quantity in days:
                price_on(prices, day, meter=meter)
                walk.step(day, quantity, percent(day), before)
                before += quantity
            found += walk.rows(service, known_on)
    return found


def _as_known(
    terms: Terms, use: Iterable[Consumed], served: Period, through: date
) -> Iterator[tuple[date | None, list[tuple[date, Decimal]]]]:
    """Yield what was known in time, then what each later day added, each by day of use.

    In time is until the end of the day after the period (24 hours); by the setting "true_up"
    everything is.
    """
    true_up = setting(terms.settings, "late_usage") == "true_up"
    books: dict[date | None, dict[date, Decimal]] = {None: defaultdict(Decimal)}
    for one in use:
        late = None if true_up or not one.known_on or one.known_on <= served.end else one.known_on
        if late is None or late <= through:
            books.setdefault(late, defaultdict(Decimal))[one.on] += one.quantity
    for known_on in sorted(books, key=lambda day: day or date.min):
        yield known_on, sorted(books[known_on].items())


class _Walk:
    """Collects the slices of consecutive days by price, percentage and tier."""

    def __init__(self, cut: list[tuple[Period, PricePoint]]) -> None:
        self._cut = cut
        self._units: dict[tuple[int, Decimal], dict[int, Decimal]] = {}

    def step(self, day: date, quantity: Decimal, percent: Decimal, before: Decimal) -> None:
        at = next(i for i, (stretch, _price) in enumerate(self._cut) if day in stretch)
        units = self._units.setdefault((at, -percent), defaultdict(Decimal))
        for part in rated(self._cut[at][1], quantity, before=before):
            units[part.tier] += part.quantity

    def rows(self, service: Service, known_on: date | None) -> Iterator[Used]:
        for (at, minus_percent), units in sorted(self._units.items()):
            stretch, price = self._cut[at]
            included = units.pop(INCLUDED, NONE)
            for tier in sorted(units) or [1]:
                yield Used(
                    service=service,
                    stretch=stretch,
                    price=price,
                    percent=-minus_percent,
                    tier=tier,
                    included=included,
                    quantity=units.get(tier, NONE),
                    known_on=known_on,
                )
                included = NONE
