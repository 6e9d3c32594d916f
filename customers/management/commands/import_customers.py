"""Take in customers from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from customers.services import customer_files
from partnercenter.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in new customers of partners that are there."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        return f"{name}: {customer_files.take_in(file=file, name=name, at=at)} customers."
