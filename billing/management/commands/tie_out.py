"""Hold every reconciliation file against its invoice, to the cent."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing.models import Invoice
from billing.queries.file_sums import file_sums


class Command(BaseCommand):
    help = "Add up the reconciliation files of all invoices (or one) and compare with each total."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", help="document numbers; all when none is given")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        invoices = Invoice.objects.issued().order_by("issued_on", "number")
        if numbers:
            invoices = invoices.filter(number__in=numbers)
        seen: Counter[bool] = Counter()
        for invoice in invoices.iterator():
            files = file_sums(invoice)
            seen[files.ties] += 1
            self.stdout.write(
                f"{invoice.number}  {invoice.currency}  lines {files.net.rounded().amount:>14}"
                f"  adjustments {files.adjustments.rounded().amount}  subtotal {files.said_net.rounded().amount:>14}"
                f"  difference {files.difference.rounded().amount}  tax difference "
                f"{files.tax_difference.rounded().amount}{'' if files.ties else '  <- DIFFERS'}"
            )
        self.stdout.write(f"{seen[True]} documents tie to the cent, {seen[False]} differ")
        if seen[False]:
            sys.exit(1)
