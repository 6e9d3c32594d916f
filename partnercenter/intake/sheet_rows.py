"""The rows of a sheet: from the XML of its cells to texts, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.translation import gettext as _

from partnercenter.intake.archives import damaged
from partnercenter.intake.cell_texts import Broken, day, iso, number, written
from partnercenter.intake.sources import Unreadable
from partnercenter.intake.xml_events import told

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
TAGS = {
    f"{space} {tag}": tag for space in NAMESPACES for tag in ("c", "v", "t", "f", "row", "rPh")
}
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_CHARACTERS = 1024 * 1024
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the cells of a workbook refer to: its texts, its styles that are days, its first day."""

    texts: Sequence[str]
    days: frozenset[str]
    zero: datetime


def rows(pieces: Iterable[bytes], meanings: Meanings) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row in the sheet and the texts of its cells, from column A on.

    A row ends with its last cell that is there. Raises Unreadable.
    """
    sheet = _Sheet(meanings)
    for _pause in told(pieces, start=sheet.start, end=sheet.end, data=sheet.data):
        yield from sheet.done
        sheet.done.clear()


@cache
def place(letters: str) -> int:
    """Return the place of a column, A being 0; -1 for what names none."""
    if not letters or len(letters) > 3 or letters.strip(LETTERS):
        return -1
    found = 0
    for letter in letters:
        found = found * 26 + LETTERS.index(letter) + 1
    return found - 1


class _Sheet:
    """Hears of elements and gathers the rows that are complete."""

    def __init__(self, meanings: Meanings) -> None:
        self.done: list[tuple[int, list[str]]] = []
        self._meanings = meanings
        self._row = self._size = 0
        self._fields: list[str] = []
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._text = ""
        self._taking = self._phonetic = self._formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = TAGS.get(name)
        if tag is None:
            return
        if tag == "c":
            self._cell, self._value, self._text, self._formula = attributes, None, "", False
        elif tag == "t" or tag == "v":
            self._taking = not self._phonetic
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._begin(attributes)
        else:
            self._phonetic = True

    def data(self, text: str) -> None:
        if self._taking:
            self._text += text
            self._grow(len(text))

    def end(self, name: str) -> None:
        tag = TAGS.get(name)
        if tag is None:
            return
        if tag == "c":
            self._put(self._told())
        elif tag == "t":
            # Each run of a text is written by itself; "_x" of one and "000A_" of another are two.
            text = written(self._text) if "_x" in self._text else self._text
            self._value = self._value + text if self._value else text
            self._text, self._taking = "", False
        elif tag == "v":
            self._value, self._text, self._taking = self._text, "", False
        elif tag == "row":
            if self._fields:
                self.done.append((self._row, self._fields))
            self._fields, self._size = [], 0
        elif tag == "rPh":
            self._phonetic = False

    def _begin(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r", str(self._row + 1))
        if not (told.isdecimal() and len(told) < 8 and self._row < int(told) <= MOST_ROWS):
            raise damaged(self._row + 1)
        self._row, self._fields, self._size = int(told), [], 0

    def _grow(self, characters: int) -> None:
        self._size += characters
        if self._size > MOST_CHARACTERS:
            reason = _("the row is longer than %(most)d characters")
            raise Unreadable(self._row, reason % {"most": MOST_CHARACTERS})

    def _put(self, text: str) -> None:
        fields, reference = self._fields, self._cell.get("r")
        if reference is not None:
            missing = place(reference.rstrip("0123456789")) - len(fields)
            if missing < 0 or missing > MOST_COLUMNS:
                raise damaged(self._row)
            if missing:
                fields.extend([""] * missing)
        fields.append(text)
        if len(fields) > MOST_COLUMNS:
            raise damaged(self._row)

    def _told(self) -> str:
        """Return the text of the cell that ends."""
        kind, value = self._cell.get("t", "n"), self._value
        if not value:
            if self._formula and (value is None or kind != "str"):
                return Broken(
                    _("the formula has no stored result: open the workbook, save it, try again")
                )
            return ""
        if kind == "s":
            return self._shared(value)
        if kind == "inlineStr":
            return value
        if kind == "n":
            if self._cell.get("s") in self._meanings.days:
                return day(value, self._meanings.zero)
            return number(value)
        return self._seldom(kind, value)

    def _shared(self, value: str) -> str:
        texts = self._meanings.texts
        if not (value.isdecimal() and len(value) < 10 and int(value) < len(texts)):
            raise damaged(self._row)
        text = texts[int(value)]
        self._grow(len(text))
        return text

    def _seldom(self, kind: str, value: str) -> str:
        if kind == "e":
            return Broken(_("the cell has an error (%(error)s)") % {"error": value[:20]})
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return iso(value)
        if kind == "str":
            return written(value)
        raise damaged(self._row)
