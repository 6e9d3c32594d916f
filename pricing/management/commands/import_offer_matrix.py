"""Take in an offer matrix from a file."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any, BinaryIO

from partnercenter.management.importing import ImportCommand
from pricing.services import offer_matrices


class Command(ImportCommand):
    help = "Take in an offer matrix; for a month that has one already it is the next edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, type=_month, metavar="YYYY-MM")

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        taken = offer_matrices.take_in(file=file, name=name, month=options["month"], at=at)
        rules = taken.rules.count()
        return f"{taken}: {rules} rules; {taken.row_count - rules} rows are of unknown offers."


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a month, such as 2026-11") from None
