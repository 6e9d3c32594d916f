"""``manage.py verify``: derive every issued line and total again, from what is stored."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.models import Invoice
from billing.queries.verification import Verified, verify


class Command(BaseCommand):
    """Uses the stored inputs of each line and the rounding of each document, and no price list."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", help="document numbers; all when none is given")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        """Print every difference and the count; fail when there is one."""
        invoices = Invoice.objects.issued().order_by("issued_on", "number")
        if numbers:
            invoices = invoices.filter(number__in=numbers)
            if missing := set(numbers) - set(invoices.values_list("number", flat=True)):
                raise CommandError(f"no document is called {', '.join(sorted(missing))}")
        documents = lines = differences = 0
        for invoice in invoices.iterator():
            verified = verify(invoice)
            documents, lines = documents + 1, lines + verified.lines
            differences += len(verified.differences)
            self._tell(verified)
        self.stdout.write(
            f"{documents} documents with {lines} lines verified, {differences} differences"
        )
        if differences:
            sys.exit(1)

    def _tell(self, verified: Verified) -> None:
        for found in verified.differences:
            where = f"line {found.position}" if found.position else "document"
            self.stdout.write(
                f"{verified.invoice.number}  {where}  {found.field}: "
                f"said {found.said}, derived {found.derived}"
            )
