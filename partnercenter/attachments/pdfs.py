"""PDF files: whole, readable by us to the last stream, and doing nothing when opened."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from django.utils.translation import gettext as _

from partnercenter.attachments import dictionaries
from partnercenter.attachments.refusals import Unacceptable

BEGINS = re.compile(rb"%PDF-[12]\.\d")
ENDS = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
TAIL = 1024
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
HEADER = re.compile(rb"\d\s+\d+\s+obj\b")
FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+)")
REFERENCE = re.compile(rb"\d\s+R\b")
NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
HIDDEN = re.compile(rb"#([0-9A-Fa-f]{2})")
DICTIONARY = 8192
# What opens, runs, sends or carries something else; a script needs the name /JavaScript.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|GoToR|Movie|XFA)"
    rb"(?![A-Za-z0-9])"
)
MOST_STREAMS = 20_000
MOST_INFLATED = 64 * 1024 * 1024
MOST_TIMES, SMALL = 250, 1024 * 1024
PIECE = 64 * 1024
# Pictures that a reader unpacks as pictures; nothing can hide in them for us.
PICTURES = {b"DCTDecode", b"DCT", b"JPXDecode", b"CCITTFaxDecode", b"CCF", b"JBIG2Decode"}


def check(content: bytes) -> None:
    """Raise Unacceptable unless it is one whole PDF that only shows pages."""
    if not BEGINS.match(content) or not ENDS.search(content[-TAIL:]):
        raise Unacceptable(
            _("the PDF is damaged, not whole, or goes on after its end. Print it to PDF anew.")
        )
    if b"PK\x05\x06" in content:
        raise Unacceptable(_("an archive hides in this PDF. Print it to PDF anew."))
    if b"/Encrypt" in _plainly(content):
        raise Unacceptable(_("the PDF has a password. Save it without one and try again."))
    _check_still(content)
    _Streams(content).check()


class _Streams:
    """Goes through every stream once, with one allowance for all of them together."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = MOST_INFLATED
        self._with_objects = 0

    def check(self) -> None:
        after = 0
        for count, found in enumerate(STREAM.finditer(self._content)):
            if count >= MOST_STREAMS:
                raise _bomb()
            before = found.start()
            head = _head(self._content[max(after, before - DICTIONARY) : before])
            after = found.end()
            self._check_one(head, after)
        # A comment can make a dictionary look shorter than it is; objects must not hide behind it.
        if _plainly(self._content).count(b"/ObjStm") != self._with_objects:
            raise _unreadable()

    def _check_one(self, head: bytes, start: int) -> None:
        filters = _filters(head)
        self._with_objects += b"/ObjStm" in head
        # Some readers take objects out of a stream that is not even called one of objects.
        may_hold_objects = b"/ObjStm" in head or b"/First" in head
        if may_hold_objects and (not filters or b"/Predictor" in head):
            raise _unreadable()
        end = self._content.find(b"endstream", start)
        if end < 0:
            raise _unreadable()
        # Paid for before it is copied: streams may lie in one another and share their end.
        self._spend(end - start)
        data = self._content[start:end]
        if not filters and _looks_deflated(data):
            filters = [b"FlateDecode"]
        for name in filters:
            if name in PICTURES:
                return
            data = self._unpacked(name, data)
        if filters:
            _check_still(data)

    def _unpacked(self, name: bytes, data: bytes) -> bytes:
        try:
            if name in {b"FlateDecode", b"Fl"}:
                return self._inflated(data)
            self._spend(len(data))
            if name in {b"ASCII85Decode", b"A85"}:
                return base64.a85decode(data.strip().removesuffix(b"~>"))
            if name in {b"ASCIIHexDecode", b"AHx"}:
                digits = b"".join(data.strip().removesuffix(b">").split())
                return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        except (ValueError, zlib.error) as error:
            raise _unreadable() from error
        raise _unreadable()

    def _inflated(self, data: bytes) -> bytes:
        most = max(SMALL, MOST_TIMES * len(data))
        unpacking, pieces, size = zlib.decompressobj(), [], 0
        while data and not unpacking.eof:
            piece = unpacking.decompress(data, PIECE)
            data = unpacking.unconsumed_tail
            size += len(piece)
            self._spend(len(piece))
            if size > most:
                raise _bomb()
            pieces.append(piece)
        if not unpacking.eof:
            raise _unreadable()
        return b"".join(pieces)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _bomb()


def _head(before: bytes) -> bytes:
    """Return the dictionary in front of a stream; raises Unacceptable unless it is wholly one.

    What looks like the beginning of an object may stand in a comment or a string of the real
    dictionary, which would then look shorter than it is.
    """
    begins = [(found.start(), found.end()) for found in HEADER.finditer(before)]
    if not begins:
        raise _unreadable()
    header, start = begins[-1]
    head = before[start:]
    line = max(before.rfind(b"\n", 0, header), before.rfind(b"\r", 0, header)) + 1
    if b"%" in before[line:header] or not dictionaries.is_whole(head):
        raise _unreadable()
    return _plainly(head)


def _filters(head: bytes) -> list[bytes]:
    """Return the names of a stream's filters in their order; raises Unacceptable."""
    if (named := head.count(b"/Filter")) == 0:
        return []
    found = FILTER.search(head)
    if named > 1 or found is None or REFERENCE.search(found[1]):
        raise _unreadable()
    return NAME.findall(found[1])


def _looks_deflated(data: bytes) -> bool:
    return len(data) > 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0


def _plainly(data: bytes) -> bytes:
    """Return the bytes with names written out that were written in hexadecimal digits."""
    return HIDDEN.sub(lambda found: bytes([int(found[1], 16)]), data)


def _check_still(data: bytes) -> None:
    if ACTIVE.search(_plainly(data)):
        raise Unacceptable(
            _(
                "the PDF runs a script, opens something else or carries files. Print it to PDF, so "
                "that only its pages are left."
            )
        )


def _bomb() -> Unacceptable:
    return Unacceptable(_("the PDF unpacks to far more than it is. Print it to PDF anew."))


def _unreadable() -> Unacceptable:
    return Unacceptable(_("a part of the PDF cannot be checked. Print it to PDF anew."))
