"""The list of a partner's customers, quick however many there are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from customers.models import Customer, Status, Subscription
from customers.models.customers import CustomerQuerySet
from partnercenter import keyset
from partnercenter.access import Actor

COUNTED = 1_000
NAME, NEWEST = "name", "newest"
SORTS = {NAME: ("name", "id"), NEWEST: ("relationship_since", "id")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see; what is empty asks for everything."""

    words: str = ""
    segment: str = ""
    country: str = ""
    with_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How many customers fit; ``more`` where there are more than were counted."""

    number: int
    more: bool = False


def search(actor: Actor, wanted: Wanted) -> CustomerQuerySet:
    """Return the customers that fit, in no order."""
    found = Customer.objects.visible_to(actor)
    for word in wanted.words.split():
        found = found.filter(_mentions(word))
    if wanted.segment:
        found = found.filter(segment=wanted.segment)
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.with_suspended:
        suspended = Subscription.objects.visible_to(actor).filter(status=Status.SUSPENDED)
        found = found.filter(pk__in=suspended.values("customer"))
    return found


def page(
    found: CustomerQuerySet, asked: Mapping[str, str], *, sort: str, size: int
) -> keyset.Page[Customer]:
    """Return the page that the address asks for, each customer with ``active_subscriptions``.

    By name, or the newest relationship first. The number is counted for the rows shown only.
    """
    active = (
        Subscription.objects.filter(customer=OuterRef("pk"), status=Status.ACTIVE)
        .order_by()
        .values("customer")
        .annotate(number=Count("pk"))
        .values("number")
    )
    counted = found.annotate(active_subscriptions=Coalesce(Subquery(active), Value(0)))
    return keyset.page(counted, by=SORTS[sort], size=size, asked=asked, descending=sort == NEWEST)


def count(found: CustomerQuerySet, *, exactly: bool) -> Found:
    """Count what fits; unless it is to be known exactly, to a thousand and no further."""
    if exactly:
        return Found(found.count())
    number = found[: COUNTED + 1].count()
    return Found(min(number, COUNTED), more=number > COUNTED)


def _mentions(word: str) -> Q:
    asked = Q(name__icontains=word) | Q(domain__icontains=word)
    try:
        return asked | Q(public_id=uuid.UUID(word))
    except ValueError:
        return asked
