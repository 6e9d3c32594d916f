"""Text that no spreadsheet runs: an apostrophe before what it would take for a formula.

The rule can be undone: ``decode(encode(text)) == text`` for any text. It is for text only; a
number is never changed, so that -12.34 stays one.
"""

from __future__ import annotations

MARK = "'"
# What spreadsheets begin a formula with, its full-width twins, and what hides one of them.
DANGEROUS = "=+-@\t\r\n\0＝＋－＠"
_MARKED = (*DANGEROUS, MARK)


def encode(text: str) -> str:
    """Return the text as a spreadsheet may have it: never beginning with a dangerous character."""
    return MARK + text if text.startswith(_MARKED) else text


def decode(text: str) -> str:
    """Return what ``encode`` was given; any other text is returned as it is."""
    if text.startswith(MARK) and text[1:].startswith(_MARKED):
        return text[1:]
    return text


def encoded(sql: str) -> str:
    """Return ``encode`` as SQL; the expression is written twice and should be a column."""
    escapes = {"\t": "E'\\t'", "\r": "E'\\r'", "\n": "E'\\n'", MARK: "''''"}
    marked = ", ".join(escapes.get(mark, f"'{mark}'") for mark in _MARKED if mark != "\0")
    return f"CASE WHEN left({sql}, 1) IN ({marked}) THEN '''' || {sql} ELSE {sql} END"
