"""Celery doors: a task reads the clock, finds its row, and makes one call."""

from celery import shared_task
from django.utils import timezone

from pricing.models import PreviewRun
from pricing.services import list_files, previews


@shared_task(name="pricing.make_next_list_file")
def make_next_list_file(**_: object) -> None:
    """Make one file of a price list of those asked for: one message was sent for each."""
    list_files.make_next(at=timezone.now())


@shared_task(name="pricing.sweep_list_files")
def sweep_list_files(**_: object) -> None:
    """Wake a worker for every file of a price list that was asked for and not made."""
    list_files.sweep(at=timezone.now())


@shared_task(name="pricing.publish_what_is_due")
def publish_what_is_due(**_: object) -> None:
    """Ask for the lists that are missing; a late or doubled call does no harm."""
    now = timezone.now()
    previews.request_due(on=now.date(), at=now)


@shared_task(name="pricing.perform_preview_run")
def perform_preview_run(*, run_id: int, **_: object) -> None:
    """Publish the missing lists of one month."""
    previews.perform(run=PreviewRun.objects.get(pk=run_id), at=timezone.now())
