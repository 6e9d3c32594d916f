"""Take in purchases from a file."""

from datetime import datetime
from typing import Any, BinaryIO

from customers.services import subscription_files
from partnercenter.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in new subscriptions at the prices in force on the day each was bought."

    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        return f"{name}: {subscription_files.take_in(file=file, name=name, at=at)} subscriptions."
