"""One offer for one customer: chosen, foreseen, and put into the cart; or changed in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.web.item_previews import OrderTold, told
from billing.web.offer_choices import Chosen, changeable, chosen, sale_of, usual
from billing.web.offer_forms import OfferForm
from customers.models import CartItem, Customer
from customers.queries.carts import cart_of, held_already, items_of
from customers.services import carts, catalogue
from customers.services.purchases import Item
from customers.web.catalogue import sees_price_page, whose, why_not
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission
from pricing.models import Availability
from pricing.queries import offer_rules


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLACE_ORDERS)
def offer(request: ActorRequest, public_id: UUID, availability_id: str) -> HttpResponse:
    """Show an offer with what is chosen of it in the address, and put it into the cart."""
    customer, at = whose(request, public_id), timezone.now()
    sold = get_object_or_404(
        Availability.objects.filter(sku__offer_id__isnull=False).select_related("sku"),
        availability_id=availability_id,
    )
    sale = sale_of(request, customer, sold, on=at.date())
    if sale.availability.pk != sold.pk:
        return redirect("customers:offer", public_id, sale.availability.availability_id)
    items = items_of(cart_of(customer=customer, owner=person(request)))
    asked = request.POST.get("base") or request.GET.get("base", "")
    can = chosen(customer, sale, items=items, asked_base=asked, on=at.date())
    return _page(request, customer, can, None, at)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLACE_ORDERS)
def cart_item(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Change an item of the person's cart."""
    customer, at = whose(request, public_id), timezone.now()
    items = items_of(cart_of(customer=customer, owner=person(request)))
    item = next((one for one in items if one.public_id == item_id), None)
    if item is None:
        raise Http404
    sale = sale_of(request, customer, item.availability, on=at.date())
    return _page(request, customer, changeable(sale, item, on=at.date()), item, at)


def _page(
    request: ActorRequest, customer: Customer, can: Chosen, item: CartItem | None, at: datetime
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    form = OfferForm(
        said if "quantity" in said else usual(can, item),
        customer=customer,
        sale=can.sale,
        ways=can.ways,
        bases=can.bases,
        add_ons=can.add_ons,
    )
    sound = form.is_valid() and bool(can.ways)
    if request.method == "POST" and sound:
        if request.POST.get("do") == "foresee":
            return redirect(f"{request.path}?{urlencode(_address(form))}")
        return _put(request, customer, form, item, at)
    sku, rows = can.sale.availability.sku, _rows(form, item) if sound else []
    found = told(customer=customer, items=rows, at=at)
    context = {
        "customer": customer,
        "sale": can.sale,
        "sku": sku,
        "item": item,
        "form": form,
        "order": found,
        "shown": _shown(found, form, item) if sound else [],
        "reason": why_not(can.sale, at.date()),
        "needs_base": can.sale.kind == catalogue.ADD_ON and can.base is None,
        "held": held_already(customer=customer, skus=[sku.pk], at=at).get(sku.pk),
        "rule": offer_rules.shown(sku, on=at.date(), beside=can.sale.availability),
        "has_price_page": sees_price_page(request, can.sale.availability.currency),
        "key": submissions.new_key(),
        "on": at.date(),
    }
    return render(request, "billing/offer.html", context)


def _address(form: OfferForm) -> dict[str, Any]:
    """Return what is chosen as parameters of an address."""
    return {name: value for name, value in form.cleaned_data.items() if value}


def _put(
    request: ActorRequest, customer: Customer, form: OfferForm, item: CartItem | None, at: datetime
) -> HttpResponse:
    choice, owner = form.choice(), person(request)
    title = choice.name or choice.availability.sku.title

    def act() -> str:
        if item is not None:
            carts.change(item=item, choice=choice, at=at)
            messages.success(request, _("%(title)s was changed.") % {"title": title})
        else:
            below = {one.availability: count for one, count in form.add_ons()}
            carts.add(customer=customer, owner=owner, choice=choice, add_ons=below, at=at)
            more = reverse("customers:catalogue", args=[customer.public_id])
            said = _("%(title)s is in the cart.") % {"title": title}
            link = _("Choose more offers")
            messages.success(request, format_html('{} <a href="{}">{}</a>', said, more, link))
        return reverse("customers:cart", args=[customer.public_id])

    return redirect(submissions.once(key_of(request), by=owner, at=at, act=act))


def key_of(request: ActorRequest) -> UUID:
    """Return the key that the form was shown with, a new one where it has none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return submissions.new_key()


def _rows(form: OfferForm, item: CartItem | None) -> list[Item]:
    """Return the choice as rows of an order: below its base, above its add-ons."""
    choice = form.choice()
    if item is not None:
        choice = replace(choice, base=item.base, base_item=item.base_item)
    above = carts.wanted([choice.base_item]) if choice.base_item else []
    base = choice.base or choice.base_item
    first = carts.row(choice, uuid4(), parent=base.public_id if base else None)
    below = [
        carts.row(
            replace(choice, availability=one.availability, quantity=count, name=""),
            uuid4(),
            parent=first.public_id,
        )
        for one, count in form.add_ons()
    ]
    return [*above, first, *below]


def _shown(order: OrderTold, form: OfferForm, item: CartItem | None) -> list[tuple[str, Any]]:
    """Return the title of what is chosen and of each add-on, with what is told of it."""
    choice = form.choice()
    titles = [choice.availability.sku.title]
    titles += [one.availability.sku.title for one, _count in form.add_ons()]
    return list(zip(titles, list(order.of.values())[-len(titles) :], strict=True))
