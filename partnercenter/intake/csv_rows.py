"""The rows of a CSV file; those of our spreadsheet-safe one come back as they went out."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from partnercenter.intake.sources import Content, Unreadable
from partnercenter.outgoing.safe import decode

LONGEST_LINE = 1024 * 1024
UTF8_MARK = b"\xef\xbb\xbf"


def rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the fields of each row that has any; raises Unreadable.

    A file that begins with a UTF-8 mark comes from a spreadsheet or is meant for one: there a
    text that begins with an apostrophe is decoded (``outgoing.safe``). Nothing else is.
    """
    has_mark = content.peek(len(UTF8_MARK)).startswith(UTF8_MARK)
    if has_mark:
        content.read(len(UTF8_MARK))
    read = csv.reader(_lines(content), strict=True)
    line = 1
    try:
        for row in read:
            if any(row):
                yield line, [decode(text) for text in row] if has_mark else row
            line = read.line_num + 1
    except csv.Error as error:
        reason = _("this is not well-formed CSV (%(error)s)") % {"error": error}
        raise Unreadable(line, reason) from error


def damaged() -> str:
    """Return the words for a gzip file that cannot be unpacked."""
    return _("the gzip file is damaged or cut off")


def _lines(content: Content) -> Iterator[str]:
    number = 0
    try:
        while line := content.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                reason = _("the line is longer than %(most)d bytes") % {"most": LONGEST_LINE}
                raise Unreadable(number, reason)
            yield line.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(number, _("the line is not UTF-8")) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(number, damaged()) from error
