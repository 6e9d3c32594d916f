"""Filling a cart: what one person is about to order for one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Cart, CartItem, Customer, Subscription
from customers.services.purchases import Item, Wanted
from partnercenter.errors import Refused
from partnercenter.models import User
from pricing.models import Availability

MOST_ITEMS = 50


class CartFull(Refused):
    """A cart holds so many items at most."""

    code = "cart_full"


class NothingToOrder(Refused):
    """The cart is empty: nothing was put in, or it was ordered already."""

    code = "nothing_to_order"


class NoSuchBase(Refused):
    """The base of an add-on is of another customer, or in another cart."""

    code = "no_such_base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen of an offer. An add-on names a ``base`` held, or one in the same cart."""

    availability: Availability
    quantity: int
    frequency: str
    term_months: int
    auto_renew: bool
    name: str = ""
    reseller_mpn_id: str = ""
    base: Subscription | None = None
    base_item: CartItem | None = None


@transaction.atomic
def add(
    *,
    customer: Customer,
    owner: User,
    choice: Choice,
    at: datetime,
    add_ons: Mapping[Availability, int] | None = None,
) -> CartItem:
    """Put an offer into the person's cart for the customer, with so many of each add-on below it.

    Whether it may be ordered is told in the cart, and asked again by the order. Raises CartFull
    and NoSuchBase.
    """
    cart = _own(customer, owner, at)
    if cart.items.count() + 1 + len(add_ons or {}) > MOST_ITEMS:
        raise CartFull(_("A cart holds %(most)d items: order these first.") % {"most": MOST_ITEMS})
    if choice.base is not None and choice.base.customer_id != customer.pk:
        raise NoSuchBase(_("This customer does not hold the base of the add-on."))
    if choice.base_item is not None and choice.base_item.cart_id != cart.pk:
        raise NoSuchBase(_("The base of the add-on is not in this cart any more."))
    item = CartItem.objects.create(
        cart=cart,
        availability=choice.availability,
        quantity=choice.quantity,
        frequency=choice.frequency,
        term_months=choice.term_months,
        auto_renew=choice.auto_renew,
        name=choice.name,
        reseller_mpn_id=choice.reseller_mpn_id,
        base=choice.base,
        base_item=choice.base_item,
    )
    CartItem.objects.bulk_create(
        CartItem(
            cart=cart,
            availability=availability,
            quantity=quantity,
            frequency=choice.frequency,
            term_months=choice.term_months,
            auto_renew=choice.auto_renew,
            reseller_mpn_id=choice.reseller_mpn_id,
            base_item=item,
        )
        for availability, quantity in (add_ons or {}).items()
    )
    return item


@transaction.atomic
def change(*, item: CartItem, choice: Choice, at: datetime) -> CartItem:
    """Change how many, in which way and under which name; add-ons below it follow what changes.

    They are billed like it; whether it renews and who resells it holds for them from then on.
    Raises NothingToOrder when it was ordered or removed meanwhile.
    """
    held = _locked(item.cart, at).items.filter(pk=item.pk).first()
    if held is None:
        raise NothingToOrder(_("This is not in the cart any more."))
    followed: dict[str, object] = {
        "frequency": choice.frequency,
        "term_months": choice.term_months,
    }
    if choice.auto_renew != held.auto_renew:
        followed["auto_renew"] = choice.auto_renew
    if choice.reseller_mpn_id != held.reseller_mpn_id:
        followed["reseller_mpn_id"] = choice.reseller_mpn_id
    held.quantity, held.name = choice.quantity, choice.name
    held.frequency, held.term_months = choice.frequency, choice.term_months
    held.auto_renew, held.reseller_mpn_id = choice.auto_renew, choice.reseller_mpn_id
    held.save()
    held.add_ons.update(**followed)
    return held


@transaction.atomic
def remove(*, item: CartItem, at: datetime) -> None:
    """Take an item out of the cart, and the add-ons below it. Raises NothingToOrder."""
    _locked(item.cart, at)
    item.delete()


@transaction.atomic
def note_purchase_order(*, cart: Cart, purchase_order: str, at: datetime) -> None:
    """Keep the number that the invoices will bear; empty for none. Raises NothingToOrder."""
    held = _locked(cart, at)
    held.purchase_order = purchase_order
    held.save(update_fields=["purchase_order"])


def wanted(items: Sequence[CartItem], *, purchase_order: str = "") -> list[Item]:
    """Return the items as rows of one order; each has the id its subscription will have.

    They are in an order in which bases come first, as ``carts.items_of`` gives them.
    """
    return [
        row(
            item,
            item.public_id,
            parent=_parent(item),
            purchase_order=purchase_order,
        )
        for item in items
    ]


def _parent(item: CartItem) -> UUID | None:
    base = item.base or item.base_item
    return base.public_id if base else None


def row(
    chosen: Choice | CartItem, public_id: UUID, *, parent: UUID | None, purchase_order: str = ""
) -> Item:
    """Return what is chosen as one row of an order."""
    wanted = Wanted(
        offer=chosen.availability.sku.offer_id or "",
        quantity=chosen.quantity,
        frequency=chosen.frequency,
        term_months=chosen.term_months,
        auto_renew=chosen.auto_renew,
        name=chosen.name,
        purchase_order=purchase_order,
        reseller_mpn_id=chosen.reseller_mpn_id,
    )
    return Item(wanted=wanted, public_id=public_id, parent=parent)


def _own(customer: Customer, owner: User, at: datetime) -> Cart:
    """Return the person's cart, a new one where there is none or it is ordered just now."""
    told: dict[str, Any] = {"customer": customer, "owner": owner, "defaults": {"changed_at": at}}
    cart, _made = Cart.objects.get_or_create(**told)
    try:
        return _locked(cart, at)
    except NothingToOrder:
        cart, _made = Cart.objects.get_or_create(**told)
        return _locked(cart, at)


def _locked(cart: Cart, at: datetime) -> Cart:
    """Keep the cart from being ordered meanwhile, and note that it changes."""
    held = Cart.objects.select_for_update().filter(pk=cart.pk).first()
    if held is None:
        raise NothingToOrder(_("There is nothing in the cart: it is empty, or ordered already."))
    held.changed_at = at
    held.save(update_fields=["changed_at"])
    return held
