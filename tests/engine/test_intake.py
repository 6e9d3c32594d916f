"""Files are read as a stream, whole or not at all, and every problem is told by row and field."""

from __future__ import annotations

import gzip
import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from django.db import connection

from partnercenter.intake import Check, Column, Layout, NotTakenIn, Staged, stage
from partnercenter.intake.values import COUNT, DAY, FLAG, GUID, choice, country, number, text

pytestmark = pytest.mark.django_db

LAYOUT = Layout(
    (
        Column("Name", "name", text(10)),
        Column("Unit Price", "price", number(decimals=6), required=False, filled=False),
        Column("Since", "since", DAY, required=False, filled=False),
        Column("Key", "key", GUID, required=False, filled=False),
        Column("Count", "count", COUNT, required=False, filled=False),
        Column("Flag", "flag", FLAG, required=False, filled=False),
        Column("Size", "size", choice({"Big": 2, "Small": 1}), required=False, filled=False),
        Column("Country", "country", country(), required=False, filled=False),
    )
)
GUID_TEXT = "6B33C46D-984f-4ac3-aa81-0988dfa0bda5"


def staged(content: str | bytes) -> Staged:
    raw = content.encode() if isinstance(content, str) else content
    return stage(file=io.BytesIO(raw), name="rows.csv", layouts=[LAYOUT])


def taken(content: str | bytes, columns: str = "line, name, price") -> list[tuple[object, ...]]:
    staged(content).require()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM taken ORDER BY line")
        return cursor.fetchall()


def problems(content: str | bytes) -> list[str]:
    with pytest.raises(NotTakenIn) as refused:
        staged(content).require()
    return [str(problem) for problem in refused.value.problems]


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    content = 'Surplus,UNIT PRICE, name ,x\nignored,1.5,Anna,y\n,,"Bo, and Co",\n'

    assert taken(content) == [(2, "Anna", 1.5), (3, "Bo, and Co", None)]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfName,Unit Price\r\nAnna,1\r\n\r\n,\r\nBo,2\r\n",
        b"Name,Unit Price\nAnna,1\n\n,\nBo,2",
        gzip.compress(b"Name,Unit Price\nAnna,1\n\n,\nBo,2\n"),
    ],
    ids=["windows", "unix", "gzipped"],
)
def test_rows_keep_their_line_in_the_file(content: bytes) -> None:
    assert taken(content) == [(2, "Anna", 1), (5, "Bo", 2)]


def test_values_become_what_they_are() -> None:
    content = (
        f"Name,Since,Key,Count,Flag,Size,Country\nA,2/9/2024 0:00,{GUID_TEXT},7,True,BIG,nl\n"
    )

    [row] = taken(content, "since::text, key::text, count, flag, size, country")

    assert row == ("2024-02-09", GUID_TEXT.lower(), 7, True, 2, "NL")


def test_a_backslash_and_a_word_for_null_are_only_text() -> None:
    assert taken("Name,Unit Price\n\\N\\t,\n\\.,\n") == [(2, "\\N\\t", None), (3, "\\.", None)]


def test_the_hash_is_of_the_content_however_it_is_packed() -> None:
    content = b"Name,Unit Price\nAnna,1\n"

    assert staged(content).content_hash == hashlib.sha256(content).hexdigest()
    assert staged(gzip.compress(content)).content_hash == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "value",
    "NaN -Infinity 1e5 1_000 +1 01 .5 1. 1,5 0x1 \u0661\u0662 \uff11\uff12 --1 =1+1 '1 "
    "1.1234567 12345678901234".split(),
)
def test_only_plain_numbers_are_numbers(value: str) -> None:
    told = problems(f'Name,Unit Price\nAnna,"{value}"\n')

    reason = "is not a number (13 digits, a full stop and 6 decimals)"
    assert told == [f'row 2, Unit Price: "{value}" {reason}']


@pytest.mark.parametrize(
    "value", ["0", "-0.5", "9999999999999.999999", "1.100000", "0.100000000000000000"]
)
def test_numbers_are_taken_exactly(value: str) -> None:
    [(price,)] = taken(f"Name,Unit Price\nAnna,{value}\n", "price::text")

    assert price == value


@pytest.mark.parametrize(
    "value",
    "2025-02-29 2/29/2025 2026-04-31 31/12/2026 2026-13-01 0000-01-01 1900-02-29 4/31/2026 "
    "2026-1-1 1/1/26 2026-01-01T00:00 today infinity".split(),
)
def test_impossible_days_are_problems_and_no_crashes(value: str) -> None:
    told = problems(f"Name,Unit Price,Since\nAnna,1,{value}\n")

    assert told == [f'row 2, Since: "{value}" is not a date (YYYY-MM-DD or M/D/YYYY)']


