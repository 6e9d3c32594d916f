"""Questions about customers and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from customers.models import Customer, Order, Status, Subscription, SubscriptionChange, Term
from partnercenter.access import Actor

HELD_FIRST = [
    When(status=status, then=place)
    for place, status in enumerate((Status.ACTIVE, Status.SUSPENDED))
]
LICENCES = Q(availability__sku__product__billing_type="license")


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many customers a partner has, and how much they hold."""

    customers: int
    subscriptions: int
    licences: int


def holdings(actor: Actor) -> Holdings:
    """Return the numbers of the partner's whole book."""
    active = Q(status=Status.ACTIVE)
    counted = Subscription.objects.visible_to(actor).aggregate(
        subscriptions=Count("pk", filter=active),
        licences=Coalesce(Sum("quantity", filter=active & LICENCES), Value(0)),
    )
    return Holdings(
        customers=Customer.objects.visible_to(actor).count(),
        subscriptions=counted["subscriptions"],
        licences=counted["licences"],
    )


def subscriptions_of(actor: Actor, *, customer: Customer, on: date) -> QuerySet[Subscription]:
    """Return what a customer holds, then held, each with its timeline and its price of the day.

    ``guaranteed_until`` (excluded), ``unit_price`` and ``price_list`` (its id) are those of the
    term running on the day, or of the last one; a metered plan has none.
    """
    terms = Term.objects.filter(subscription=OuterRef("pk"), starts_on__lte=on)
    running = terms.order_by("-starts_on")
    return (
        Subscription.objects.visible_to(actor)
        .filter(customer=customer)
        .select_related("order", "availability__sku__product", "base")
        .prefetch_related(
            Prefetch(
                "changes",
                SubscriptionChange.objects.select_related("recorded_by").order_by("sequence"),
            )
        )
        .annotate(
            guaranteed_until=Subquery(running.values("ends_on")[:1]),
            unit_price=Subquery(running.values("price__unit_price")[:1]),
            price_list=Subquery(running.values("price__price_list")[:1]),
        )
        .order_by(Case(*HELD_FIRST, default=len(HELD_FIRST)), "name", "id")
    )


def orders_of(actor: Actor, *, customer: Customer) -> QuerySet[Order]:
    """Return the customer's orders, newest first, each with ``items``: what was bought in it."""
    return (
        Order.objects.filter(customer=customer, customer__in=Customer.objects.visible_to(actor))
        .annotate(items=Count("subscriptions"))
        .order_by("-placed_on", "-id")
    )
