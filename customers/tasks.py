"""Celery doors: a task reads the clock, finds its row, and makes one call."""

from celery import shared_task
from django.utils import timezone

from customers.services import announcements


@shared_task(name="customers.announce_previews")
def announce_previews(*, after: int = 0, **_: object) -> None:
    """Tell a batch of partners of the coming month's price lists, each partner once."""
    now = timezone.now()
    announcements.announce(on=now.date(), at=now, after=after)
