"""One price list: its state, its files, and the prices on it that fit the address."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission
from pricing.queries import list_counts, list_filters, lists
from pricing.web import downloads
from pricing.web.list_filters import chosen
from pricing.web.offers import offer
from pricing.web.paging import CountedPaginator
from pricing.web.readable import may_see_impact, readable_list

A_PAGE = 100


@requires(Permission.SEE_CONSUMPTION_PRICES)
def price_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the prices of one list that fit the filters in the address."""
    found, now = readable_list(request, pk), timezone.now()
    editions, counts = lists.editions_of(found), list_counts.counts(found)
    is_corrected = editions[-1] != found
    filters = chosen(found, request.GET, counts)
    prices = list_filters.prices_of(found, filters.wanted, order=filters.order)
    page = CountedPaginator(
        prices.values_list("pk", flat=True), A_PAGE, count=filters.count
    ).get_page(request.GET.get("page"))
    removed = filters.wanted.flag == list_filters.REMOVED
    context = {
        "list": found,
        "counts": counts,
        "correction": editions[-1] if is_corrected else None,
        "corrected": [one for one in editions if one.edition < found.edition],
        "standing": lists.standing(found, on=now.date(), is_corrected=is_corrected),
        "files": downloads.files(found, now=now),
        "may_see_impact": may_see_impact(request),
        "filters": filters,
        "page": page,
        "offers": [offer(row, removed=removed) for row in list_filters.shown(page)],
    }
    return render(request, "pricing/price_list.html", context)
