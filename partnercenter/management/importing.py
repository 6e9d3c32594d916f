"""The door for files: what every import command does around its service."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnercenter.errors import Refused
from partnercenter.intake import NotTakenIn

STANDARD_INPUT = "-"


class ImportCommand(BaseCommand, ABC):
    """Hands a file to a service, and tells in one line what came in or in many why nothing did."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="CSV, plain or gzipped, or a workbook (XLSX); - reads the standard input"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        name = "standard input" if file == STANDARD_INPUT else Path(file).name
        try:
            with _opened(file) as source:
                self.stdout.write(self.take_in(source, name, timezone.now(), **options))
        except NotTakenIn as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            if more := error.total - len(error.problems):
                self.stderr.write(f"and {more} more")
            self.refuse()
        except Refused as error:
            self.stderr.write(str(error))
            self.refuse()

    @abstractmethod
    def take_in(self, file: BinaryIO, name: str, at: datetime, **options: Any) -> str:
        """Call the service and return what to tell."""

    def refuse(self) -> None:
        self.stderr.write("Nothing was stored.")
        raise SystemExit(1)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        source = Path(file).open("rb")  # noqa: SIM115 (an error of reading it is told otherwise)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    with source:
        yield source
