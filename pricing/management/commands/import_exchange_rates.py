"""Take in exchange rates from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from partnercenter.management.importing import ImportCommand
from pricing.services import exchange_rates


class Command(ImportCommand):
    help = "Take in exchange rates by month; a rate that is there never changes."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        return f"{name}: {exchange_rates.take_in(file=file, name=name, at=at)} exchange rates."
