"""What one customer can order today: search, kinds, prices, and why something cannot be ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import CartItem, Customer, Subscription
from customers.queries.carts import cart_of, items_of
from customers.services import catalogue as questions
from customers.services.catalogue import Asked, Found, OnSale
from customers.web.ways import summary
from partnercenter import localize
from partnercenter.access import ActorRequest, person, requires
from partnercenter.money import Money
from partnercenter.roles import Permission
from pricing.queries import offer_rule_words, units
from pricing.queries.bands import tidy

A_PAGE = 50
KINDS: dict[str, Promise] = {
    questions.LICENSE: gettext_lazy("Licences"),
    questions.ADD_ON: gettext_lazy("Add-ons"),
    questions.TRIAL: gettext_lazy("Trials"),
    "usage": gettext_lazy("Metered services"),
    "consumption": gettext_lazy("Consumption plan"),
    "reservation": gettext_lazy("Reservations"),
    questions.SOFTWARE: gettext_lazy("Software"),
    "marketplace": gettext_lazy("Marketplace"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One offer of the catalogue in words; ``reason`` tells why it cannot be ordered."""

    title: str
    availability_id: str
    kind: str
    publisher: str
    price: Money | None
    retail: Money | None
    unit: str
    ways: str
    seats: str
    reason: str
    has_price_page: bool


@requires(Permission.PLACE_ORDERS)
def catalogue(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """List what the customer can buy, or with ``?base=`` the add-ons that fit what it holds."""
    customer, on = whose(request, public_id), timezone.now().date()
    items = items_of(cart_of(customer=customer, owner=person(request)))
    base = _base(request, customer, items)
    asked = Asked(
        words=request.GET.get("search", "").strip()[:200],
        kind=_kind(request.GET.get("kind", "")),
        everything=request.GET.get("everything") == "1",
        base=base.availability.sku.offer_id or "" if base else "",
        hidden=hidden(request),
    )
    found = questions.search(customer, asked, on=on)
    pages: Paginator[OnSale] = Paginator(cast("Any", found), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "customer": customer,
        "base": base,
        "base_id": request.GET.get("base", "") if base else "",
        "items_in_cart": len(items),
        "asked": asked,
        "kinds": [(code, KINDS[code], found.counts[code]) for code in _shown(found, asked)],
        "page": page,
        "rows": [row(one, request, on) for one in page.object_list],
        "others": found.others,
        "chips": list(_chips(asked)),
        "on": on,
    }
    return render(request, "customers/catalogue.html", context)


def whose(request: ActorRequest, public_id: UUID) -> Customer:
    """Return the customer that something is ordered for; 404 of another partner's."""
    visible = Customer.objects.visible_to(request.actor).select_related("partner")
    return get_object_or_404(visible, public_id=public_id)


def hidden(request: ActorRequest) -> tuple[str, ...]:
    """Return the kinds that this person may not order (domain 2.2)."""
    return () if request.actor.may(Permission.ORDER_SOFTWARE) else (questions.SOFTWARE,)


def row(one: OnSale, request: ActorRequest, on: date) -> Row:
    """Return an offer in words."""
    sold, price = one.availability, one.price
    return Row(
        title=sold.sku.title,
        availability_id=sold.availability_id,
        kind=str(KINDS.get(one.kind, one.kind)),
        publisher=sold.sku.product.publisher,
        price=tidy(price.unit_price, sold.currency) if price else None,
        retail=tidy(price.erp_price, sold.currency) if price and price.erp_price else None,
        unit=units.unit_words(sold) if price else "",
        ways=summary(one.ways, sold.sku),
        seats=offer_rule_words.seats(one.rule) if one.rule else "",
        reason=why_not(one, on),
        has_price_page=price is not None and sees_price_page(request, sold.currency),
    )


def sees_price_page(request: ActorRequest, currency: str) -> bool:
    """Say whether the page of a price in the currency is there for this person."""
    actor = request.actor
    return actor.may(Permission.SEE_PRICE_LISTS) and currency == actor.currency


def why_not(one: OnSale, on: date) -> str:
    """Say why every customer like this one cannot order an offer; nothing when it can."""
    sold = one.availability
    month = f"{on:%Y-%m}"
    return {
        "": "",
        "segment": _("Only for other customers: %(whom)s") % {"whom": units.for_whom(sold)},
        "market": _("Not sold in this country, but in %(place)s")
        % {"place": localize.country(sold.market)},
        "unlisted": _("On the price list, but not in the offer matrix of %(month)s yet")
        % {"month": month},
        "country": _("Sold in %(places)s only")
        % {"places": ", ".join(one.rule.countries if one.rule else ())},
        "add_on": _("An add-on: choose it with its base"),
    }[one.reason]


def _base(
    request: ActorRequest, customer: Customer, items: list[CartItem]
) -> Subscription | CartItem | None:
    """Return the base whose add-ons are wanted: an item of the cart, or what the customer holds."""
    try:
        asked = UUID(request.GET["base"]) if request.GET.get("base") else None
    except ValueError as error:
        raise Http404 from error
    if asked is None:
        return None
    in_cart = next((item for item in items if item.public_id == asked), None)
    if in_cart is not None:
        return in_cart
    held = Subscription.objects.visible_to(request.actor).filter(customer=customer)
    return get_object_or_404(held.select_related("availability__sku"), public_id=asked)


def _kind(asked: str) -> str:
    return asked if asked in KINDS else ""


def _shown(found: Found, asked: Asked) -> list[str]:
    return [code for code in KINDS if found.counts[code] or code == asked.kind]


def _chips(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if asked.words:
        yield "search", _("Search"), asked.words
    if asked.kind:
        yield "kind", _("Kind"), str(KINDS[asked.kind])
    if asked.everything:
        yield "everything", _("Also"), _("what is for others")
