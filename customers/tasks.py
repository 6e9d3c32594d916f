"""Celery doors: a task reads the clock, finds its row, and makes one call."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from customers.models import ServiceRequest
from customers.services import announcements, invitation_mails, request_tellings
from customers.services.imports import taking_in
from partnercenter import submissions
from partnercenter.invitations import NotSent
from partnercenter.models import User


@shared_task(name="customers.forget_submissions")
def forget_submissions(**_: object) -> None:
    """Remove the keys of forms that were sent long ago."""
    submissions.forget(before=timezone.now())


@shared_task(name="customers.forget_imports")
def forget_imports(**_: object) -> None:
    """Remove files that were shown long ago and never taken in."""
    taking_in.forget(at=timezone.now())


@shared_task(name="customers.forget_sessions")
def forget_sessions(**_: object) -> None:
    """Remove sessions that have run out."""
    SessionStore.clear_expired()


@shared_task(name="customers.announce_previews")
def announce_previews(*, after: int = 0, **_: object) -> None:
    """Tell a batch of partners of the coming month's price lists, each partner once."""
    now = timezone.now()
    announcements.announce(on=now.date(), at=now, after=after)


@shared_task(name="customers.tell_of_request")
def tell_of_request(*, request_id: int, event: str, **_: object) -> None:
    """Tell the other side of a service request that it moved."""
    request = ServiceRequest.objects.select_related("partner").filter(pk=request_id).first()
    if request is not None:
        request_tellings.send(request=request, event=event)


@shared_task(
    name="customers.tell_of_invitation",
    autoretry_for=(NotSent,),
    retry_backoff=60,  # seconds, twice as long each time
    max_retries=4,
)
def tell_of_invitation(*, person_id: int, by_id: int, **_: object) -> None:
    """Send somebody the mail with which a password is chosen."""
    found = User.objects.in_bulk([person_id, by_id])
    if person_id in found and by_id in found:
        invitation_mails.send(person=found[person_id], by=found[by_id])
