"""Questions about carts: what is in one, and what may be there twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from customers.models import Cart, CartItem, Customer, Status, Subscription
from partnercenter.models import User

JUST_ORDERED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Held:
    """What the customer has of an offer already; ``ordered_at`` when within the last 24 hours."""

    quantity: int
    since: date
    ordered_at: datetime | None


def cart_of(*, customer: Customer, owner: User) -> Cart | None:
    """Return the person's open cart for the customer, if there is one."""
    return Cart.objects.filter(customer=customer, owner=owner).first()


def items_of(cart: Cart | None) -> list[CartItem]:
    """Return what is in the cart as it was put there, each add-on after its base."""
    if cart is None:
        return []
    told = [f"{above}availability__sku__product" for above in ("", "base__", "base_item__")]
    items = list(cart.items.select_related(*told).order_by("pk"))
    below = {item.pk: [one for one in items if one.base_item_id == item.pk] for item in items}
    return [one for item in items if item.base_item_id is None for one in (item, *below[item.pk])]


def bases_held(*, customer: Customer, offers: Collection[str], on: date) -> QuerySet[Subscription]:
    """Return the active subscriptions with a running term that an add-on may stand below.

    ``offers`` are the ids of base offers in lower case; none for any licence.
    """
    held = Subscription.objects.filter(
        customer=customer,
        status=Status.ACTIVE,
        base=None,
        availability__sku__product__billing_type="license",
        terms__starts_on__lte=on,
        terms__ends_on__gt=on,
    ).distinct()
    if offers:
        written = [*offers, *(code.upper() for code in offers)]
        held = held.filter(availability__sku__offer_id__in=written)
    return held.select_related("availability__sku").order_by("name", "pk")


def held_already(*, customer: Customer, skus: Collection[int], at: datetime) -> dict[int, Held]:
    """Return what the customer holds of these SKUs, or ordered in the last 24 hours, by SKU.

    That makes another order of the same a likely duplicate (domain 12 #31). One query.
    """
    ordered = Q(order__placed_at__gt=at - JUST_ORDERED)
    rows = (
        Subscription.objects.filter(
            Q(status=Status.ACTIVE) | ordered, customer=customer, availability__sku__in=skus
        )
        .order_by("starts_on", "pk")
        .values_list("availability__sku_id", "quantity", "starts_on", "order__placed_at", "status")
    )
    found: dict[int, Held] = {}
    for sku, quantity, since, placed_at, status in rows:
        before = found.get(sku, Held(0, since, None))
        active = quantity if status == Status.ACTIVE else 0
        is_new = placed_at is not None and placed_at > at - JUST_ORDERED
        found[sku] = Held(
            before.quantity + active, before.since, placed_at if is_new else before.ordered_at
        )
    return found


def twice_in(items: Sequence[CartItem]) -> set[int]:
    """Return the SKUs that are in the cart more than once below the same base, or without one."""
    seen: set[tuple[int, int | None, int | None]] = set()
    twice = set()
    for item in items:
        key = item.availability.sku_id, item.base_id, item.base_item_id
        if key in seen:
            twice.add(item.availability.sku_id)
        seen.add(key)
    return twice
