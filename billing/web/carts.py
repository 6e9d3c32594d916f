"""The cart of one person for one customer: looked through, ordered as a whole, emptied item by item."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.web.item_previews import Told, told
from billing.web.offers import key_of
from billing.web.order_forms import OrderForm
from customers.models import Cart, CartItem, Customer
from customers.queries.carts import Held, cart_of, held_already, items_of, twice_in
from customers.queries.software import is_software
from customers.queries.ways import Way
from customers.services import carts, catalogue, orders
from customers.web.catalogue import whose
from customers.web.ways import label
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.errors import Refused
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED
from pricing.engine.settings import setting


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the cart in words."""

    item: CartItem
    title: str
    way: str
    base: str
    told: Told
    held: Held | None
    is_twice: bool
    at_the_end: str
    takes_add_ons: bool


@require_safe
@requires(Permission.PLACE_ORDERS)
def cart(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show what is about to be ordered, with every obstacle and all that it will cost."""
    return _page(request, whose(request, public_id), timezone.now())


@require_POST
@requires(Permission.PLACE_ORDERS)
def place(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Order everything in the cart; a second click leads to the order of the first."""
    customer, at, owner = whose(request, public_id), timezone.now(), person(request)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, at, form)

    def act() -> str:
        open_cart = cart_of(customer=customer, owner=owner)
        items = items_of(open_cart)
        if open_cart is None:
            raise carts.NothingToOrder(_("There is nothing in the cart."))
        sold = [item.availability_id for item in items]
        if is_software(sold) and not request.actor.may(Permission.ORDER_SOFTWARE):
            raise PermissionDenied
        order = orders.place(
            cart=open_cart,
            purchase_order=form.cleaned_data["purchase_order"].strip(),
            on=at.date(),
            at=at,
            by=owner,
            seen=form.cleaned_data["seen"] or None,
        )
        said = _("Order %(order)s is placed.") % {"order": order.order_id}
        messages.success(request, said)
        return reverse("customers:order", args=[order.order_id])

    try:
        return redirect(submissions.once(key_of(request), by=owner, at=at, act=act))
    except Refused as refused:
        if held := cart_of(customer=customer, owner=owner):
            number = form.cleaned_data["purchase_order"].strip()
            with suppress(carts.NothingToOrder):
                carts.note_purchase_order(cart=held, purchase_order=number, at=at)
        messages.error(request, _("Nothing was ordered. %(why)s") % {"why": refused})
        return redirect("customers:cart", public_id=public_id)


@require_POST
@requires(Permission.PLACE_ORDERS)
def remove(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Take one item out of the cart, with its add-ons."""
    customer, at = whose(request, public_id), timezone.now()
    items = items_of(cart_of(customer=customer, owner=person(request)))
    item = next((one for one in items if one.public_id == item_id), None)
    if item is None:
        raise Http404
    with suppress(carts.NothingToOrder):
        carts.remove(item=item, at=at)
    title = item.name or item.availability.sku.title
    messages.success(request, _("%(title)s was removed.") % {"title": title})
    return redirect("customers:cart", public_id=public_id)


def _page(
    request: ActorRequest, customer: Customer, at: datetime, form: OrderForm | None = None
) -> HttpResponse:
    held = cart_of(customer=customer, owner=person(request))
    items = items_of(held)
    found = told(customer=customer, items=carts.wanted(items), at=at)
    skus = [item.availability.sku_id for item in items]
    known = held_already(customer=customer, skus=skus, at=at) if items else {}
    twice = twice_in(items)
    lines = [_line(item, found.of[item.public_id], known, twice) for item in items]
    initial = {"seen": found.preview.mark if found.preview else ""}
    context: dict[str, Any] = {
        "customer": customer,
        "lines": lines,
        "order": found,
        "form": form or OrderForm(initial={**initial, "purchase_order": _number(held)}),
        "stopped": sum(1 for line in lines if line.told.obstacles),
        "key": submissions.new_key(),
        "credited": any(map(_is_credited, items)),
        "fixed": [line.title for line in lines if not line.item.availability.sku.may_be_cancelled],
        "full_credit_days": setting(settings.BILLING_RULES, "full_credit_days"),
        "on": at.date(),
    }
    status = 200 if form is None else 422
    return render(request, "billing/cart.html", context, status=status)


def _number(held: Cart | None) -> str:
    return held.purchase_order if held else ""


def _line(item: CartItem, found: Told, known: dict[int, Held], twice: set[int]) -> Line:
    sku = item.availability.sku
    base = item.base or item.base_item
    return Line(
        item=item,
        title=item.name or sku.title,
        way=label(Way(item.frequency, item.term_months, None), sku),
        base=(base.name or base.availability.sku.title) if base else "",
        told=found,
        held=known.get(sku.pk),
        is_twice=sku.pk in twice,
        at_the_end=_at_the_end(item),
        takes_add_ons=base is None
        and sku.product.billing_type == catalogue.LICENSE
        and not sku.is_trial,
    )


def _at_the_end(item: CartItem) -> str:
    """Say what becomes of it when its term ends; nothing where there is no such day."""
    sku = item.availability.sku
    if sku.is_trial or not item.term_months or sku.product.billing_type in METERED:
        return ""
    base = item.base or item.base_item
    if item.auto_renew and base is not None and not base.auto_renew:
        return _("ends with its base")
    return _("renews automatically") if item.auto_renew else _("ends with its term")


def _is_credited(item: CartItem) -> bool:
    """Say whether it is given back in full when it is cancelled soon (domain 4.3)."""
    sku = item.availability.sku
    is_licence = sku.product.billing_type == catalogue.LICENSE and not sku.is_trial
    return is_licence and sku.may_be_cancelled
