"""Placing an order: everything in a cart is bought together, or nothing is."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from customers.models import Cart, CartItem, Order, Partner, Subscription, Term
from customers.queries.carts import items_of
from customers.services import carts, purchases
from customers.services.carts import NothingToOrder
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.intake import NotTakenIn, Problem
from partnercenter.models import User


class NotOrdered(Refused):
    """Something in the cart cannot be bought, so nothing was; names the item and the reason."""

    code = "not_ordered"

    def __init__(self, name: str, problem: Problem) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"{name}: {problem.reason}")


class ChangedMeanwhile(Refused):
    """What would be done is not what the page showed: a price or something else changed since."""

    code = "changed_meanwhile"


@transaction.atomic
def place(
    *,
    cart: Cart,
    purchase_order: str,
    on: date,
    at: datetime,
    by: User | None = None,
    seen: str | None = None,
) -> Order:
    """Buy everything in the cart on the day, in one order under the purchase order number.

    Each item becomes a subscription of its own id, at the price in force and guaranteed for its
    term (domain 10.6); the cart is gone then. Who may order software is asked at the door.
    ``seen`` is the ``mark`` of what the person was shown. Raises NothingToOrder, NotOrdered and
    ChangedMeanwhile.
    """
    Partner.objects.select_for_update().get(pk=cart.customer.partner_id)
    held = Cart.objects.select_for_update().filter(pk=cart.pk).first()
    items = items_of(held)
    if held is None or not items:
        raise NothingToOrder(_("There is nothing in the cart: it is empty, or ordered already."))
    customer, order_id = held.customer, uuid.uuid4().hex[:12].upper()
    staged = purchases.stage(
        customer=customer,
        items=carts.wanted(items, purchase_order=purchase_order),
        on=on,
        order_id=order_id,
    )
    try:
        purchases.make(staged=staged, at=at, by=by, named=True)
    except NotTakenIn as refused:
        problem = refused.problems[0]
        raise NotOrdered(_called(items, problem.row), problem) from refused
    order = Order.objects.get(order_id=order_id)
    if seen is not None and seen != mark(order):
        raise ChangedMeanwhile(
            _("The cart or a price in it changed meanwhile: look through it once more.")
        )
    order.placed_at, order.placed_by = at, by
    order.save(update_fields=["placed_at", "placed_by"])
    held.delete()
    _record(order, at, by)
    return order


def mark(order: Order) -> str:
    """Return what tells two orders apart that do not buy the same at the same prices (SHA-256)."""
    terms = Term.objects.filter(subscription=OuterRef("pk"), number=1)
    rows = (
        Subscription.objects.filter(order=order)
        .annotate(price=Subquery(terms.values("price")))
        .order_by("public_id")
        .values_list(
            "public_id", "quantity", "frequency", "term_months", "auto_renew", "currency", "price"
        )
    )
    return hashlib.sha256(repr([tuple(map(str, row)) for row in rows]).encode()).hexdigest()


@transaction.atomic
def correct_purchase_order(
    *, order: Order, purchase_order: str, at: datetime, by: User | None = None
) -> Order:
    """Let invoices to come bear another purchase order number; issued ones keep theirs."""
    held = Order.objects.select_for_update().get(pk=order.pk)
    before, held.purchase_order = held.purchase_order, purchase_order
    if before != purchase_order:
        held.save(update_fields=["purchase_order"])
        audit.record(
            "order.purchase_order",
            held,
            at=at,
            by=by,
            partner_id=held.customer.partner_id,
            before=before,
            after=purchase_order,
        )
    return held


def _called(items: list[CartItem], row: int) -> str:
    item = items[max(row, 1) - 1]
    return item.name or item.availability.sku.title


def _record(order: Order, at: datetime, by: User | None) -> None:
    """Write the order and each of its subscriptions into the activity log."""
    bought = list(Subscription.objects.filter(order=order).order_by("pk"))
    partner_id = order.customer.partner_id
    audit.record(
        "order.place",
        order,
        at=at,
        by=by,
        partner_id=partner_id,
        customer=order.customer,
        on=order.placed_on,
        items=len(bought),
        purchase_order=order.purchase_order,
    )
    for one in bought:
        audit.record(
            "subscription.purchase",
            one,
            at=at,
            by=by,
            partner_id=partner_id,
            on=one.starts_on,
            quantity=one.quantity,
            order=order.order_id,
        )
