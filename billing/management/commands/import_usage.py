"""Take in metered consumption from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from billing.services import usage
from partnercenter.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in a file of daily usage; what it costs follows from the price lists."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        taken = usage.take_in(file=file, name=name, at=at)
        return f"{taken}: {taken.row_count} rows of {taken.first_on} to {taken.last_on}."
