"""What can be done with an estimate: bring it up to date, wait for it, take it along as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.queries import estimate_file, lines
from billing.queries.estimates import lines_of, readable
from billing.services import estimates
from billing.web.estimate_addresses import addresses
from billing.web.estimates import outlook_of
from billing.web.line_table import line_filter
from customers.models import Partner
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission


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
    period = outlook_of(request, stream).period
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


def _state(request: ActorRequest, stream: str) -> HttpResponse:
    context = {
        "outlook": outlook_of(request, stream),
        "at": addresses(stream),
        "on": request.GET.get("on", ""),
        "is_answer": True,
    }
    return render(request, "billing/estimate_state.html", context)


def _shown_on(request: ActorRequest, stream: str) -> str:
    """Return the page on which the estimate is shown: its own, or the stream's billing page."""
    at = addresses(stream)
    return at.overview if request.GET.get("on") == "overview" else at.page
