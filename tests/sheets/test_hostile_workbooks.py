"""A file that is no workbook, or one made to do harm, is refused plainly and at little cost."""

from __future__ import annotations

import base64
import io
import random
import struct
import time
import tracemalloc
import zipfile
from typing import IO

import pytest

from partnercenter.intake import archives, sheet_rows, workbook_parts
from partnercenter.intake.archives import pieces
from partnercenter.intake.sources import Unreadable
from tests.sheets.made import MAIN, PARTS, parts, read, zipped

DAMAGED = "this is a damaged workbook, or a ZIP file that is none"
OLD = (
    "this is a workbook of the old format (XLS) or one with a password:"
    " save it as XLSX without one, or as CSV"
)
TOO_MUCH = "the workbook unpacks to too much: save it as CSV (or gzip)"
# Ten times ten times ten ...: a thousand million letters from a few hundred.
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<!DOCTYPE b [<!ENTITY l0 "aaaaaaaaaa">{LAUGHS}<!ENTITY a "&l8;">]>'
OUTSIDE = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///secret">]>'
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>%s</v></c></row></sheetData>'
SHEET += "</worksheet>"


def refusal(content: bytes | IO[bytes]) -> tuple[int, str]:
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.line, refused.value.reason


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped({"a.txt": "hello"}), "this ZIP file is not a workbook (XLSX)"),
        (zipped({}), "this ZIP file is not a workbook (XLSX)"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "this ZIP file is not a workbook (XLSX)",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), OLD),
        (parts("", workbook=f'<workbook xmlns="{MAIN}"/>'), "the workbook has no sheet that one"),
        (parts("", sheet1=None), DAMAGED),
        (parts("", sheet1="<worksheet"), DAMAGED),
        (parts("", styles="no XML"), DAMAGED),
        (parts("<row><c><v>1</v></c></row>")[:-30], DAMAGED),
        (b"PK\x03\x04", DAMAGED),
        (b"PK\x05\x06", DAMAGED),
    ],
)
def test_what_is_no_workbook_is_told_so(content: bytes, told: str) -> None:
    line, reason = refusal(content)

    assert line == 0
    assert reason.startswith(told)


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("part", ["sheet1", "sharedStrings", "styles", "workbook"])
def test_no_part_may_declare_entities_or_a_type(part: str, doctype: str) -> None:
    sound = SHEET % "1" if part == "sheet1" else PARTS[f"xl/{part}.xml"]
    row = '<row><c t="s"><v>0</v></c></row>'
    assert read(parts(row, **{part: sound}))

    hostile = doctype + sound.replace("shared", "&a;").replace("<v>1<", "<v>&a;<")

    assert refusal(parts(row, **{part: hostile})) == (0, DAMAGED)


def test_the_parser_would_have_read_those_entities() -> None:
    """Without the refusal of types the small entity above is read, so the refusal is what holds."""
    from xml.parsers import expat

    heard: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = heard.append
    parser.Parse('<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">]><b>&a;</b>', True)

    assert heard == ["aaaaaaaaaa"]


def test_what_unpacks_to_a_thousand_times_its_size_is_refused_unread() -> None:
    content = parts(" " * 50_000_000)
    assert len(content) < 60_000

    tracemalloc.start()
    begun = time.process_time()
    told = refusal(content)
    took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert told == (0, TOO_MUCH)
    assert took < 1
    assert peak < 8_000_000


def test_the_sizes_that_are_declared_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    content = parts("<row><c><v>1</v></c></row>")
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)

    assert refusal(content) == (0, TOO_MUCH)


def test_a_size_that_is_a_lie_lets_no_more_pass() -> None:
    content = bytearray(parts("<row><c><v>1</v></c></row>" * 1000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lied = bytes(content).replace(struct.pack("<L", size), struct.pack("<L", 100))

    assert refusal(lied) == (0, DAMAGED)


def test_what_is_read_of_a_part_is_counted() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"a": "x" * 300_000}))) as archive:
        read_first = pieces(archive, "a", most=200_000)

        assert len(next(read_first)) == archives.PIECE
        with pytest.raises(Unreadable, match="unpacks to too much"):
            list(read_first)


def test_a_zip_file_of_very_many_members_is_refused_before_they_are_listed() -> None:
    many = zipped({f"{number:0150d}": "" for number in range(12_000)})
    few_too_many = zipped({str(number): "" for number in range(10_001)})

    assert refusal(many) == (0, DAMAGED)
    assert refusal(few_too_many) == (0, TOO_MUCH)


def test_a_larger_file_than_a_workbook_can_be_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_PACKED", 1024**2)
    content = b"PK\x03\x04" + bytes(3 * 1024**2)

    assert refusal(content)[1].startswith("the workbook is larger than 1 MB")


def test_very_many_shared_texts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_TEXTS", 10)
    content = parts("", sharedStrings=f'<sst xmlns="{MAIN}">{"<si/>" * 11}</sst>')

    assert refusal(content) == (0, TOO_MUCH)


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        ('<row r="2"/><row r="2"/>', 3, DAMAGED),
        ('<row r="0"/>', 1, DAMAGED),
        ('<row r="x"/>', 1, DAMAGED),
        ('<row r="1048577"/>', 1, DAMAGED),
        ('<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c r="XFE1"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c r="ABCDEF1"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c r="1"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c r="a1"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c t="s"><v>1</v></c></row>', 1, DAMAGED),
        ('<row><c t="s"><v>-1</v></c></row>', 1, DAMAGED),
        ('<row><c t="?"><v>1</v></c></row>', 1, DAMAGED),
    ],
)
def test_a_sheet_that_breaks_its_format_is_refused(rows: str, line: int, told: str) -> None:
    found, reason = refusal(parts(rows.replace("%s", "")))

    assert found == line
    assert reason.startswith(told)


@pytest.mark.parametrize(
    "cells",
    [
        '<c t="str"><v>{}</v></c>',
        "<c><v>{}</v></c>",
        '<c t="inlineStr"><is><t>{}</t></is></c>' * 2,
    ],
)
def test_a_very_long_row_is_refused(cells: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MOST_CHARACTERS", 100)
    sound, long = cells.replace("{}", "1" * 40), cells.replace("{}", "1" * 101)

    line, reason = refusal(parts(f"<row>{sound}</row><row>{sound}</row><row>{long}</row>"))

    assert line == 3
    assert reason == "the row is longer than 100 characters"


def test_one_shared_text_in_very_many_cells_counts_in_each() -> None:
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 100_000}</t></si></sst>'
    row = "<row>" + '<c t="s"><v>0</v></c>' * 11 + "</row>"

    assert refusal(parts(row, sharedStrings=texts))[1].startswith("the row is longer than")


def test_a_tag_that_never_ends_is_not_kept_in_memory() -> None:
    noise = base64.b64encode(random.Random(7).randbytes(22_500_000)).decode()
    content = parts("", sheet1=f'<worksheet a="{noise}"/>')

    tracemalloc.start()
    told = refusal(io.BytesIO(content))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert told == (0, DAMAGED)
    assert peak < 20_000_000
