"""Questions about service requests: which there are, who may go on with one, which is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from customers.models import (
    Attachment,
    RequestKind,
    RequestMessage,
    RequestState,
    ServiceRequest,
)
from customers.services.request_kinds import BY_CODE
from partnercenter.access import Actor
from partnercenter.roles import Permission

NO_LONGER = (RequestState.DECLINED, RequestState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list of requests is narrowed to; empty for everything."""

    state: str = ""
    kind: str = ""
    whose: str = ""


def filtered(actor: Actor, wanted: RequestFilter) -> QuerySet[ServiceRequest]:
    """Return the requests that the person sees and that fit, newest first."""
    found: QuerySet[ServiceRequest] = ServiceRequest.objects.visible_to(actor)
    if wanted.state == "open":
        found = found.filter(state__in=(RequestState.IN_REVIEW, RequestState.PENDING_PARTNER))
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.whose == "mine":
        found = found.filter(opened_by=actor.user_id)
    return found.select_related("customer", "opened_by").order_by("-opened_at", "-id")


def conversation(request: ServiceRequest, *, with_notes: bool = False) -> QuerySet[RequestMessage]:
    """Return what was said, oldest first; internal notes only for the supplier's people."""
    files = Prefetch("attachments", Attachment.objects.order_by("id"))
    said = request.messages.select_related("by").prefetch_related(files).order_by("at", "id")
    return said if with_notes else said.filter(is_internal=False)


def may_go_on(actor: Actor, request: ServiceRequest) -> bool:
    """Whether the person may reply to a request that it sees, and withdraw it (domain 2.3).

    Requests about tax and credit are those of the roles that open them; others only read them.
    """
    return request.is_open and actor.may(BY_CODE[request.kind].permission)


def withholdings_of(actor: Actor, numbers: Iterable[str | None]) -> Mapping[str, ServiceRequest]:
    """Return the request about tax withheld from each of these invoices that has one."""
    if not actor.may(Permission.SEE_REQUESTS):
        return {}
    found = ServiceRequest.objects.visible_to(actor).filter(
        kind=RequestKind.WITHHOLDING, invoice_number__in=[one for one in numbers if one]
    )
    kept = found.exclude(state__in=NO_LONGER).order_by("id")
    return {request.invoice_number: request for request in kept}
