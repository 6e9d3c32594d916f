"""What a spreadsheet would run is marked, and the mark can be taken off again."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercenter.outgoing.safe import DANGEROUS, decode, encode, encoded
from tests.sheets.made import read

TEXTS = st.text(max_size=8) | st.builds(
    str.__add__, st.sampled_from(["'", "''", *DANGEROUS, "'=", "''-"]), st.text(max_size=4)
)


@settings(max_examples=2000)
@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert decode(encode(text)) == text
    assert not encode(text).startswith(tuple(DANGEROUS))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"),
        ("＝1", "'＝1"),
        ("-12.34", "'-12.34"),
        ("\tx", "'\tx"),
        ("'s-Hertogenbosch", "''s-Hertogenbosch"),
        ("plain", "plain"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_only_what_begins_dangerously_is_marked(text: str, told: str) -> None:
    assert encode(text) == told


@pytest.mark.parametrize("text", ["'tis", "'", "plain", ""])
def test_text_that_was_never_marked_stays(text: str) -> None:
    assert decode(text) == text


@pytest.mark.django_db
def test_the_database_marks_the_same_texts() -> None:
    marks = ["", "'", " ", "a", "0", "é", *DANGEROUS.replace("\0", ""), "−", "!", '"', "\\"]
    texts = ["".join(parts) for parts in product(marks, marks, ["", "x"])]

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {encoded('t')} FROM unnest(%s::text[]) WITH ORDINALITY AS _ (t, n)"
            " ORDER BY n",
            [texts],
        )
        told = [text for (text,) in cursor.fetchall()]

    assert len(texts) > 500
    assert told == [encode(text) for text in texts]


def test_only_a_file_with_a_utf8_mark_is_decoded() -> None:
    content = b"Name,Note\r\n'=1+1,''tis\r\n"

    assert read(content)[1] == (2, ["'=1+1", "''tis"])
    assert read(b"\xef\xbb\xbf" + content)[1] == (2, ["=1+1", "'tis"])
