"""Write a price list to a file."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from partnercenter.errors import Refused
from partnercenter.management.days import month
from partnercenter.outgoing.formats import BY_CODE, Format
from pricing.engine.lists import KINDS
from pricing.models import PriceList
from pricing.queries.list_export import csv_of, workbook_of

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Write an edition of a price list to a file, the newest unless another is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="what to write; - is the standard output")
        parser.add_argument("--kind", required=True, choices=[kind.code for kind in KINDS])
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")
        parser.add_argument("--currency", required=True)
        parser.add_argument("--market", default="", help="a country, when the list is for one")
        parser.add_argument("--edition", type=int, help="its number; the newest when not given")
        parser.add_argument("--format", default="csv_exact", choices=list(BY_CODE))

    def handle(self, *, file: str, **asked: Any) -> None:
        price_list = self._found(asked)
        with _opened(file) as target:
            try:
                _write(price_list, BY_CODE[asked["format"]], target)
            except Refused as error:
                raise CommandError(str(error)) from error
        if file != STANDARD_OUTPUT:
            self.stdout.write(f"{price_list}: {file}")

    def _found(self, asked: dict[str, Any]) -> PriceList:
        editions = PriceList.objects.filter(
            kind=asked["kind"],
            month=asked["month"],
            currency=asked["currency"].upper(),
            market=asked["market"].upper(),
        )
        if asked["edition"]:
            editions = editions.filter(edition=asked["edition"])
        if price_list := editions.order_by("-edition").first():
            return price_list
        raise CommandError("There is no such price list.")


def _write(price_list: PriceList, file_format: Format, target: BinaryIO) -> None:
    if file_format.is_workbook:
        with workbook_of(price_list, flavour=file_format.flavour) as content:
            shutil.copyfileobj(content, target)
    else:
        target.writelines(csv_of(price_list, flavour=file_format.flavour))


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """Open a file that appears under its name once it is whole."""
    if file == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    part = Path(f"{file}.part")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(file)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