@pytest.mark.parametrize(
    "value",
    ["-" * 36, "6b33c46d984f4ac3aa810988dfa0bda5", "{" + GUID_TEXT + "}", "g" + GUID_TEXT[1:]],
)
def test_what_only_looks_like_a_guid_is_none(value: str) -> None:
    assert problems(f"Name,Unit Price,Key\nA,,{value}\n") == [
        f'row 2, Key: "{value}" is not a GUID'
    ]


def test_every_problem_is_told_with_its_row_and_field() -> None:
    content = (
        "Name,Unit Price,Count,Size,Country,Flag\n,1,0,Big,NL,\nlonger than ten,x,1,Huge,XX,?\n"
    )

    assert problems(content) == [
        "row 2, Name: the value is missing",
        'row 2, Count: "0" is not a whole number from 1 to 999999999',
        "row 3, Name: the text is longer than 10 characters",
        'row 3, Unit Price: "x" is not a number (13 digits, a full stop and 6 decimals)',
        'row 3, Flag: "?" is neither TRUE nor FALSE',
        'row 3, Size: "Huge" is none of Big, Small',
        'row 3, Country: "XX" is not a country code, such as NL',
    ]


def test_the_first_hundred_problems_are_told_and_all_are_counted() -> None:
    rows = "".join("Anna,x\n" if line % 2 else "Anna\n" for line in range(500))

    with pytest.raises(NotTakenIn) as refused:
        staged(f"Name,Unit Price\n{rows}").require()

    assert [p.row for p in refused.value.problems] == list(range(2, 102))
    assert refused.value.total == 500
    assert str(refused.value).startswith(
        "rows.csv was not taken in, it has 500 problems. The first: row 2: "
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"Name,Unit Price\n", "the file has no rows below its header"),
        (b"Name;Unit Price\nA;1\n", "row 1: the fields are separated by semicolons"),
        (b"Unit Price\n1\n", "row 1, Name: the column is missing"),
        (b"Name,NAME,Unit Price\na,b,1\n", "row 1, Name: the file has 2 columns of this name"),
        (b"PK\x03\x04...", "this is a damaged workbook, or a ZIP file that is none"),
        ("Name\nA\n".encode("utf-16"), "this is UTF-16"),
        (gzip.compress(b"Name,Unit Price\nA,1\n" * 99)[:-20], "the gzip file is damaged"),
        (b"\x1f\x8bnot really", "the gzip file is damaged"),
        (b"Name,Unit Price\nAnna,1\nB\xff,1\n", "row 3: the line is not UTF-8"),
        (b'Name,Unit Price\n"Anna"x,1\n', "row 2: this is not well-formed CSV"),
        (b'Name,Unit Price\n"Anna,1\n', "row 2: this is not well-formed CSV"),
        (b"Name,Unit Price\nA,1\n" + b'"' + b"x" * 140_000 + b'",1\n', "row 3: this is not well"),
        (b"Name,Unit Price\n" + b"x" * 1_100_000, "row 2: the line is longer than"),
        (b"Name,Unit Price\nA,1,2\n", "row 2: the row has 3 fields and the header 2"),
        (b"Name,Unit Price\nA\x00,1\n", "row 2, Name: the text has a control character (U+0000)"),
        (b'Name,Unit Price\n"A\nB",1\n', "row 2, Name: the text has a control character (U+000A)"),
        (
            b"Name,Unit Price,x\nA,1,\x1b[31m\n",
            "row 2, x: the text has a control character (U+001B)",
        ),
    ],
)
def test_what_cannot_be_read_is_told_plainly(content: bytes, told: str) -> None:
    [problem] = problems(content)

    assert problem.startswith(told)


def test_a_line_break_passes_in_a_column_nobody_reads() -> None:
    assert taken('Name,Unit Price,Note\nAnna,1,"two\nlines"\nBo,2,\n') == [
        (2, "Anna", 1),
        (4, "Bo", 2),
    ]


def test_a_check_of_the_app_tells_its_column_and_long_values_are_cut() -> None:
    check = Check(
        "SELECT line, name, repeat('x', 100) AS long, CASE WHEN price > 1 THEN 'dear' END AS code"
        " FROM taken",
        {"dear": ("price", "%(name)s costs too much %(long)s")},
    )

    with pytest.raises(NotTakenIn) as refused:
        staged("Name,Unit Price\nAnna,1\nBo,2\n").require(check)

    [problem] = refused.value.problems
    assert str(problem) == f"row 3, Unit Price: Bo costs too much {'x' * 80}..."


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as large:
        large.write("Name,Unit Price,Note\n")
        large.writelines(f"Anna,{line},{'x' * 1000}\n" for line in range(30_000))

    tracemalloc.start()
    with path.open("rb") as file:
        content = stage(file=file, name="large.csv", layouts=[LAYOUT])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert content.rows == 30_000
    assert peak < 12 * 1024 * 1024 < path.stat().st_size
