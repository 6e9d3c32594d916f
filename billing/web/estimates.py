"""The estimate of a stream's open period: its sums, its lines with their reasons, its file."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing.engine.streams import STREAMS
from billing.queries import estimate_file, explanations, lines
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
from billing.services import estimates
from billing.web.estimate_addresses import addresses, line_address
from billing.web.line_table import grouping, line_filter, line_table
from customers.models import Partner
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission

A_PAGE = 50


@require_safe
@requires(Permission.SEE_BILLING)
def page(request: ActorRequest, stream: str) -> HttpResponse:
    """Show what is unbilled; currency, filters and page of the lines stand in the address."""
    found = _outlook(request, stream)
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
    period = _outlook(request, stream).period
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
        "may_see_prices": request.actor.may(Permission.SEE_PRICE_LISTS),
    }
    unfolding = request.headers.get("HX-Request")
    template = "billing/line_row.html" if unfolding else "billing/estimate_line.html"
    return render(request, template, context)


@require_POST
@requires(Permission.SEE_BILLING)
def update(request: ActorRequest, stream: str) -> HttpResponse:
    """Ask for the estimate anew; the answer to htmx waits for it, without it the page does."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    estimates.ask(partner=partner, stream=stream, at=timezone.now())
    if request.headers.get("HX-Request"):
        return _state(request, stream)
    said = _("The estimate is being worked out. Reload this page in a few seconds to see it.")
    messages.info(request, said)
    return redirect(_shown_on(request, stream))


@require_safe
@requires(Permission.SEE_BILLING)
def status(request: ActorRequest, stream: str) -> HttpResponse:
    """Answer the poll: still waiting, or there, and then its part of the page is fetched."""
    return _state(request, stream)


@require_safe
@requires(Permission.DOWNLOAD_RECONCILIATION)
def export(request: ActorRequest, stream: str) -> StreamingHttpResponse:
    """Stream the lines that the filters in the address leave, of one currency or of all."""
    period = _outlook(request, stream).period
    made = readable(request.actor).filter(stream=stream, period_start=period.start)
    estimate = get_object_or_404(made, made_at__isnull=False)
    wanted = lines.lines(lines_of(estimate), line_filter(request.GET))
    if currency := request.GET.get("currency"):
        wanted = wanted.filter(currency=currency)
    response = StreamingHttpResponse(
        estimate_file.csv(wanted), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{estimate_file.file_name(estimate)}"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _outlook(request: ActorRequest, stream: str) -> Outlook:
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


def _state(request: ActorRequest, stream: str) -> HttpResponse:
    context = {
        "outlook": _outlook(request, stream),
        "at": addresses(stream),
        "on": request.GET.get("on", ""),
        "is_answer": True,
    }
    return render(request, "billing/estimate_state.html", context)


def _shown_on(request: ActorRequest, stream: str) -> str:
    """Return the page on which the estimate is shown: its own, or the stream's billing page."""
    at = addresses(stream)
    return at.overview if request.GET.get("on") == "overview" else at.page
