"""The cells of a workbook's sheet as XML: texts, days and numbers that lose nothing.

Written here and not cell by cell through XlsxWriter, which takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from html import escape

from partnercenter.outgoing.columns import Kind

# A function that makes the XML of a cell from its text and the number of its row.
Cell = Callable[[str, int], str]

LONGEST_TEXT = 32_767
MOST_DIGITS = 15
DAY_ZERO = date(1899, 12, 30).toordinal()
# Before it spreadsheets count a 29 February 1900 that never was.
FIRST_DAY = date(1900, 3, 1).toordinal() - DAY_ZERO
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_SPECIAL = re.compile("[&<>\0-\x08\x0b-\x1f\ufffe\uffff]|_x")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4})")
_NO_XML = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")


class NoRoom(Exception):
    """The text is longer than a cell may hold."""


def text_cell(letter: str, style: int, _text_style: int = 0) -> Cell:
    """Return what makes the cells of a column of texts, from its letters and its style."""

    def made(text: str, row: int) -> str:
        space = ' xml:space="preserve"' if text != text.strip() else ""
        start = f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t{space}>'
        return f"{start}{_written(text)}</t></is></c>"

    return made


def day_cell(letter: str, style: int, text_style: int) -> Cell:
    """Return the same for days; what is none is a text."""
    as_text = text_cell(letter, text_style)

    def made(text: str, row: int) -> str:
        number = serial(text)
        if number < FIRST_DAY:
            return as_text(text, row)
        return f'<c r="{letter}{row}" s="{style}"><v>{number}</v></c>'

    return made


def number_cell(letter: str, style: int, text_style: int) -> Cell:
    """Return the same for numbers; one that would not survive is a text."""
    as_text = text_cell(letter, text_style)

    def made(text: str, row: int) -> str:
        if not survives(text):
            return as_text(text, row)
        return f'<c r="{letter}{row}" s="{style}"><v>{text}</v></c>'

    return made


@lru_cache(maxsize=4096)
def serial(text: str) -> int:
    """Return the number of days by which spreadsheets know an ISO day; 0 for what is none."""
    try:
        return date.fromisoformat(text).toordinal() - DAY_ZERO
    except ValueError:
        return 0


def survives(text: str) -> bool:
    """Say whether a plain decimal number comes back the same from a cell, a double."""
    if not _NUMBER.fullmatch(text):
        return False
    return len(text) <= MOST_DIGITS or len(text.replace(".", "").strip("-0")) <= MOST_DIGITS


def _written(text: str) -> str:
    """Return the text as XML, what XML cannot hold as ``_xHHHH_``; raises NoRoom."""
    if len(text) * 2 > LONGEST_TEXT and len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise NoRoom
    if not _SPECIAL.search(text):
        return text
    # A text may look like such an escape itself: then its underscore is written as one.
    told = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    told = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", told)
    return escape(told, quote=False)


CELLS: dict[Kind, Callable[[str, int, int], Cell]] = {
    Kind.TEXT: text_cell,
    Kind.DAY: day_cell,
    Kind.NUMBER: number_cell,
    Kind.COUNT: number_cell,
}
