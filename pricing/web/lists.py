"""Price lists of a kind: the current one, its preview, and the editions there were."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission
from pricing.engine import lists
from pricing.models.prices import may_see
from pricing.queries import lists as questions
from pricing.queries.due_lists import previewed
from pricing.queries.list_counts import counts_of
from pricing.web.offers import listed
from pricing.web.readable import may_see_impact

# A year of a list that was never corrected.
A_PAGE = 12


@requires(Permission.SEE_CONSUMPTION_PRICES)
def price_lists(request: ActorRequest) -> HttpResponse:
    """List what is published for the partner, of the kind in the address."""
    actor, on = request.actor, timezone.now().date()
    kinds = [kind for kind in lists.KINDS if may_see(actor, kind)]
    kind = next((one for one in kinds if one.code == request.GET.get("kind")), kinds[0])
    page = Paginator(questions.published(actor, kind=kind.code), A_PAGE).get_page(
        request.GET.get("page")
    )
    now = questions.now_and_next(actor, kind=kind.code, on=on)
    counts = counts_of([*now, *page])
    context = {
        "kinds": kinds,
        "kind": kind,
        "currency": kind.currency or actor.currency,
        "may_see_impact": may_see_impact(request),
        "has_previews": kind.code in previewed(),
        "now": [listed(row, counts[row.pk], on) for row in now],
        "page": page,
        "listed": [listed(row, counts[row.pk], on) for row in page],
    }
    return render(request, "pricing/price_lists.html", context)
