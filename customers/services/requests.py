"""The partner's side of service requests: open one, reply, correct it, withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Partner, RequestMessage, RequestState, ServiceRequest
from customers.services import request_tellings
from customers.services.request_checks import Facts, NotAsked, checked_facts, checked_subject
from customers.services.request_kinds import BY_CODE
from customers.services.request_steps import NotWaiting, decide, locked, move, record, say
from partnercenter.attachments import Arriving
from partnercenter.models import User


@transaction.atomic
def open_request(
    *,
    partner: Partner,
    kind: str,
    subject: str,
    text: str,
    facts: Facts,
    files: Sequence[Arriving] = (),
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Open a request of a kind with its first message and files, and tell the supplier.

    Raises NotAsked when something that its kind needs is missing or is no tax id of the
    partner's country (domain 6.4), and Unacceptable for a file.
    """
    rules = BY_CODE[kind]
    given = checked_facts(facts, kind=rules, partner=partner)
    if rules.certificate and not files:
        words = _("Attach the certificate: without it nothing can be decided.")
        raise NotAsked(words, field="files")
    request = ServiceRequest.objects.create(
        partner=partner,
        kind=kind,
        subject=checked_subject(subject),
        opened_at=at,
        opened_by=by,
        changed_at=at,
        **given,
    )
    say(request, text, files, at=at, by=by, from_supplier=False)
    record(request, "request.opened", at=at, by=by, kind=kind)
    request_tellings.tell(request, "opened")
    return request


@transaction.atomic
def reply(
    *, request: ServiceRequest, text: str, files: Sequence[Arriving] = (), at: datetime, by: User
) -> RequestMessage:
    """Add to the conversation and tell the supplier; a request that waited returns to review.

    Raises AlreadyDecided, NotAsked and Unacceptable.
    """
    held = locked(request)
    message = say(held, text, files, at=at, by=by, from_supplier=False)
    move(held, RequestState.IN_REVIEW, at=at)
    record(held, "request.replied", at=at, by=by, files=len(files))
    request_tellings.tell(held, "replied")
    return message


@transaction.atomic
def resubmit(
    *,
    request: ServiceRequest,
    text: str,
    facts: Facts,
    files: Sequence[Arriving] = (),
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Correct what the supplier asked about, and return the request to review (domain 6.2).

    Raises AlreadyDecided, NotWaiting unless the supplier asked back, NotAsked, Unacceptable.
    """
    held = locked(request)
    if held.state != RequestState.PENDING_PARTNER:
        raise NotWaiting(_("The supplier looks at this request now: reply instead."))
    given = checked_facts(facts, kind=BY_CODE[held.kind], partner=held.partner)
    changed = {name: value for name, value in given.items() if getattr(held, name) != value}
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=list(changed))
    say(held, text, files, at=at, by=by, from_supplier=False)
    move(held, RequestState.IN_REVIEW, at=at)
    record(held, "request.resubmitted", at=at, by=by, files=len(files), changed=", ".join(changed))
    request_tellings.tell(held, "replied")
    return held


@transaction.atomic
def withdraw(*, request: ServiceRequest, at: datetime, by: User) -> ServiceRequest:
    """End the request at the partner's own wish; raises AlreadyDecided."""
    held = locked(request)
    decide(held, RequestState.WITHDRAWN, at=at, by=by)
    record(held, "request.withdrawn", at=at, by=by)
    request_tellings.tell(held, "withdrawn")
    return held
