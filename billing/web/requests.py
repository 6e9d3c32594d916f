"""Service requests: the list of them, and one with everything that was said and changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Invoice
from billing.queries.request_outcomes import outcomes_of
from billing.queries.requests import RequestFilter, conversation, filtered, may_go_on
from billing.web.request_addresses import address_of
from billing.web.request_forms import FactsForm, Talk, facts_of
from customers.models import RequestKind, RequestState, ServiceRequest
from customers.services.request_kinds import BY_CODE
from partnercenter import submissions
from partnercenter.access import Actor, ActorRequest, requires
from partnercenter.roles import Permission

A_PAGE = 50
TONES = {
    RequestState.IN_REVIEW: ("info", "wait"),
    RequestState.PENDING_PARTNER: ("warn", ""),
    RequestState.COMPLETED: ("good", ""),
    RequestState.DECLINED: ("bad", ""),
    RequestState.WITHDRAWN: ("none", ""),
}
STATES = [("open", gettext_lazy("Open")), *RequestState.choices]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the look of its state."""

    row: ServiceRequest
    tone: str
    icon: str


@requires(Permission.ASK_QUESTIONS)
def requests(request: ActorRequest) -> HttpResponse:
    """List the requests that fit the filters in the address, newest first."""
    wanted, sees_all = _wanted(request), request.actor.may(Permission.SEE_REQUESTS)
    page = Paginator(filtered(request.actor, wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [asked(row) for row in page],
        "wanted": wanted,
        "chips": list(_chips(wanted)),
        "kinds": RequestKind.choices,
        "states": STATES,
        "sees_all": sees_all,
    }
    return render(request, "billing/requests.html", context)


@requires(Permission.ASK_QUESTIONS)
def one(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show a request: its facts, its conversation, what it changed, and the way to reply."""
    return shown(request, visible(request.actor, public_id))


def shown(request: ActorRequest, found: ServiceRequest, form: Talk | None = None) -> HttpResponse:
    """Answer with the page of a request, with the reply as it was typed when it was refused."""
    may = may_go_on(request.actor, found)
    number = found.invoice_number
    invoice = Invoice.objects.visible_to(request.actor).filter(number=number).first()
    context = {
        "asked": asked(found),
        "row": found,
        "kind": BY_CODE[found.kind],
        "invoice": invoice if number else None,
        "said": conversation(found),
        "outcomes": [(o, address_of(o, request.actor)) for o in outcomes_of(found)],
        "form": (form or reply_form(found, request.actor)) if may else None,
        "lost": bool(request.FILES),
        "validity": (found.valid_from, found.valid_until) if found.valid_until else None,
        "withdrawal_key": submissions.new_key(),
        "is_waiting": found.state == RequestState.PENDING_PARTNER,
    }
    return render(request, "billing/request.html", context)


def visible(actor: Actor, public_id: UUID) -> ServiceRequest:
    """Return the request; 404 when it is another partner's, or not this person's to see."""
    found = ServiceRequest.objects.visible_to(actor).select_related(
        "partner", "customer", "opened_by", "decided_by"
    )
    return get_object_or_404(found, public_id=public_id)


def reply_form(found: ServiceRequest, actor: Actor, *given: object) -> Talk:
    """Return the form for a reply; one that was asked back lets its facts be corrected."""
    kind = BY_CODE[found.kind]
    if found.state == RequestState.PENDING_PARTNER and kind.asks:
        return FactsForm(*given, kind=kind, actor=actor, initial=facts_of(found))
    return Talk(*given, kind=kind)


def asked(row: ServiceRequest) -> Asked:
    """Return the request with the look of its state."""
    return Asked(row, *TONES[RequestState(row.state)])


def _wanted(request: ActorRequest) -> RequestFilter:
    """Return the filters in the address; what nobody could choose counts as none."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return RequestFilter(
        state=state if state in dict(STATES) else "",
        kind=kind if kind in RequestKind.values else "",
        whose="mine" if request.GET.get("whose") == "mine" else "",
    )


def _chips(wanted: RequestFilter) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if wanted.state:
        yield "state", _("State"), str(dict(STATES)[wanted.state])
    if wanted.kind:
        yield "kind", _("Kind"), str(RequestKind(wanted.kind).label)
    if wanted.whose:
        yield "whose", _("Opened by"), _("me")
