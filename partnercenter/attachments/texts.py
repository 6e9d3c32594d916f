"""Plain text and CSV: readable from the first character to the last."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from partnercenter.attachments.refusals import Unacceptable

UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


def check(content: bytes) -> None:
    """Raise Unacceptable unless it is text in UTF-8, without markup in front."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if UNREADABLE.search(text) or text.lstrip().startswith("<"):
        raise Unacceptable(
            _("this is neither a text in UTF-8 nor one of the other kinds. Save it as PDF.")
        )
