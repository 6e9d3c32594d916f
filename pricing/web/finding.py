"""Find a price: over every list that holds today, by words of a title or by an id."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission
from pricing.queries.finding import find
from pricing.queries.list_filters import shown
from pricing.web.list_filters import LONGEST_SEARCH
from pricing.web.offers import offer

A_PAGE = 50


@requires(Permission.SEE_CONSUMPTION_PRICES)
def found(request: ActorRequest) -> HttpResponse:
    """List what fits the search; the only one that does is shown at once."""
    words = request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    if not words:
        return HttpResponseRedirect(reverse("pricing:price_lists"))
    prices = find(request.actor, words=words, on=timezone.now().date())
    page = Paginator(prices.values_list("pk", flat=True), A_PAGE).get_page(request.GET.get("page"))
    offers = [offer(row) for row in shown(page)]
    if page.paginator.count == 1:
        only = offers[0].price.availability.availability_id
        return HttpResponseRedirect(reverse("pricing:item", args=[only]))
    context = {"words": words, "page": page, "offers": offers}
    return render(request, "pricing/found.html", context)
