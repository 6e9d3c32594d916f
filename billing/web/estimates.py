"""The estimate of a stream's open period: its sums, and its lines with their reasons."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from billing.engine.streams import STREAMS
from billing.queries import explanations, price_reasons
from billing.queries.estimates import (
    Outlook,
    Sums,
    as_charge,
    as_invoice,
    lines_of,
    outlook,
    readable,
)
from billing.queries.lines import Row, change_of
from billing.web.estimate_addresses import addresses, line_address
from billing.web.line_table import grouping, line_table
from customers.models import Partner
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission

A_PAGE = 50


@require_safe
@requires(Permission.SEE_BILLING)
def page(request: ActorRequest, stream: str) -> HttpResponse:
    """Show what is unbilled; currency, filters and page of the lines stand in the address."""
    found = outlook_of(request, stream)
    chosen = _chosen(found.sums, request)
    context = {
        "stream": STREAMS[stream],
        "outlook": found,
        "at": addresses(stream),
        "chosen": chosen,
        "may_export": request.actor.may(Permission.DOWNLOAD_RECONCILIATION),
    }
    if found.estimate and chosen:
        context["tax_words"] = explanations.tax_words(as_invoice(found.estimate, chosen.currency))
        context["table"] = line_table(
            lines_of(found.estimate).filter(currency=chosen.currency),
            request.GET,
            currency=chosen.currency,
            address=line_address,
            a_page=A_PAGE,
        )
    return render(request, "billing/estimate.html", context)


@vary_on_headers("HX-Request")
@require_safe
@requires(Permission.SEE_BILLING)
def line(request: ActorRequest, stream: str, currency: str, position: int) -> HttpResponse:
    """Explain one line as its invoice would: as a page of its own, or as a row that unfolds."""
    period = outlook_of(request, stream).period
    open_now = readable(request.actor).filter(stream=stream, period_start=period.start)
    estimate = get_object_or_404(open_now)
    among = lines_of(estimate).filter(currency=currency)
    found = get_object_or_404(among, position=position)
    charge = as_charge(found, as_invoice(estimate, currency))
    context = {
        "stream": STREAMS[stream],
        "at": addresses(stream),
        "invoice": charge.invoice,
        "line": charge,
        "row": Row(charge, currency, line_address(found)),
        "grouping": grouping(request.GET),
    }
    if "fold" in request.GET:
        return render(request, "billing/line_row.html", {**context, "folded": True})
    context |= {
        "explanation": explanations.explain(charge),
        "change": change_of(found, among, currency=currency, address=line_address),
        "reason": price_reasons.reason_of(charge, actor=request.actor),
    }
    unfolding = request.headers.get("HX-Request")
    template = "billing/line_row.html" if unfolding else "billing/estimate_line.html"
    return render(request, template, context)


def outlook_of(request: ActorRequest, stream: str) -> Outlook:
    """Return the stream of the person's own partner, as of now."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    on = timezone.now().date()
    return outlook(request.actor, partner=partner, stream=stream, on=on)


def _chosen(sums: Sequence[Sums], request: ActorRequest) -> Sums | None:
    """Return the currency asked for, the partner's own where none is, else the first."""
    for wanted in (request.GET.get("currency", ""), request.actor.currency):
        for one in sums:
            if one.currency == wanted:
                return one
    return sums[0] if sums else None
