"""Questions about orders: the history of a partner, found by words, customer and days."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from customers.models import Customer, Order, Subscription
from customers.models.subscriptions import OrderQuerySet
from partnercenter.access import Actor

NEWEST_FIRST = ("placed_on", "id")
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; ``since`` and ``until`` are days, both included."""

    words: str = ""
    customer: Customer | None = None
    since: date | None = None
    until: date | None = None


def search(actor: Actor, asked: Asked) -> OrderQuerySet:
    """Return the orders that fit, each with customer, who placed it, and its subscriptions."""
    found = Order.objects.visible_to(actor)
    for word in asked.words.split()[:MOST_WORDS]:
        found = found.filter(_mentions(word))
    if asked.customer is not None:
        found = found.filter(customer=asked.customer)
    if asked.since:
        found = found.filter(placed_on__gte=asked.since)
    if asked.until:
        found = found.filter(placed_on__lte=asked.until)
    bought = Subscription.objects.select_related("availability__sku__product").order_by("pk")
    return found.select_related("customer", "placed_by").prefetch_related(
        Prefetch("subscriptions", bought)
    )


def _mentions(word: str) -> Q:
    asked = (
        Q(order_id__icontains=word)
        | Q(purchase_order__icontains=word)
        | Q(customer__name__icontains=word)
    )
    try:
        return asked | Q(customer__public_id=uuid.UUID(word))
    except ValueError:
        return asked
