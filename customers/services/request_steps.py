"""What every step of a service request does alike: lock it, say something, decide, record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from customers.models import RequestMessage, RequestState, ServiceRequest
from customers.services import request_files
from customers.services.request_checks import checked_text
from customers.services.request_kinds import BY_CODE
from partnercenter import audit
from partnercenter.attachments import Arriving
from partnercenter.errors import Refused
from partnercenter.models import User


class AlreadyDecided(Refused):
    """A request is decided or withdrawn once; what follows needs a new one."""

    code = "request_already_decided"


class NotWaiting(Refused):
    """The request waits for the other side already."""

    code = "request_not_waiting"


def locked(request: ServiceRequest) -> ServiceRequest:
    """Return the request under its lock until the transaction ends; raises AlreadyDecided."""
    held = ServiceRequest.objects.select_for_update().get(pk=request.pk)
    if not held.is_open:
        raise AlreadyDecided(
            _("%(number)s is closed: %(state)s. Open a new request to go on.")
            % {"number": held.number, "state": held.get_state_display().lower()}
        )
    return held


def say(
    request: ServiceRequest,
    text: str,
    files: Sequence[Arriving] = (),
    *,
    at: datetime,
    by: User,
    from_supplier: bool,
    is_internal: bool = False,
) -> RequestMessage:
    """Add a message with its files; raises NotAsked and Unacceptable."""
    message = RequestMessage.objects.create(
        request=request,
        at=at,
        by=by,
        from_supplier=from_supplier,
        is_internal=is_internal,
        text=checked_text(text),
    )
    if files:
        request_files.attach(message, files, kind=BY_CODE[request.kind])
    return message


def move(request: ServiceRequest, state: str, *, at: datetime) -> None:
    """Let an open request wait for the other side, from now on."""
    request.state, request.changed_at = state, at
    request.save(update_fields=["state", "changed_at"])


def decide(request: ServiceRequest, state: RequestState, *, at: datetime, by: User) -> None:
    """Close the request; the database never changes it again."""
    request.state, request.changed_at = state, at
    request.decided_at, request.decided_by = at, by
    request.save(update_fields=["state", "changed_at", "decided_at", "decided_by", "outcome"])


def record(
    request: ServiceRequest,
    act: str,
    *,
    at: datetime,
    by: User,
    for_partner: bool = True,
    **facts: object,
) -> None:
    """Tell the activity log; what only the supplier knows stays out of the partner's."""
    partner_id = request.partner_id if for_partner else None
    audit.record(act, request.number, at=at, by=by, partner_id=partner_id, **facts)
