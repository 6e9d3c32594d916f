"""What can be chosen of an offer for a customer, and what is before anybody chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from customers.models import CartItem, Customer, Subscription
from customers.queries.carts import bases_held
from customers.queries.software import is_software
from customers.queries.ways import Way, ways
from customers.services import catalogue
from customers.services.catalogue import Asked, OnSale
from partnercenter.access import ActorRequest
from partnercenter.roles import Permission
from pricing.models import Availability

MOST_ADD_ONS = 50
Base = Subscription | CartItem


@dataclass(frozen=True, slots=True)
class Chosen:
    """An offer and its ways; the bases it can stand below, one of them its own; its add-ons."""

    sale: OnSale
    ways: tuple[Way, ...]
    bases: tuple[Base, ...]
    base: Base | None
    add_ons: tuple[OnSale, ...]


def sale_of(request: ActorRequest, customer: Customer, sold: Availability, *, on: date) -> OnSale:
    """Return the offer as this customer would buy it; 404 where it is on no list of the day.

    Raises PermissionDenied for software without the permission (domain 2.2).
    """
    if is_software([sold.pk]) and not request.actor.may(Permission.ORDER_SOFTWARE):
        raise PermissionDenied
    asked = Asked(offer=sold.sku.offer_id or "", everything=True)
    found = catalogue.search(customer, asked, on=on)[0:1]
    if not found:
        raise Http404
    return found[0]


def chosen(
    customer: Customer, sale: OnSale, *, items: list[CartItem], asked_base: str, on: date
) -> Chosen:
    """Return what can be chosen of an offer that is to be put into the cart with these items."""
    if sale.kind == catalogue.ADD_ON:
        bases = _bases(customer, sale, items, on)
        base = next((one for one in bases if str(one.public_id) == asked_base), None)
        return _below(sale, bases, base or next(iter(bases), None), on)
    add_ons: list[OnSale] = []
    if sale.kind == catalogue.LICENSE:
        asked = Asked(base=sale.availability.sku.offer_id or "")
        add_ons = catalogue.search(customer, asked, on=on)[0:MOST_ADD_ONS]
    orderable = tuple(one for one in add_ons if not one.reason)
    return Chosen(sale, sale.ways, (), None, orderable)


def changeable(sale: OnSale, item: CartItem, *, on: date) -> Chosen:
    """Return what can be changed of an item of the cart; its base stays."""
    base = item.base or item.base_item
    return _below(sale, (), base, on) if base else Chosen(sale, sale.ways, (), None, ())


def usual(chosen: Chosen, item: CartItem | None) -> dict[str, Any]:
    """Return what is chosen before anybody has, or what the item of the cart is."""
    if item is not None:
        return {
            "quantity": item.quantity,
            "way": f"{item.frequency}-{item.term_months}",
            "auto_renew": item.auto_renew,
            "name": item.name,
            "reseller": item.reseller_mpn_id,
        }
    rule, way = chosen.sale.rule, chosen.ways[0] if chosen.ways else None
    return {
        "quantity": rule.min_quantity if rule else 1,
        "way": way.code if way else "",
        "auto_renew": bool(way and way.frequency != "one_time"),
        "base": str(chosen.base.public_id) if chosen.base else "",
    }


def _bases(customer: Customer, sale: OnSale, items: list[CartItem], on: date) -> tuple[Base, ...]:
    """Return what the add-on can stand below: in the cart first, then what is held."""
    offers = sale.rule.depends_on if sale.rule else []
    in_cart = [
        one
        for one in items
        if one.base_id is None
        and one.base_item_id is None
        and one.availability.sku.product.billing_type == "license"
        and (not offers or (one.availability.sku.offer_id or "").lower() in offers)
    ]
    return (*in_cart, *bases_held(customer=customer, offers=offers, on=on))


def _below(sale: OnSale, bases: tuple[Base, ...], base: Base | None, on: date) -> Chosen:
    """An add-on is billed as its base is, and ends with it (domain 4.2)."""
    found: tuple[Way, ...] = ()
    if base is not None:
        own = Way(base.frequency, base.term_months, None)
        found = ways(sale.availability, rule=sale.rule, on=on, base=own)
    return Chosen(sale, found, bases, base, ())
