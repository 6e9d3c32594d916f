"""Take in an offer matrix from a file."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, BinaryIO

from partnercenter.management.days import month
from partnercenter.management.importing import ImportCommand
from pricing.services import offer_matrices


class Command(ImportCommand):
    help = "Take in an offer matrix; for a month that has one already it is the next edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        taken = offer_matrices.take_in(file=file, name=name, month=options["month"], at=at)
        rules = taken.rules.count()
        return f"{taken}: {rules} rules; {taken.row_count - rules} rows are of unknown offers."
