"""Price lists by kind and month, and the prices on one of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission
from pricing.engine import lists
from pricing.models import PriceList
from pricing.queries import lists as questions
from pricing.web.offers import listed, offer

A_PAGE = 50
OFFERS_A_PAGE = 100


@requires(Permission.SEE_PRICE_LISTS)
def price_lists(request: ActorRequest) -> HttpResponse:
    """List what is published in the partner's currency, of the kind in the address."""
    currency = request.actor.currency
    kind = request.GET.get("kind", "")
    found = questions.published(currency=currency, kind=kind)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": [listed(row, timezone.now().date()) for row in page],
        "kinds": lists.KINDS,
        "kind": kind if kind in lists.BY_CODE else "",
        "currency": currency,
    }
    return render(request, "pricing/price_lists.html", context)


@requires(Permission.SEE_PRICE_LISTS)
def price_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the prices of one list that fit the search in the address."""
    visible = PriceList.objects.filter(currency=request.actor.currency)
    found = get_object_or_404(visible, pk=pk)
    correction, on = questions.correction_of(found), timezone.now().date()
    context = {
        "list": found,
        "correction": correction,
        "standing": questions.standing(found, on=on, is_corrected=correction is not None),
        **_prices(found, request.GET),
    }
    return render(request, "pricing/price_list.html", context)


def _prices(found: PriceList, asked: QueryDict) -> dict[str, object]:
    """Return the prices that fit the words in the address, a page at a time."""
    words = asked.get("search", "").strip()[:200]
    prices = questions.prices_of(found, words=words)
    page = Paginator(prices, OFFERS_A_PAGE).get_page(asked.get("page"))
    return {
        "words": words,
        "chips": [("search", _("Search"), words)] if words else [],
        "page": page,
        "offers": [offer(row) for row in page],
    }
