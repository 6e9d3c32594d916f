"""In which ways an offer can be bought: each term and billing frequency that has a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.models import Frequency
from partnercenter.money import Money, exactly
from pricing.engine.kinds import METERED
from pricing.models import Availability, OfferRule, Price
from pricing.queries.bands import tidy

# A licence whose rule names no duration is bought for a year or a month; longer terms are offers
# of their own (domain 10.6).
USUAL_TERMS = (12, 1)
BY_USE_MONTHS = TRIAL_MONTHS = 1
CYCLES = {Frequency.MONTHLY.value: 1, Frequency.ANNUAL.value: 12}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of buying; ``term_months`` is 0 for good. Metered plans and trials have no price."""

    frequency: str
    term_months: int
    price: Price | None

    @property
    def code(self) -> str:
        """What the way is called in a form."""
        return f"{self.frequency}-{self.term_months}"

    @property
    def unit_price(self) -> Money | None:
        """What one costs for as many months as the list prices."""
        if self.price is None:
            return None
        return tidy(self.price.unit_price, self.price.availability.currency)

    @property
    def times(self) -> Decimal:
        """How many times the unit price is paid in the whole term."""
        months = self.price.availability.months if self.price and self.term_months else 1
        return exactly(Decimal(self.term_months or 1), months)

    def total(self, quantity: int) -> Money | None:
        """Return what so many cost for the whole term, without tax (domain 12 #13)."""
        unit = self.unit_price
        return unit and (unit * self.times * quantity).rounded()


def ways(
    availability: Availability, *, rule: OfferRule | None, on: date, base: Way | None = None
) -> tuple[Way, ...]:
    """Return the ways to buy what is on sale there, the usual one first; one query.

    Below a base there is only the base's own, for as long as its price is known (domain 4.2).
    """
    rules = {availability.sku_id: rule} if rule else {}
    return ways_of([availability], rules=rules, on=on, base=base)[availability.pk]


def ways_of(
    availabilities: Iterable[Availability],
    *,
    rules: Mapping[int, OfferRule],
    on: date,
    base: Way | None = None,
) -> dict[int, tuple[Way, ...]]:
    """Return the ways to buy each of these, by id; one query for all. SKU and product are needed.

    ``rules`` of the offer matrix are by SKU.
    """
    shown = list(availabilities)
    priced: dict[tuple[object, ...], list[Price]] = defaultdict(list)
    found = Price.objects.on(on).filter(availability__sku__in=[one.sku_id for one in shown])
    for price in found.select_related("availability").order_by("availability__months", "pk"):
        priced[_same(price.availability)].append(price)
    return {
        one.pk: tuple(_ways(one, priced[_same(one)], rules.get(one.sku_id), base)) for one in shown
    }


def _ways(
    sold: Availability, prices: list[Price], rule: OfferRule | None, base: Way | None
) -> Iterator[Way]:
    kind = sold.sku.product.billing_type
    if kind in METERED:
        yield Way(Frequency.MONTHLY, BY_USE_MONTHS, None)
    elif sold.sku.is_trial:
        yield Way(Frequency.MONTHLY, TRIAL_MONTHS, None)
    elif kind == "one_time":
        yield from (_for_its_term(price) for price in prices)
    elif base is not None:
        yield from _licence(prices, base.frequency, base.term_months)
    else:
        for frequency, months in _asked(rule):
            yield from _licence(prices, frequency, months)


def _asked(rule: OfferRule | None) -> Iterator[tuple[str, int]]:
    """Yield what the offer matrix allows of a licence, the portal's own default first."""
    allowed = set(rule.frequencies) if rule else set()
    terms = (rule.duration_months,) if rule and rule.duration_months else USUAL_TERMS
    for months in terms:
        for frequency, cycle in CYCLES.items():
            if (not allowed or frequency in allowed) and months % cycle == 0:
                yield frequency, months
        if Frequency.ONE_TIME in allowed and months >= max(CYCLES.values()):
            yield Frequency.ONE_TIME, months


def _licence(prices: list[Price], frequency: str, months: int) -> Iterator[Way]:
    """Yield the way at the price for its charge cycle, else at the one by the month."""
    cycle = CYCLES.get(frequency, months)
    fitting = [price for price in prices if price.availability.months in (1, cycle)]
    if fitting:
        yield Way(frequency, months, fitting[-1])


def _for_its_term(price: Price) -> Way:
    """What is no licence is paid at once, for good or its term; by the month, every month."""
    sold = price.availability
    if not sold.term:
        return Way(Frequency.ONE_TIME, 0, price)
    return Way(Frequency.MONTHLY if sold.months == 1 else Frequency.ONE_TIME, sold.months, price)


def _same(sold: Availability) -> tuple[object, ...]:
    """What else of the same offer is on sale to the same people in the same money."""
    return sold.sku_id, sold.currency, sold.market, sold.agreement_type, sold.end_customer_type
