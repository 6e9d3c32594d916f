"""What metered use costs, worked out again by an oracle of fractions that knows no rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.engine.facts import Agreement
from partnercenter.money import minor_units
from partnercenter.periods import DAY, Period, cycles, month_of
from pricing.engine.activity import Action, Consumed
from pricing.engine.terms import PricePoint, Terms
from tests.engine.metering import rated
from tests.engine.test_metered_properties import agreements

ENDLESS = Fraction(10**30)
Slot = tuple[date, int, int]


def services(plan: Agreement, day: date) -> Iterator[Period]:
    """The service periods charged by the day; the day of a cancellation still counts."""
    anchor, by_month = plan.terms.anchor, plan.terms.kind == "plan"
    first = month_of(anchor)
    months = chain([Period(anchor, first.end)], cycles(first.end))
    over = [event.on + DAY for event in plan.activity.events if event.action is Action.CANCEL]
    for served in months if by_month else cycles(anchor):
        end = min([served.end, *over])
        if end <= served.start or (end - DAY if by_month else end) > day:
            return
        yield Period(served.start, end)


def as_known(use: list[Consumed], served: Period, day: date) -> list[list[Consumed]]:
    """What was known in time, then what each later day up to this one brought."""
    books: dict[date, list[Consumed]] = defaultdict(list)
    for one in use:
        known_on = max(one.known_on or one.on, served.end)
        if one.on in served and known_on <= max(day, served.end):
            books[known_on].append(one)
    return [sorted(books[known_on], key=lambda one: one.on) for known_on in sorted(books)]


def slots(terms: Terms, book: list[Consumed], before: Fraction) -> dict[Slot, Fraction]:
    """The units of a book by the first day of their price, percent earned, and tier."""
    units: dict[Slot, Fraction] = defaultdict(Fraction)
    for one in book:
        start, price = price_of(terms, one.on)
        percent = 15 if any(one.on in managed for managed in terms.managed) else 0
        low, high = (
            max(units_used - Fraction(price.included), Fraction(0))
            for units_used in (before, before + Fraction(one.quantity))
        )
        bounds = [Fraction(0), *(Fraction(tier.above) for tier in price.tiers), ENDLESS]
        for tier, (above, until) in enumerate(pairwise(bounds)):
            units[start, percent, tier] += max(min(high, until) - max(low, above), Fraction(0))
        before += Fraction(one.quantity)
    return units


def price_of(terms: Terms, day: date) -> tuple[date, PricePoint]:
    """The day's price, and since when the same has held."""
    known = [stretch for stretch in terms.meters["meter"] if stretch.period.start <= day]
    price, start = known[-1].price, known[-1].period.start
    for stretch in reversed(known):
        if rates(stretch.price) != rates(price):
            break
        start = stretch.period.start
    return start, price


def rates(price: PricePoint) -> tuple[object, ...]:
    return price.unit_price, price.included, price.tiers


def cost(terms: Terms, served: Period, slot: Slot, units: Fraction) -> Fraction:
    """A row's amount: to the minor unit for use, cut off and then converted for a plan."""
    start, percent, tier = slot
    _, price = price_of(terms, start)
    unit = Fraction(price.tiers[tier - 1].unit_price if tier else price.unit_price)
    exact, places = units * unit, minor_units(terms.currency)
    if terms.kind == "usage":
        return Fraction(int(exact * 10**places + Fraction(1, 2)), 10**places)
    priced_in = minor_units(terms.pricing_currency or terms.currency)
    cut = Fraction(int(exact * (100 - percent) / 100 * 10**priced_in), 10**priced_in)
    if terms.pricing_currency in ("", terms.currency):
        return cut
    month = max(start, served.start)
    rate = next(Fraction(one.rate) for one in terms.rates if month in one.period)
    return Fraction(int(cut * rate * 10**places), 10**places)


def owed(plan: Agreement, day: date) -> Fraction:
    """Everything owed for the use that is charged, and known, by the day."""
    total = Fraction(0)
    for served in services(plan, day):
        before = Fraction(0)
        for book in as_known(list(plan.activity.consumed), served, day):
            units = slots(plan.terms, book, before)
            total += sum(cost(plan.terms, served, *slot) for slot in units.items())
            before += sum(Fraction(one.quantity) for one in book)
    return total


@given(agreements(), st.integers(0, 240))
@settings(max_examples=300, deadline=None)
def test_metered_use_costs_what_an_oracle_of_fractions_says(plan: Agreement, days: int) -> None:
    day = plan.terms.anchor + timedelta(days=days)

    rows = rated(plan, day)

    assert sum((row.amount.amount for row in rows), Decimal(0)) == owed(plan, day)
