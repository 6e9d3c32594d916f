"""``manage.py examples FILE``: play a file of worked examples and tell which come out."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from billing.examples.reading import UnreadableExamples, examples_in
from billing.examples.scenarios import write
from billing.examples.verdicts import FAIL, PASS, SKIP, verdicts
from partnercenter import upgrade
from pricing.engine.proration import STRATEGIES


class Command(BaseCommand):
    """Reads worked examples, for instance from a vendor's statements; nothing is kept of them."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON file of examples (docs/examples.md)")
        parser.add_argument(
            "--strategy",
            choices=[*STRATEGIES, "all"],
            help="how to prorate; without it, as the billing type does by default",
        )

        parser.add_argument(
            "--scenarios",
            action="store_true",
            help="write the page of common billing scenarios anew from the file instead",
        )

    def handle(
        self, *, file: Path, strategy: str | None, scenarios: bool = False, **_options: Any
    ) -> None:
        """Print a line for each example and the count; fail when any failed."""
        if scenarios:
            _make_tables()
            where, count = write(examples_in(file))
            self.stdout.write(f"{count} scenarios written to {where}")
            return
        _make_tables()
        outcomes: Counter[str] = Counter()
        try:
            for verdict in verdicts(examples_in(file), strategy=strategy):
                outcomes[verdict.outcome] += 1
                self.stdout.write(str(verdict))
        except UnreadableExamples as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{outcomes[PASS]} passed, {outcomes[FAIL]} failed, {outcomes[SKIP]} skipped"
        )
        if outcomes[FAIL]:
            raise SystemExit(1)


def _make_tables() -> None:
    """Let an installation that never ran have its tables: stories are played in them."""
    with upgrade.one_at_a_time():
        if not MigrationRecorder(connection).applied_migrations():
            upgrade.migrate()
        elif waiting := upgrade.waiting_migrations():
            raise CommandError(f"run manage.py upgrade first: {len(waiting)} migrations wait")
