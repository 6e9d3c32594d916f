"""Workbooks as others write them: by another library, or part by part to be odd or hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook

from partnercenter.intake.reading import Reader

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"

PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="a"'
    f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="one" sheetId="1" r:id="b"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATED}">'
    f'<Relationship Id="b" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    f'<Relationship Id="d" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>shared</t></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164"'
    ' formatCode="[$-407]d. mmmm yyyy;@"/><numFmt numFmtId="165" formatCode="0&quot; days&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    "</styleSheet>",
}


def parts(rows: str, **changed: str | None) -> bytes:
    """A workbook of the rows' XML; parts are changed, or left out, by the end of their path."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    told: dict[str, str | None] = {**PARTS, "xl/worksheets/sheet1.xml": sheet}
    for name, content in changed.items():
        [path] = [path for path in told if path.endswith(f"{name}.xml")]
        told[path] = content
    return zipped({path: content for path, content in told.items() if content is not None})


def cells(*xml: str) -> bytes:
    """A workbook of a header row with enough columns, and below it one row of these cells."""
    titles = "".join(f'<c t="str"><v>h{place}</v></c>' for place in range(len(xml)))
    return parts(f"<row>{titles}</row><row>{''.join(xml)}</row>")


def zipped(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return file.getvalue()


def by_others(*rows: Sequence[object]) -> bytes:
    """A workbook with these values, as openpyxl writes it."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


class OneWay:
    """An upload that can only be read on, in pieces smaller than asked for."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, 1000))


def read(content: bytes | IO[bytes]) -> list[tuple[int, list[str]]]:
    """Every row that the intake sees in a file, with its number."""
    whole = content if isinstance(content, bytes) else content.read()
    return list(Reader(OneWay(whole)))


def row(content: bytes) -> list[str]:
    """The one row below the header."""
    [(_, _header), (_, fields)] = read(content)
    return fields
