"""Take in partners from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from customers.services import partner_files
from partnercenter.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in new partners, each with its billing date, currency and VAT id."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        return f"{name}: {partner_files.take_in(file=file, name=name, at=at)} partners."
