"""The answer to "which price applies, and why": codes, days and figures, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Subquery

from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine.activity import Action
from pricing.engine.lists import BY_CODE
from pricing.models import Price
from pricing.queries.bands import Band, bands, tidy
from pricing.queries.corrections import correcting
from pricing.queries.units import unit_words

# What applies: nothing yet, nothing any more, nothing to pay, a price for good, a guaranteed
# one, that of a list to which the term renews (known or not), that of a meter's day (known or
# not), or whatever the meter asked for costs. Suspended past its term, none until it goes on.
BEFORE, ENDED, TRIAL, FOR_GOOD, GUARANTEED = "before", "ended", "trial", "for_good", "guaranteed"
RENEWS, UNPUBLISHED, LAPSED = "renews", "unpublished", "lapsed"
METERED, UNPRICED, PLAN = "metered", "unpriced", "plan"
STOPS = (Action.CANCEL, Action.EXPIRE)
# Of many terms a list shows the newest, and unfolds the others.
SHOWN_AT_ONCE = 12
# Why a price is guaranteed.
PURCHASE, ADD_ON, RENEWAL, CONVERSION = "purchase", "add_on", "renewal", "conversion"


@dataclass(frozen=True, slots=True)
class Edition:
    """The list a price came from; ``corrected_by`` is the edition that said otherwise later."""

    pk: int
    label: str
    month: date
    edition: int
    published_at: datetime
    corrected_by: int | None


@dataclass(frozen=True, slots=True)
class Priced:
    """A price with where it came from; ``days`` are those for which its list said it."""

    pk: int
    availability_id: str
    unit_price: Money
    unit: str
    months: int
    days: Period
    edition: Edition
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A term whose price is kept for its days, and why; a renewal says which one it is."""

    number: int
    days: Period
    because: str
    renewal: int
    cycle_months: int
    anchored_on: date
    price: Priced


@dataclass(frozen=True, slots=True)
class Beside:
    """What the list of the day says, and by how much that is more, a unit and a charge."""

    price: Priced
    a_unit: Money
    a_charge: Money

    @property
    def less_a_unit(self) -> Money:
        """Return by how much it is less, a unit."""
        return -self.a_unit

    @property
    def less_a_charge(self) -> Money:
        """Return by how much it is less, a charge."""
        return -self.a_charge


@dataclass(frozen=True, slots=True)
class After:
    """What happens on the day after the term: renews, renewed, converted, expires, stops, waits.

    ``price`` is that of the next term, where it is known.
    """

    code: str
    on: date
    price: Priced | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """The exchange rate of a month; no rate stops billing (domain 5.3)."""

    month: date
    rate: Decimal | None
    source: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter of a plan on the day; ``days`` are those on which all of its price is the same."""

    title: str
    meter_id: str
    price: Priced | None
    is_own_market: bool
    days: Period | None
    earns_credit: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which price of a subscription applies on a day, and why.

    ``charge`` is what a whole charge cycle costs at ``quantity``, in the currency of the price.
    ``suspended_on`` is since when it stands still. ``credit`` is the partner credit of the day in
    percent, None where the plan knows none. ``earlier_on`` and ``later_on`` are the days next to
    this one on which something changed or will.
    """

    code: str
    on: date
    billing_type: str
    priced_in: str
    billed_in: str
    quantity: int
    starts_on: date
    guarantees: tuple[Guarantee, ...] = ()
    guarantee: Guarantee | None = None
    charge: Money | None = None
    beside: Beside | None = None
    after: After | None = None
    price: Priced | None = None
    meter: Meter | None = None
    credit: Decimal | None = None
    conversion: Conversion | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    earlier_on: date | None = None
    later_on: date | None = None

    @property
    def newest_first(self) -> tuple[Guarantee, ...]:
        """Return the terms as a list shows them."""
        return self.guarantees[::-1]

    @property
    def is_of_old(self) -> bool:
        """Whether the term of the day is not among the newest that a list shows at once."""
        return self.guarantee in self.guarantees[:-SHOWN_AT_ONCE]

    @property
    def editions(self) -> set[int]:
        """Return the ids of all lists that the answer mentions."""
        known = [one.price for one in self.guarantees]
        known += [one.price for one in (self.beside, self.after, self.meter) if one and one.price]
        known += [self.price] if self.price else []
        return {price.edition.pk for price in known}


def with_editions(found: QuerySet[Price]) -> QuerySet[Any]:
    """Return prices with all that ``priced`` asks for."""
    return found.select_related("price_list", "availability__sku__product").annotate(
        corrected_by=Subquery(correcting().values("edition")[:1])
    )


def priced(price: Any) -> Priced:
    """Return a price of ``with_editions`` as plain data."""
    of_list, offer = price.price_list, price.availability
    return Priced(
        pk=price.pk,
        availability_id=offer.availability_id,
        unit_price=tidy(price.unit_price, offer.currency),
        unit=unit_words(offer),
        months=offer.months,
        days=Period(price.valid_from, price.valid_until),
        edition=Edition(
            pk=of_list.pk,
            label=BY_CODE[of_list.kind].label,
            month=of_list.month,
            edition=of_list.edition,
            published_at=of_list.published_at,
            corrected_by=None if price.in_force else price.corrected_by,
        ),
        bands=bands(
            price.unit_price, currency=offer.currency, included=price.included, tiers=price.tiers
        ),
    )
