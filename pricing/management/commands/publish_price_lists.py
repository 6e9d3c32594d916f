"""Publish the price lists that are due, as the clock does."""

from argparse import ArgumentParser
from datetime import UTC, date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from partnercenter.management.days import day
from pricing.models import PreviewRun, WorkState
from pricing.services import previews


class Command(BaseCommand):
    help = (
        "Publish the lists nobody imported: those of months that have begun, and the previews of "
        "the next month. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", type=day, metavar="YYYY-MM-DD", help="as if it were that day (UTC)"
        )

    def handle(self, *, on: date | None, **_options: Any) -> None:
        at = timezone.now()
        today = on or at.astimezone(UTC).date()
        previews.request_due(on=today, at=at)
        made = 0
        for run in PreviewRun.objects.exclude(state=WorkState.DONE).order_by("month"):
            for price_list in previews.perform(run=run, on=today, at=at):
                made += 1
                self.stdout.write(f"{price_list}: {price_list.row_count} prices.")
        left = PreviewRun.objects.exclude(state=WorkState.DONE).order_by("month")
        for run in left:
            self.stderr.write(f"{run}: {run.error}")
        if left:
            raise SystemExit(1)
        if not made:
            self.stdout.write("No list is due.")
