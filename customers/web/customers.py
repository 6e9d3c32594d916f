"""The partner's customers: finding one, and all it holds."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, Segment
from customers.queries import customers as questions
from customers.web.holdings import held
from partnercenter import localize
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission

A_PAGE = 50
NEWEST_ORDERS = 20


@requires(Permission.SEE_CUSTOMERS)
def customers(request: ActorRequest) -> HttpResponse:
    """List the customers that fit the search and the segment in the address."""
    words = request.GET.get("search", "").strip()[:200]
    segment = request.GET.get("segment", "")
    segment = segment if segment in Segment.values else ""
    found = questions.search(request.actor, words=words, segment=segment)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "segment": segment,
        "segments": Segment.choices,
        "chips": list(_chips(words, segment)),
    }
    return render(request, "customers/customers.html", context)


@requires(Permission.SEE_CUSTOMERS)
def customer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show one customer: who it is, what it holds and held, and what it ordered."""
    actor, on = request.actor, timezone.now().date()
    found = get_object_or_404(Customer.objects.visible_to(actor), public_id=public_id)
    subscriptions = questions.subscriptions_of(actor, customer=found, on=on)
    page = Paginator(subscriptions, A_PAGE).get_page(request.GET.get("page"))
    orders = Paginator(questions.orders_of(actor, customer=found), NEWEST_ORDERS)
    context = {"customer": found, "page": page, "held": [held(row, on) for row in page]}
    context["orders"] = orders.get_page(request.GET.get("orders"))
    context["country"] = localize.locale_of().territories.get(found.country, found.country)
    context["may_see_prices"] = actor.may(Permission.SEE_PRICE_LISTS)
    return render(request, "customers/customer.html", context)


def _chips(words: str, segment: str) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if words:
        yield "search", _("Search"), words
    if segment:
        yield "segment", _("Segment"), str(Segment(segment).label)
