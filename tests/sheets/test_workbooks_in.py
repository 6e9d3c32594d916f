"""A workbook is read as what one sees in it, as text, with the row numbers one sees."""

from __future__ import annotations

import gzip
import hashlib
import io
from datetime import date, datetime, time

import pytest
from django.db import connection

from partnercenter.intake import Column, Layout, NotTakenIn, Staged, stage
from partnercenter.intake.cell_texts import is_day_format
from partnercenter.intake.values import DAY, number, text
from tests.sheets.made import MAIN, OFFICE, by_others, cells, parts, read, row

LAYOUT = Layout(
    (
        Column("Name", "name", text(20)),
        Column("Price", "price", number(), required=False, filled=False),
        Column("Since", "since", DAY, required=False, filled=False),
    )
)


def staged(content: bytes) -> Staged:
    return stage(file=io.BytesIO(content), name="rows.xlsx", layouts=[LAYOUT])


def problems(content: bytes) -> list[str]:
    with pytest.raises(NotTakenIn) as refused:
        staged(content).require()
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.django_db
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_a_workbook_is_taken_in_like_a_csv_file(pack: type[bytes]) -> None:
    content = by_others(
        ["Surplus", "PRICE", "name ", "Since"],
        ["x", 12.5, "007", date(2026, 12, 1)],
        [],
        [None, 0.1, "Bo"],
    )

    taken = staged(pack(content))
    taken.require()

    with connection.cursor() as cursor:
        cursor.execute("SELECT line, name, price::text, since::text FROM taken ORDER BY line")
        assert cursor.fetchall() == [
            (2, "007", "12.5", "2026-12-01"),
            (4, "Bo", "0.1", None),
        ]
    assert taken.rows == 2
    assert taken.content_hash == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("  0012 ", "  0012 "),
        ("two\nlines", "two\nlines"),
        (7, "7"),
        (7.0, "7"),
        (-0.5, "-0.5"),
        (1234567.891, "1234567.891"),
        (1e-7, "0.0000001"),
        (1.5e20, "150000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(1900, 1, 1), "1900-01-01"),
        (date(1900, 3, 1), "1900-03-01"),
        (date(2024, 2, 29), "2024-02-29"),
        (date(9999, 12, 31), "9999-12-31"),
        (datetime.fromisoformat("2026-12-01"), "2026-12-01"),
        (datetime.fromisoformat("2026-12-01T09:30"), "2026-12-01T09:30:00"),
        (time(9, 30), "09:30:00"),
        (None, ""),
    ],
)
def test_each_value_becomes_the_text_it_stands_for(value: object, told: str) -> None:
    assert row(by_others(["h", "end"], [value, "."])) == [told, "."]


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ('<c t="s"><v>0</v></c>', "shared"),
        ('<c t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>ah</t></rPh></is></c>', "a"),
        ('<c t="inlineStr"><is><r><t>a </t></r><r><rPr/><t>b</t></r></is></c>', "a b"),
        ('<c t="inlineStr"><is><t>a_x000A_b_x005F_x000A_</t></is></c>', "a\nb_x000A_"),
        ('<c t="inlineStr"><is><t>_xD83D_</t></is></c>', "_xD83D_"),
        ('<c t="inlineStr"><is><t/></is></c>', ""),
        ('<c t="str"><f>A1</f><v>counted</v></c>', "counted"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ("<c><v>-0</v></c>", "0"),
        ("<c><v>0.10000000000000001</v></c>", "0.1"),
        ("<c><v>1.0E-2</v></c>", "0.01"),
        ("<c><v>123456789012345678</v></c>", "123456789012345678"),
        ('<c t="d"><v>2026-12-01T00:00:00.000Z</v></c>', "2026-12-01"),
        ('<c t="d"><v>2026-12-01T10:00:00</v></c>', "2026-12-01T10:00:00"),
        ('<c s="1"><v>46357</v></c>', "2026-12-01"),
        ('<c s="2"><v>46357.5</v></c>', "2026-12-01T12:00:00"),
        ('<c s="3"><v>46357</v></c>', "46357"),
        ('<c s="4"><v>1.5</v></c>', "1.5"),
        ('<c s="1"><v>-1</v></c>', "-1"),
        ('<c s="1"><v>9999999</v></c>', "9999999"),
        ('<c s="1"><v>0</v></c>', "0"),
        ("<c/>", ""),
    ],
)
def test_cells_of_every_type_are_read(xml: str, told: str) -> None:
    assert row(cells(xml, "<c><v>1</v></c>")) == [told, "1"]


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ("yyyy-mm-dd", True),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True),
        ("h:mm AM/PM", True),
        ("General", False),
        ('#,##0.00 "days"', False),
        ("#,##0\\ \\d", False),
        ("[Red]0.00;[Black]yyyy", False),
        ("[hh]:mm:ss", False),
        ("0.00E+00", False),
        ("@", False),
    ],
)
def test_a_number_is_a_day_where_its_format_shows_one(code: str, is_day: bool) -> None:
    assert is_day_format(code) is is_day


