"""The supplier's side of service requests: take one, answer, ask back, complete, decline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import RequestMessage, RequestState, ServiceRequest
from customers.services import request_tellings
from customers.services.request_steps import NotWaiting, decide, locked, move, record, say
from partnercenter.attachments import Arriving
from partnercenter.models import User

Outcome = Sequence[Mapping[str, object]]


@transaction.atomic
def take(*, request: ServiceRequest, at: datetime, by: User) -> ServiceRequest:
    """Make the request one's own among the supplier's people; raises AlreadyDecided."""
    held = locked(request)
    held.assigned_to = by
    held.save(update_fields=["assigned_to"])
    record(held, "request.taken", at=at, by=by, for_partner=False)
    return held


@transaction.atomic
def note(*, request: ServiceRequest, text: str, at: datetime, by: User) -> RequestMessage:
    """Keep something for the supplier's own people, also of a request that is closed.

    Raises NotAsked.
    """
    message = say(request, text, at=at, by=by, from_supplier=True, is_internal=True)
    record(request, "request.noted", at=at, by=by, for_partner=False)
    return message


@transaction.atomic
def answer(
    *, request: ServiceRequest, text: str, files: Sequence[Arriving] = (), at: datetime, by: User
) -> RequestMessage:
    """Add to the conversation without deciding, and tell the partner.

    Raises AlreadyDecided, NotAsked and Unacceptable.
    """
    held = locked(request)
    message = say(held, text, files, at=at, by=by, from_supplier=True)
    move(held, held.state, at=at)
    record(held, "request.answered", at=at, by=by, files=len(files))
    request_tellings.tell(held, "answered")
    return message


@transaction.atomic
def ask_back(
    *, request: ServiceRequest, text: str, files: Sequence[Arriving] = (), at: datetime, by: User
) -> ServiceRequest:
    """Ask the partner for what is missing; the request waits for it meanwhile.

    Raises AlreadyDecided, NotWaiting when the partner was asked already, NotAsked, Unacceptable.
    """
    held = locked(request)
    if held.state != RequestState.IN_REVIEW:
        raise NotWaiting(_("The partner was asked already and has not answered yet."))
    say(held, text, files, at=at, by=by, from_supplier=True)
    move(held, RequestState.PENDING_PARTNER, at=at)
    record(held, "request.asked_back", at=at, by=by)
    request_tellings.tell(held, "asked")
    return held


@transaction.atomic
def complete(
    *, request: ServiceRequest, text: str, outcome: Outcome = (), at: datetime, by: User
) -> ServiceRequest:
    """Answer and close the request; ``outcome`` names the rows that the decision made.

    Whoever makes those rows does so in the same transaction, after ``request_steps.locked``.
    Raises AlreadyDecided and NotAsked.
    """
    held = locked(request)
    say(held, text, at=at, by=by, from_supplier=True)
    held.outcome = [dict(one) for one in outcome]
    decide(held, RequestState.COMPLETED, at=at, by=by)
    made = ", ".join(f"{one['what']} {one['key']}" for one in outcome)
    record(held, "request.completed", at=at, by=by, outcome=made)
    request_tellings.tell(held, "completed")
    return held


@transaction.atomic
def decline(*, request: ServiceRequest, reason: str, at: datetime, by: User) -> ServiceRequest:
    """Close the request without doing what it asks, and say why.

    Raises AlreadyDecided and NotAsked.
    """
    held = locked(request)
    say(held, reason, at=at, by=by, from_supplier=True)
    decide(held, RequestState.DECLINED, at=at, by=by)
    record(held, "request.declined", at=at, by=by)
    request_tellings.tell(held, "declined")
    return held
