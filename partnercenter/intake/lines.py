"""From the rows of a file to the lines that COPY reads, noting rows that cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from unicodedata import category

from django.utils.translation import gettext as _

from partnercenter.intake.cell_texts import Broken
from partnercenter.intake.columns import Column, Layout
from partnercenter.intake.problems import Problems
from partnercenter.intake.sources import Unreadable

Rows = Iterator[tuple[int, list[str]]]
ROWS_AT_ONCE = 2000
SPACING = "\t\r\n"


class Lines:
    """The wanted fields of each row, led by its line number, as text for COPY."""

    def __init__(self, layout: Layout, headers: Sequence[str], problems: Problems) -> None:
        self.rows = self.copied = 0
        self._headers, self._problems = headers, problems
        names = [header.strip().lower() for header in headers]
        self._places = {
            column: names.index(column.header.lower())
            for column in layout.columns
            if column.header.lower() in names
        }

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the layout that the file has."""
        return tuple(self._places)

    def blocks(self, rows: Rows) -> Iterator[str]:
        """Yield some thousand lines at a time."""
        lines = self._lines(rows)
        while block := list(islice(lines, ROWS_AT_ONCE)):
            yield "".join(block)

    def _lines(self, rows: Rows) -> Iterator[str]:
        width, places = len(self._headers), tuple(self._places.values())
        try:
            for line, fields in rows:
                self.rows += 1
                if len(fields) != width:
                    reason = _("the row has %(count)d fields and the header %(width)d")
                    told = reason % {"count": len(fields), "width": width}
                    self._problems.add(line, "", told)
                elif "".join(fields).isprintable() or self._is_clean(line, fields):
                    self.copied += 1
                    text = "\t".join([fields[place].strip() for place in places])
                    yield f"{line}\t{text}\n".replace("\\", "\\\\")
        except Unreadable as error:
            self._problems.add(error.line, "", error.reason)

    def _is_clean(self, line: int, fields: Sequence[str]) -> bool:
        """Return whether no field is broken or has a control character.

        Where no one reads them, line breaks and broken cells pass.
        """
        used = set(self._places.values())
        for place, field in enumerate(fields):
            if isinstance(field, Broken):
                if place in used:
                    self._problems.add(line, self._headers[place].strip(), field.reason)
                    return False
                continue
            for character in field.strip() if place in used else field:
                odd = category(character) == "Cc"
                if odd and (place in used or character not in SPACING):
                    reason = _("the text has a control character (U+%(code)s)")
                    told = reason % {"code": f"{ord(character):04X}"}
                    self._problems.add(line, self._headers[place].strip(), told)
                    return False
        return True
