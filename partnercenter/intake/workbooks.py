"""The rows of a workbook (XLSX): those of its first sheet, streamed from the ZIP file it is.

Memory grows with the distinct texts that a workbook shares between its cells, some hundred bytes
each, and never with its rows; the workbooks we write share none.
"""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from django.utils.translation import gettext as _

from partnercenter.intake import sheet_rows
from partnercenter.intake.archives import opened, pieces
from partnercenter.intake.sources import Content, Unreadable
from partnercenter.intake.workbook_parts import contents, day_styles, references, shared_texts


def rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Yield the row number and the fields of each row that has any; raises Unreadable.

    Rows of a sheet end anywhere: they are filled up to the width of the first, the header, and
    longer only where a cell beyond it has a value.
    """
    width = 0
    with opened(content) as archive:
        for number, fields in _first_sheet(archive):
            while fields and not fields[-1]:
                fields.pop()
            if fields:
                width = width or len(fields)
                fields.extend([""] * (width - len(fields)))
                yield number, fields


def _first_sheet(archive: ZipFile) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of the first sheet that one sees."""
    found = {part.kind: part.path for part in references(archive, "").values()}
    book = found.get("officeDocument", "")
    if not (book.startswith("xl/") and book.endswith(".xml")):
        raise Unreadable(0, _("this ZIP file is not a workbook (XLSX)"))
    parts = references(archive, book)
    sheets, zero = contents(archive, book)
    seen = [parts[key].path for key in sheets if key in parts and parts[key].kind == "worksheet"]
    if not seen:
        raise Unreadable(0, _("the workbook has no sheet that one sees"))
    named = {part.kind: part.path for part in parts.values()}
    meanings = sheet_rows.Meanings(
        texts=shared_texts(archive, named["sharedStrings"]) if "sharedStrings" in named else (),
        days=day_styles(archive, named["styles"]) if "styles" in named else frozenset(),
        zero=zero,
    )
    return sheet_rows.rows(pieces(archive, seen[0]), meanings)
