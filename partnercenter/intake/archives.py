"""ZIP files from outside, opened only when what they promise to unpack to is reasonable."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from partnercenter.intake.sources import AT_ONCE, MOST_BYTES, Content, Unreadable

MOST_PACKED = 512 * 1024**2
IN_MEMORY = 8 * 1024**2
MOST_MEMBERS = 10_000
# The list of members is read whole: some hundred bytes for each of them.
LONGEST_LIST = 200 * MOST_MEMBERS
MOST_TIMES, SMALL = 250, 1024**2
PIECE = 128 * 1024
# What a method of packing that is unknown here raises is a RuntimeError, too.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, KeyError, RuntimeError),
)


@contextmanager
def opened(content: Content) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP file that comes as a stream; it waits in a temporary file. Raises Unreadable."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        size = 0
        while piece := content.read(AT_ONCE):
            size += len(piece)
            if size > MOST_PACKED:
                most = _("the workbook is larger than %(most)d MB: save it as CSV (or gzip)")
                raise Unreadable(0, most % {"most": MOST_PACKED // 1024**2})
            file.write(piece)
        yield _checked(file)


def pieces(archive: zipfile.ZipFile, name: str, *, most: int = MOST_BYTES) -> Iterator[bytes]:
    """Yield what a member unpacks to, and no more than so many bytes; raises Unreadable."""
    size = 0
    try:
        with archive.open(name) as member:
            while piece := member.read(PIECE):
                size += len(piece)
                if size > most:
                    raise too_large()
                yield piece
    except DAMAGED as error:
        raise damaged() from error


def damaged(line: int = 0) -> Unreadable:
    """Return the error for a workbook that breaks its format."""
    return Unreadable(line, _("this is a damaged workbook, or a ZIP file that is none"))


def too_large() -> Unreadable:
    """Return the error for a workbook that unpacks to more than is taken in."""
    return Unreadable(0, _("the workbook unpacks to too much: save it as CSV (or gzip)"))


def _checked(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001 (before ZipFile reads that list)
        if not end or end[zipfile._ECD_SIZE] > LONGEST_LIST:  # type: ignore[attr-defined]  # noqa: SLF001
            raise damaged()
        archive = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise damaged() from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise too_large()
    for member in members:
        if member.file_size > max(SMALL, MOST_TIMES * member.compress_size):
            raise too_large()
    return archive
