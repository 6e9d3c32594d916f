"""Take in a price list from a file."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, BinaryIO

from partnercenter.management.days import month
from partnercenter.management.importing import ImportCommand
from pricing.engine.lists import KINDS
from pricing.queries import list_counts
from pricing.services import price_lists


class Command(ImportCommand):
    help = "Take in a price list; for a list that is there already it becomes the next edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, choices=[kind.code for kind in KINDS])
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")
        parser.add_argument("--currency", help="needed when the file does not name it")
        parser.add_argument("--market", default="", help="a country, when the list is for one")

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        asked = {key: options[key] for key in ("kind", "month", "currency", "market")}
        taken = price_lists.take_in(file=file, name=name, at=at, **asked)
        return f"{taken}: {list_counts.told(taken)}."
