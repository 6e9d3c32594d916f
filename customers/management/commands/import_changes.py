"""Take in what happened to subscriptions from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from customers.services import change_files
from partnercenter.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Continue the timelines of subscriptions: quantities, suspensions, cancellations."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        return f"{name}: {change_files.take_in(file=file, name=name, at=at)} changes."
