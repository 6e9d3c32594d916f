"""Reading a file of rows, CSV or a workbook, gzipped or plain, as a stream in bounded memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from partnercenter.intake import csv_rows, workbooks
from partnercenter.intake.sources import AT_ONCE, Counted, Raw, Source, Unreadable

__all__ = ["Reader", "Source"]

GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
# Workbooks of before XLSX, and those with a password, are containers that begin with this.
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Reader:
    """Yields the line number and the fields of each row; afterwards ``content_hash`` is known.

    Empty lines are skipped. The hash, a SHA-256, is that of the unpacked content, so that a file
    and the same file gzipped are known as one; of a workbook it is that of the workbook's bytes.
    Raises Unreadable.
    """

    def __init__(self, source: Source) -> None:
        packed: Any = io.BufferedReader(Raw(source), AT_ONCE)
        is_packed = packed.peek(2).startswith(GZIP)
        self._unpacked = Counted(gzip.GzipFile(fileobj=packed) if is_packed else packed)

    @property
    def content_hash(self) -> str:
        return self._unpacked.hash.hexdigest()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        content = io.BufferedReader(self._unpacked, AT_ONCE)
        try:
            start = content.peek(len(CONTAINER))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(0, csv_rows.damaged()) from error
        if start.startswith(CONTAINER):
            reason = _("this is a workbook of the old format (XLS) or one with a password")
            raise Unreadable(0, f"{reason}: {_('save it as XLSX without one, or as CSV')}")
        if start.startswith(UTF16_MARKS):
            raise Unreadable(0, _("this is UTF-16: save it as UTF-8"))
        return workbooks.rows(content) if start.startswith(ZIP) else csv_rows.rows(content)
