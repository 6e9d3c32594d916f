"""What a file is, told by its bytes, and whether it may come in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnercenter.attachments import images, names, pdfs, texts
from partnercenter.attachments.refusals import Unacceptable

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file as somebody sent it: its name is only what they call it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a file that may come in; ``size`` is in bytes."""

    name: str
    media_type: str
    size: int
    suffix: str


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of file: how it begins, and the check of all the rest of it."""

    media_type: str
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...]
    check: Callable[[bytes], None]


TYPES = {
    "pdf": Type("application/pdf", ("pdf",), (b"%PDF-",), pdfs.check),
    "png": Type("image/png", ("png",), (b"\x89PNG\r\n\x1a\n",), images.check_png),
    "jpeg": Type("image/jpeg", ("jpg", "jpeg"), (b"\xff\xd8\xff",), images.check_jpeg),
    "gif": Type("image/gif", ("gif",), (b"GIF87a", b"GIF89a"), images.check_gif),
    "text": Type("text/plain", ("txt", "csv"), (), texts.check),
}
EVIDENCE = frozenset({"pdf", "png", "jpeg", "gif"})
WITH_TEXT = EVIDENCE | {"text"}
CALLED = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "text": "CSV"}
# ZIP (also office documents), gzip, 7z, RAR, bzip2, xz and the older office documents.
PACKED = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!"),
    *(b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0"),
)


def checked(
    name: str,
    content: bytes,
    *,
    most: int,
    kinds: Collection[str],
    plain_name: bool = False,
) -> Checked:
    """Return the file's safe name and its type as its bytes prove it; raises Unacceptable.

    ``most`` is in bytes, ``kinds`` are keys of ``TYPES``. With ``plain_name`` a name with spaces
    or special characters is refused (domain 6.2), otherwise it is made safe. Nothing is taken in
    that is damaged, goes on after its end, runs something when opened, or unpacks to far more
    than it is (documents.md 6.3).
    """
    if plain_name:
        names.plain(name)
    shown = names.shown(name)
    _check_size(shown, len(content), most)
    found = TYPES[_kind(shown, content, kinds)]
    try:
        found.check(content)
    except Unacceptable as error:
        raise Unacceptable(f"{shown}: {error}") from error
    safe = names.safe(name, suffixes=found.suffixes)
    return Checked(safe, found.media_type, len(content), found.suffixes[0])


def _check_size(name: str, size: int, most: int) -> None:
    if not size:
        raise Unacceptable(_("%(name)s is empty. Choose the file again.") % {"name": name})
    if size > most:
        told = {"name": name, "most": most // MEGABYTE}
        raise Unacceptable(
            _("%(name)s is larger than %(most)d MB. Scan it in lower quality or split it.") % told
        )


def _kind(name: str, content: bytes, kinds: Collection[str]) -> str:
    """Return which of the kinds the bytes are."""
    if content.startswith(PACKED):
        raise Unacceptable(
            _(
                "%(name)s is an archive or an office document. Send the files themselves, one by "
                "one, each saved as PDF."
            )
            % {"name": name}
        )
    for kind in TYPES:
        if kind in kinds and content.startswith(TYPES[kind].begins or (b"",)):
            return kind
    accepted = ", ".join(CALLED[kind] for kind in CALLED if kind in kinds)
    raise Unacceptable(
        _("%(name)s is none of these kinds of files: %(accepted)s. Save it as PDF and try again.")
        % {"name": name, "accepted": accepted}
    )
