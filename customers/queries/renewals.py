"""Which terms end on the days to come, and whether the next ones follow by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from customers.models import Status, Subscription, Term
from partnercenter.access import Actor
from partnercenter.periods import Period, add_months

MOST_NAMED = 5
# A trial ends by itself after so many days (domain 4.3).
TRIAL_DAYS = 30
ALIKE = ("ends_on", "anchored_on", "term_months", "renews", "billing_type")


@dataclass(frozen=True, slots=True)
class Named:
    """One subscription whose term ends, with its customer."""

    customer: str
    customer_id: UUID
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TermsEnd:
    """Terms that are over from ``on`` on: how many, and the first of them by customer.

    A term that ``renews`` is followed by another on that day, at the list price of the day.
    """

    on: date
    renews: bool
    billing_type: str
    count: int
    named: tuple[Named, ...]


def coming(actor: Actor, *, days: Period) -> list[TermsEnd]:
    """Return the ends of terms in these days, by day; a monthly term ends in each month.

    What stands still or was cancelled neither renews nor ends. A renewal that no billing run
    has written down yet is counted all the same.
    """
    found: dict[tuple[date, bool, str], list[tuple[int, Named]]] = defaultdict(list)
    for row in _last_terms(actor, days):
        named = Named(row["customer"], row["customer_id"], row["name"], row["quantity"])
        # Of terms that are alike only the first few are read; the first tells how many there are.
        alike = row["alike"] if row["place"] == 1 else 0
        for on in _ends(row, days):
            found[on, row["renews"], row["billing_type"]].append((alike, named))
    return [
        TermsEnd(
            on=on,
            renews=renews,
            billing_type=billing_type,
            count=sum(alike for alike, _ in rows),
            named=tuple(_first(named for _, named in rows)),
        )
        for (on, renews, billing_type), rows in sorted(found.items())
    ]


def _last_terms(actor: Actor, days: Period) -> Iterator[dict[str, Any]]:
    """Read the last terms that end before the days are over, a few of each kind."""
    running = Subscription.objects.visible_to(actor).filter(
        status=Status.ACTIVE, term_months__gt=0
    )
    later = Term.objects.filter(
        subscription=OuterRef("subscription"), number__gt=OuterRef("number")
    )
    rows: Any = (
        Term.objects.filter(~Exists(later), subscription__in=running, ends_on__lt=days.end)
        .annotate(
            term_months=F("subscription__term_months"),
            renews=F("subscription__auto_renew"),
            billing_type=F("subscription__availability__sku__product__billing_type"),
            customer=F("subscription__customer__name"),
            customer_id=F("subscription__customer__public_id"),
            name=F("subscription__name"),
            quantity=F("subscription__quantity"),
        )
        .annotate(
            alike=Window(Count("pk"), partition_by=ALIKE),
            place=Window(RowNumber(), partition_by=ALIKE, order_by=("customer", "name", "pk")),
        )
        .filter(place__lte=MOST_NAMED)
        .order_by("ends_on", "customer", "name", "pk")
    )
    shown = rows.values(*ALIKE, "customer", "customer_id", "name", "quantity", "alike", "place")
    yield from shown.iterator(chunk_size=2000)


def _ends(term: dict[str, Any], days: Period) -> Iterator[date]:
    """Yield the days on which the term and those that follow it end, counted from the anchor."""
    anchor, ends_on = term["anchored_on"], term["ends_on"]
    if not term["renews"]:
        if ends_on in days:
            yield ends_on
        return
    months = (ends_on.year - anchor.year) * 12 + ends_on.month - anchor.month
    for step in count():
        day = add_months(anchor, months + step * term["term_months"]) if step else ends_on
        if day >= days.end:
            return
        if day in days:
            yield day


def _first(named: Iterator[Named]) -> list[Named]:
    return sorted(named, key=lambda one: (one.customer, one.name))[:MOST_NAMED]
