"""Pictures: whole, of a reasonable size, and with nothing after their end."""

from __future__ import annotations

import io
import struct
import zlib

from django.utils.translation import gettext as _
from PIL import Image

from partnercenter.attachments.refusals import Unacceptable

MOST_PIXELS = 40_000_000
MOST_FRAMES = 200
PADDING = b"\0\r\n "
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
# JPEG markers without a length: restarts, start, end, and TEM.
BARE = {*range(0xD0, 0xDA), 0x01}


def check_png(content: bytes) -> None:
    """Raise Unacceptable unless it is one whole PNG picture."""
    _check_end(content, _end_of_png(content))
    _check_pixels(content, "PNG")


def check_jpeg(content: bytes) -> None:
    """Raise Unacceptable unless it is one whole JPEG picture."""
    _check_end(content, _end_of_jpeg(content))
    _check_pixels(content, "JPEG")


def check_gif(content: bytes) -> None:
    """Raise Unacceptable unless it is one whole GIF picture."""
    _check_end(content, _end_of_gif(content))
    _check_pixels(content, "GIF")


def _check_end(content: bytes, end: int) -> None:
    if end > len(content):
        raise _damaged()
    if content[end:].strip(PADDING):
        raise Unacceptable(
            _("something else follows after the end of the picture. Save it anew as PNG or PDF.")
        )


def _check_pixels(content: bytes, format_: str) -> None:
    """Open the picture wholly, unless it is too large to."""
    try:
        with Image.open(io.BytesIO(content), formats=[format_]) as picture:
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * min(frames, 2) > MOST_PIXELS:
                raise _too_large()
            if frames > MOST_FRAMES:
                raise Unacceptable(_("this is a film. Save the one picture that matters."))
            picture.load()
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except UNREADABLE as error:
        raise _damaged() from error


def _end_of_png(content: bytes) -> int:
    """Return the offset behind the last chunk, or one beyond the end when there is none."""
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        kind = content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at
    return len(content) + 1


def _end_of_jpeg(content: bytes) -> int:
    """Return the offset behind the end marker, or one beyond the end when there is none."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return len(content) + 1
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker in BARE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xDA:
            at = _behind_scan(content, at)
    return at + 2 if content[at : at + 2] == b"\xff\xd9" else len(content) + 1


def _behind_scan(content: bytes, at: int) -> int:
    """Return the offset of the marker that ends the compressed data."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        following = content[at + 1]
        if following not in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            return at
        at += 1 if following == 0xFF else 2
    return len(content)


def _end_of_gif(content: bytes) -> int:
    """Return the offset behind the trailer, or one beyond the end when there is none."""
    nowhere = len(content) + 1
    if len(content) < 13:
        return nowhere
    at = 13 + _colours(content[10])
    while at < len(content):
        sign = content[at]
        if sign == 0x3B:
            return at + 1
        if sign == 0x21:
            at = _behind_blocks(content, at + 2)
        elif sign == 0x2C and at + 9 < len(content):
            at = _behind_blocks(content, at + 11 + _colours(content[at + 9]))
        else:
            return nowhere
    return nowhere


def _colours(flags: int) -> int:
    """Return the bytes of the colour table that these flags tell of."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _too_large() -> Unacceptable:
    return Unacceptable(
        _("the picture has more than %(most)d million pixels. Scan it smaller.")
        % {"most": MOST_PIXELS // 1_000_000}
    )


def _damaged() -> Unacceptable:
    return Unacceptable(_("the picture is damaged or not whole. Save it anew and try again."))
