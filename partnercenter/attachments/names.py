"""Names of files from outside, made safe to store, to print and to save under."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from partnercenter.attachments.refusals import Unacceptable

LONGEST = 120
PLAIN = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
# What no file system, header or terminal takes for a part of a name.
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*;', "_"))


def shown(name: str) -> str:
    """Return the last part of a path without signs for control or direction."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return " ".join(visible.translate(FORBIDDEN).split()).strip(". ")[:LONGEST] or "file"


def safe(name: str, *, suffixes: tuple[str, ...]) -> str:
    """Return what is shown of the name, ending as its type does: with one of the suffixes."""
    words = shown(name)
    stem, _dot, ending = words.rpartition(".")
    if not stem or ending.lower() not in suffixes:
        stem, ending = words, suffixes[0]
    return f"{stem[: LONGEST - 1 - len(ending)]}.{ending.lower()}"


def plain(name: str) -> str:
    """Return a name of letters, digits, dots, hyphens and underscores; raises Unacceptable."""
    if not PLAIN.fullmatch(name) or len(name) > LONGEST:
        raise Unacceptable(
            _(
                "%(name)s: rename the file so that its name has letters, digits, hyphens and "
                "underscores only, without spaces, such as certificate-2026.pdf."
            )
            % {"name": name[:LONGEST]}
        )
    return name
