"""Reading a CSV file, gzipped or plain, as a stream of rows in bounded memory."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from django.utils.translation import gettext as _

LONGEST_LINE = 1024 * 1024
MOST_BYTES = 4 * 1024**3
AT_ONCE = 1024 * 1024
GZIP, ZIP, UTF8_MARK = b"\x1f\x8b", b"PK", b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Source(Protocol):
    """Anything opened for reading bytes: a file, an upload, the standard input."""

    def read(self, size: int, /) -> bytes: ...


class Unreadable(Exception):
    """The file cannot be read beyond this line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Reader:
    """Yields the line number and the fields of each row; afterwards ``content_hash`` is known.

    Empty lines are skipped. The hash is that of the unpacked content, so that a file and the
    same file gzipped are known as one. Raises Unreadable.
    """

    def __init__(self, source: Source) -> None:
        packed: Any = io.BufferedReader(_Raw(source), AT_ONCE)
        start = packed.peek(2)[:2]
        if start == ZIP:
            raise Unreadable(0, _("this is a ZIP file or a workbook: save it as CSV (or gzip)"))
        if start in UTF16_MARKS:
            raise Unreadable(0, _("this is UTF-16: save it as UTF-8"))
        self._unpacked = _Counted(gzip.GzipFile(fileobj=packed) if start == GZIP else packed)

    @property
    def content_hash(self) -> str:
        return self._unpacked.hash.hexdigest()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        rows = csv.reader(self._lines(), strict=True)
        line = 1
        try:
            for row in rows:
                if any(row):
                    yield line, row
                line = rows.line_num + 1
        except csv.Error as error:
            reason = _("this is not well-formed CSV (%(error)s)") % {"error": error}
            raise Unreadable(line, reason) from error

    def _lines(self) -> Iterator[str]:
        file = io.BufferedReader(self._unpacked, AT_ONCE)
        number = 0
        try:
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    reason = _("the line is longer than %(most)d bytes") % {"most": LONGEST_LINE}
                    raise Unreadable(number, reason)
                yield line.removeprefix(UTF8_MARK).decode() if number == 1 else line.decode()
        except UnicodeDecodeError as error:
            raise Unreadable(number, _("the line is not UTF-8")) from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(number, _("the gzip file is damaged or cut off")) from error


class _Raw(io.RawIOBase):
    """Makes whatever can be read into what Python can buffer."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece = self._source.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class _Counted(_Raw):
    """Hashes what passes, and stops a small file from unpacking to an endless one."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.hash = hashlib.sha256()
        self._passed = 0

    def readinto(self, buffer: Any, /) -> int:
        count = super().readinto(buffer)
        self.hash.update(memoryview(buffer)[:count])
        self._passed += count
        if self._passed > MOST_BYTES:
            raise Unreadable(0, _("the content is larger than 4 GiB: split the file"))
        return count
