"""Workbooks (XLSX), written row by row to a temporary file: exact, or made for a spreadsheet.

No cell is ever a formula or a link, in either flavour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain, islice
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from partnercenter.errors import Refused
from partnercenter.outgoing.cells import CELLS, LONGEST_TEXT, Cell, NoRoom, text_cell
from partnercenter.outgoing.columns import Flavour, Kind, OutColumn
from partnercenter.outgoing.rows import Row

MOST_ROWS = 1_048_575
TOLD_EVERY = 5000
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 1000
LONGEST_TITLE = 31
# Equal rows are to make equal bytes, so the file does not say when it was made.
MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 (the format knows no time zone)
FORMATS = {Kind.TEXT: "@", Kind.DAY: "yyyy-mm-dd", Kind.NUMBER: "General", Kind.COUNT: "0"}
SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class TooMuchForAWorkbook(Refused):
    """A workbook cannot hold this table: it has too many rows, or too long a text."""

    code = "too_much_for_a_workbook"


def workbook(
    rows: Iterable[Row],
    columns: Sequence[OutColumn],
    *,
    flavour: Flavour,
    title: str,
    told: Callable[[int], object] | None = None,
) -> IO[bytes]:
    """Return a temporary file with the workbook, to be read from its beginning and closed.

    ``rows`` are exact texts, as the function ``rows`` yields them; equal rows make equal bytes.
    The exact flavour has exactly these texts, each in a text cell. The safe one has real dates
    and numbers; a number of more than 15 digits stays text, as the cell would lose the rest.
    ``title`` names the sheet. ``told`` is called with the number of rows written so far, every
    5,000 rows and at the end. Raises TooMuchForAWorkbook.
    """
    file = TemporaryFile()  # noqa: SIM115 (the caller closes it)
    try:
        with TemporaryDirectory() as folder:
            book = Workbook(file, {**SETTINGS, "tmpdir": folder})
            book.set_properties({"title": title, "created": MADE_AT})
            sheet = book.add_worksheet(_sheet_name(title))
            with closing(sheet.row_data_fh):
                _fill(book, sheet, iter(rows), _Columns(book, columns, flavour), told)
                book.close()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class _Columns:
    """The columns of a sheet: the style of each, and what makes its cells."""

    def __init__(self, book: Any, columns: Sequence[OutColumn], flavour: Flavour) -> None:
        self.headers = [column.header for column in columns]
        self.letters = [xl_col_to_name(place) for place in range(len(columns))]
        kinds = [Kind.TEXT if flavour is Flavour.EXACT else column.kind for column in columns]
        formats = {kind: book.add_format({"num_format": FORMATS[kind]}) for kind in Kind}
        bold = book.add_format({"bold": True, "num_format": FORMATS[Kind.TEXT]})
        self.formats = [formats[kind] for kind in kinds]
        text = _style(formats[Kind.TEXT])
        self._cells = [
            CELLS[kind](letter, _style(formats[kind]), text)
            for kind, letter in zip(kinds, self.letters, strict=True)
        ]
        self._titles = [text_cell(letter, _style(bold)) for letter in self.letters]

    def header(self) -> str:
        """Return the XML of the header row."""
        return self._row(1, self._titles, self.headers)

    def row(self, number: int, texts: Row) -> str:
        """Return the XML of one row; raises TooMuchForAWorkbook."""
        if number > MOST_ROWS + 1:
            most = _("a workbook has room for %(most)d rows: take the CSV file instead")
            raise TooMuchForAWorkbook(most % {"most": MOST_ROWS})
        return self._row(number, self._cells, texts)

    def widths(self, rows: Sequence[Row]) -> list[int]:
        """Return how wide each column should be, in characters, judged by some rows."""
        return [
            min(WIDEST, max(NARROWEST, len(header) + 4, *(len(row[place] or "") for row in rows)))
            for place, header in enumerate(self.headers)
        ]

    def _row(self, number: int, cells: Sequence[Cell], texts: Row) -> str:
        try:
            made = [cell(text, number) for cell, text in zip(cells, texts, strict=True) if text]
        except NoRoom as error:
            raise self._no_room(number, texts) from error
        return f'<row r="{number}">{"".join(made)}</row>'

    def _no_room(self, number: int, texts: Row) -> TooMuchForAWorkbook:
        place = max(range(len(texts)), key=lambda place: len(texts[place] or ""))
        reason = _(
            "row %(row)d, %(column)s: a cell of a workbook has room for %(most)d characters:"
            " take the CSV file instead"
        )
        facts = {"row": number, "column": self.headers[place], "most": LONGEST_TEXT}
        return TooMuchForAWorkbook(reason % facts)


def _fill(
    book: Any,
    sheet: Any,
    rows: Iterator[Row],
    columns: _Columns,
    told: Callable[[int], object] | None,
) -> None:
    """Write header and rows to the sheet, and make it a table one can filter."""
    first = list(islice(rows, ROWS_MEASURED))
    for place, width in enumerate(columns.widths(first)):
        sheet.set_column(place, place, width, columns.formats[place])
    sheet.fh.write(columns.header())
    done = 0
    for done, row in enumerate(chain(first, rows), start=1):
        sheet.fh.write(columns.row(done + 1, row))
        if told and done % TOLD_EVERY == 0:
            told(done)
    if told and done % TOLD_EVERY:
        told(done)
    last = len(columns.headers) - 1
    # What XlsxWriter would have noted, had it written the cells itself.
    sheet.dim_rowmin, sheet.dim_rowmax, sheet.dim_colmin, sheet.dim_colmax = 0, done, 0, last
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, done, last)


def _style(style: Any) -> int:
    """Return the number by which cells name a format, which XlsxWriter gives on first use."""
    return int(style._get_xf_index())  # noqa: SLF001 (cells are written here, not by it)


def _sheet_name(title: str) -> str:
    """Return the title as a sheet may be called."""
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", title)[:LONGEST_TITLE].strip(" '")
    return name if name and name.lower() != "history" else "1"
