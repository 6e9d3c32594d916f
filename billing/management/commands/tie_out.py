"""Hold every reconciliation file against its invoice, to the cent."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing.models import Invoice
from billing.queries.file_sums import file_sums
from billing.queries.tie_outs import Sums
from partnercenter.money import Money


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
            self._tell(invoice, files)
        self.stdout.write(f"{seen[True]} documents tie to the cent, {seen[False]} differ")
        if seen[False]:
            sys.exit(1)

    def _tell(self, invoice: Invoice, files: Sums) -> None:
        """Write the sums of one document, and name what is in none of its files."""
        self.stdout.write(
            f"{invoice.number}  {invoice.currency}  lines {_figure(files.net):>14}"
            f"  adjustments {_figure(files.adjustments)}  subtotal {_figure(files.said_net):>14}"
            f"  difference {_figure(files.difference)}  tax difference "
            f"{_figure(files.tax_difference)}{'' if files.ties else '  <- DIFFERS'}"
        )
        adjusted = files.adjusted
        for one in adjusted.named:
            back = f" (takes back {one.takes_back.invoice})" if one.takes_back else ""
            self.stdout.write(
                f"    {one.applies_on}  {_figure(one.net):>14}  tax {_figure(one.tax):>12}"
                f"  {one.reason}{back}"
            )
        if adjusted.unnamed:
            self.stdout.write(
                f"    and {adjusted.unnamed} more  {_figure(adjusted.unnamed_net)}"
                f"  tax {_figure(adjusted.unnamed_tax)}"
            )


def _figure(amount: Money) -> str:
    return f"{amount.rounded().amount}"