def test_days_may_be_counted_from_1904() -> None:
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets>'
    book += '<sheet name="one" sheetId="1" r:id="b"/></sheets></workbook>'
    rows = '<row><c><v>1</v></c></row><row><c s="1"><v>44895</v></c></row>'

    assert row(parts(rows, workbook=book)) == ["2026-12-01"]


def test_rows_are_filled_up_to_the_header_and_keep_their_numbers() -> None:
    rows = (
        '<row r="3"><c r="A3"><v>1</v></c><c r="C3"><v>3</v></c><c r="D3" s="1"/></row>'
        '<row r="7"><c r="B7"><v>2</v></c></row><row r="8"><c r="Z8" s="1"/></row>'
        '<row r="9"><c r="AA9"><v>27</v></c></row>'
    )

    assert read(parts(rows)) == [
        (3, ["1", "", "3"]),
        (7, ["", "2", ""]),
        (9, [""] * 26 + ["27"]),
    ]


def test_the_first_sheet_that_one_sees_is_read() -> None:
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    book += '<sheet name="old" sheetId="1" state="hidden" r:id="x"/>'
    book += '<sheet name="one" sheetId="2" r:id="b"/></sheets></workbook>'

    assert read(parts("<row><c><v>1</v></c></row>", workbook=book)) == [(1, ["1"])]


@pytest.mark.django_db
def test_a_longer_row_is_the_same_problem_as_in_csv() -> None:
    content = by_others(["Name", "Price"], ["Anna", 1, "more"])

    assert problems(content) == ["row 2: the row has 3 fields and the header 2"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ('<c t="e"><v>#N/A</v></c>', "row 2, Name: the cell has an error (#N/A)"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "row 2, Name: the cell has an error (#DIV/0!)"),
        ("<c><f>1+1</f></c>", "row 2, Name: the formula has no stored result"),
        ("<c><f>1+1</f><v/></c>", "row 2, Name: the formula has no stored result"),
        ("<c><v>NaN</v></c>", "row 2, Name: the cell is damaged"),
        ("<c><v>1e999</v></c>", "row 2, Name: the cell is damaged"),
    ],
)
def test_a_cell_without_a_value_is_a_problem_of_its_row_and_column(xml: str, told: str) -> None:
    header = '<row><c t="str"><v>Name</v></c></row>'

    [problem] = problems(parts(f"{header}<row>{xml}</row><row><c><v>1</v></c></row>"))

    assert problem.startswith(told)


@pytest.mark.django_db
def test_an_error_passes_in_a_column_nobody_reads() -> None:
    header = '<row><c t="str"><v>Name</v></c><c t="str"><v>Note</v></c></row>'
    content = parts(f'{header}<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>')

    assert staged(content).rows == 1
    assert not staged(content).problems
