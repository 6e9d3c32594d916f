"""How subscriptions stand, side by side before and after an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from customers.models import Frequency, Status, Subscription, Term
from customers.queries.marks import around
from partnercenter.money import Money
from partnercenter.periods import DAY
from pricing.queries.bands import tidy


@dataclass(frozen=True, slots=True)
class Standing:
    """One subscription at a moment; the price is for one and the months of its offer."""

    name: str
    status: str
    quantity: int
    frequency: str
    price: Money | None
    term_until: date | None
    renews: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one subscription; ``before`` is None of what is new."""

    before: Standing | None
    after: Standing

    @property
    def name(self) -> str:
        return self.after.name

    @property
    def shows_price(self) -> bool:
        """Whether it is priced anew, be it as before: a changed frequency does so (domain 4.8)."""
        old = self.before
        return old is None or (old.price, old.frequency) != (
            self.after.price,
            self.after.frequency,
        )


def standings(held: Subscription) -> dict[int, Standing]:
    """Return how the subscriptions of its order stand, and their add-ons, in one query."""
    last = Term.objects.filter(subscription=OuterRef("pk")).order_by("-number")
    found: Any = (
        around(held)
        .annotate(
            ends_on=Subquery(last.values("ends_on")[:1]),
            unit_price=Subquery(last.values("price__unit_price")[:1]),
        )
        .select_related("availability", "base")
    )
    return {one.pk: _standing(one) for one in found}


def turns(before: Mapping[int, Standing], after: Mapping[int, Standing]) -> list[Turn]:
    """Return what stands otherwise after the act."""
    return [Turn(before.get(pk), one) for pk, one in after.items() if before.get(pk) != one]


def _standing(one: Any) -> Standing:
    price = one.unit_price
    return Standing(
        name=one.name,
        status=str(Status(one.status).label),
        quantity=one.quantity,
        frequency=str(Frequency(one.frequency).label),
        price=None if price is None else tidy(price, one.availability.currency),
        term_until=one.ends_on - DAY if one.ends_on and one.term_months else None,
        renews=one.renews and bool(one.term_months),
    )
