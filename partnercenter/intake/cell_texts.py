"""The text that a value in a cell stands for, as a CSV file would have it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?$")
# What a number format says that are not letters of a day or time: quoted, escaped, [coloured].
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_DAY_OR_TIME = re.compile("[dmyhs]", re.IGNORECASE)
# The formats that every workbook knows by number, and that are days or times.
DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
# The number of 29 February 1900, which spreadsheets count and which never was.
FALSE_DAY = 60
MILLISECONDS = 24 * 60 * 60 * 1000


class Broken(str):
    """A cell without a value that could be taken in: the text is never printable, and says why."""

    __slots__ = ()

    def __new__(cls, reason: str) -> Broken:
        return super().__new__(cls, f"\0{reason}")

    @property
    def reason(self) -> str:
        return self[1:]


def is_day_format(code: str) -> bool:
    """Say whether a number format shows a day or a time of day, not a length of time."""
    first = _WORDS.sub("", code.partition(";")[0])
    return "[" not in first and bool(_DAY_OR_TIME.search(first))


def written(text: str) -> str:
    """Return a text whose characters unknown to XML are written as ``_xHHHH_``."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def number(text: str) -> str:
    """Return a number as a plain decimal: the shortest that is this double, no exponent."""
    if _WHOLE.fullmatch(text):
        return text
    if not _NUMBER.fullmatch(text):
        return Broken(_("the cell is damaged"))
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return Broken(_("the cell is damaged"))
    plain = repr(value)
    if "e" in plain:
        plain = f"{Decimal(plain):f}"
    return plain.removesuffix(".0") if value else "0"


def day(text: str, zero: datetime) -> str:
    """Return a number of days since ``zero`` as an ISO day, with its time unless it is midnight.

    A time without a day is the time alone; what is no day of the calendar stays a number.
    """
    plain = number(text)
    if isinstance(plain, Broken):
        return plain
    days = float(text)
    try:
        moment = zero + timedelta(milliseconds=round(days * MILLISECONDS))
    except OverflowError:
        return plain
    if days < 1:
        return moment.time().isoformat() if days > 0 else plain
    if days < FALSE_DAY and zero.year < 1900:
        moment += timedelta(1)
    return iso(moment.isoformat())


def iso(text: str) -> str:
    """Return an ISO moment without its time when that is midnight."""
    return _MIDNIGHT.sub("", text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)
