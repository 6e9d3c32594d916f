"""What files are read from: bytes as a stream, counted and hashed, and how reading fails."""

from __future__ import annotations

import hashlib
import io
from typing import Any, Protocol

from django.utils.translation import gettext as _

MOST_BYTES = 4 * 1024**3
AT_ONCE = 1024 * 1024


class Source(Protocol):
    """Anything opened for reading bytes: a file, an upload, the standard input."""

    def read(self, size: int, /) -> bytes: ...


class Content(Source, Protocol):
    """Bytes that can also be looked at beforehand, or read line by line."""

    def peek(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class Unreadable(Exception):
    """The file cannot be read beyond this line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Raw(io.RawIOBase):
    """Makes whatever can be read into what Python can buffer."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece = self._source.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class Counted(Raw):
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
