"""Workbooks are what another library reads as meant: texts, days, numbers, a table to filter."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from partnercenter.outgoing import Flavour, Kind, OutColumn, TooMuchForAWorkbook, workbook
from partnercenter.outgoing import workbooks as writing

COLUMNS = [
    OutColumn("Id", "id"),
    OutColumn("Since", "since", Kind.DAY),
    OutColumn("Price", "price", Kind.NUMBER),
    OutColumn("Seats", "seats", Kind.COUNT),
]
ROWS: list[Sequence[str | None]] = [
    ["0012", "2026-12-01", "-12.34", "7"],
    ["=1+1", "1899-12-31", "0.1234567890123456", "12345678901234567890"],
    ["http://x.example", None, "100000000000000000000", None],
    ["  @x ", "1900-03-01", "NaN", "0"],
    ["<r>&amp;</r>", "9999-12-31", "0.000000000000123", "1"],
]


def made(rows: Sequence[Sequence[str | None]], flavour: Flavour, title: str = "Prices") -> Any:
    with workbook(rows, COLUMNS, flavour=flavour, title=title) as file:
        return load_workbook(io.BytesIO(file.read()))


def values(flavour: Flavour) -> list[list[object]]:
    return [[cell.value for cell in row] for row in made(ROWS, flavour).active]


def test_the_exact_workbook_has_nothing_but_texts() -> None:
    assert values(Flavour.EXACT) == [["Id", "Since", "Price", "Seats"], *map(list, ROWS)]


def test_the_safe_workbook_has_days_and_the_numbers_that_survive() -> None:
    assert values(Flavour.SAFE) == [
        ["Id", "Since", "Price", "Seats"],
        ["0012", datetime.fromisoformat("2026-12-01"), -12.34, 7],
        ["=1+1", "1899-12-31", "0.1234567890123456", "12345678901234567890"],
        ["http://x.example", None, 1e20, None],
        ["  @x ", datetime.fromisoformat("1900-03-01"), "NaN", 0],
        ["<r>&amp;</r>", datetime.fromisoformat("9999-12-31"), 1.23e-13, 1],
    ]


@pytest.mark.parametrize("flavour", Flavour)
def test_no_cell_is_a_formula_or_a_link(flavour: Flavour) -> None:
    cells = [cell for row in made(ROWS, flavour).active for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    # A text stays one when it is edited in its cell.
    assert {cell.number_format for cell in cells if cell.data_type == "s"} == {"@"}


def test_the_header_is_bold_and_stays_and_the_table_can_be_filtered() -> None:
    sheet = made(ROWS, Flavour.SAFE).active

    assert [cell.font.bold for cell in sheet[1]] == [True] * 4
    assert not sheet["A2"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D6")
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert [sheet.column_dimensions[letter].width > 8 for letter in "ABCD"] == [True] * 4


def test_a_column_is_as_wide_as_what_it_shows_within_limits() -> None:
    rows = [["x" * 30, None, None, None], ["y" * 500, None, None, None]]
    with workbook(rows[:1], COLUMNS, flavour=Flavour.SAFE, title="T") as file:
        narrow = load_workbook(io.BytesIO(file.read())).active.column_dimensions["A"].width

    wide = made(rows, Flavour.SAFE).active.column_dimensions["A"].width

    assert 30 <= narrow < 33
    assert 60 <= wide < 63


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Prices [NL]: EUR/USD", "Prices NL EUR USD"),
        ("x" * 40, "x" * 31),
        ("'quoted'", "quoted"),
        ("History", "1"),
        ("??", "1"),
    ],
)
def test_the_sheet_is_named_after_the_title_as_far_as_it_may(title: str, name: str) -> None:
    book = made([], Flavour.SAFE, title)

    assert book.sheetnames == [name]
    assert book.properties.title == title


def test_equal_rows_make_equal_bytes() -> None:
    hashes = set()
    for _ in range(2):
        with workbook(ROWS, COLUMNS, flavour=Flavour.SAFE, title="Prices") as file:
            hashes.add(hashlib.sha256(file.read()).hexdigest())

    assert len(hashes) == 1


def test_progress_is_told_every_some_rows_and_at_the_end() -> None:
    heard: list[int] = []
    rows = [ROWS[0]] * 12_000

    workbook(rows, COLUMNS, flavour=Flavour.SAFE, title="T", told=heard.append).close()

    assert heard == [5000, 10_000, 12_000]


def test_more_rows_than_a_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 3)

    with pytest.raises(TooMuchForAWorkbook, match="room for 3 rows: take the CSV file"):
        made(ROWS, Flavour.EXACT)

    assert len(list(made(ROWS[:3], Flavour.EXACT).active)) == 4


@pytest.mark.parametrize(("text", "fits"), [("x" * 32_767, True), ("x" * 32_768, False)])
def test_a_text_is_whole_or_refused(text: str, fits: bool) -> None:
    rows = [["a", None, None, None], [text, None, None, None]]

    if fits:
        assert made(rows, Flavour.SAFE).active["A3"].value == text
    else:
        with pytest.raises(TooMuchForAWorkbook, match=r"row 3, Id: .* room for 32767 characters"):
            made(rows, Flavour.SAFE)


def test_characters_beyond_the_first_plane_count_twice() -> None:
    with pytest.raises(TooMuchForAWorkbook):
        made([["\U0001f600" * 16_384, None, None, None]], Flavour.EXACT)


def test_nothing_is_left_behind_when_rows_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing() -> Iterator[Sequence[str | None]]:
        yield ROWS[0]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        workbook(failing(), COLUMNS, flavour=Flavour.SAFE, title="T")
    workbook(ROWS, COLUMNS, flavour=Flavour.SAFE, title="T").close()

    assert list(tmp_path.iterdir()) == []
