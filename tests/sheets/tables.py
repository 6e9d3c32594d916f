"""Tables out of the database and back: what goes in is what the intake reads."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import strategies as st

from partnercenter.outgoing import Flavour, Kind, OutColumn, csv, rows, workbook
from partnercenter.outgoing.safe import DANGEROUS
from tests.sheets.made import read

SOURCE = "FROM json_array_elements(%(rows)s::json) WITH ORDINALITY AS _ (r, n) ORDER BY n"

# Whatever the database can hold, and often what is hard to write.
ODD = "'\",;\\%&<>\r\n\t\x01\x1f\x7f\x85\ufffe\uffff_x"
WORDS = "\r\n|_x000A_|_x0041_x0042_|_x0041|<r>|</r>|\\.|0012|1e5|http://x".split("|")
HARD = st.sampled_from([*DANGEROUS.replace("\0", ""), *ODD, *WORDS])
PLAIN = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
TEXTS = st.lists(HARD | PLAIN, max_size=4).map("".join)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Some headers, and below them some rows of texts."""
    headers = draw(st.lists(TEXTS.filter(bool), min_size=1, max_size=4))
    row = st.lists(TEXTS, min_size=len(headers), max_size=len(headers))
    return headers, draw(st.lists(row, max_size=4))


def columns(headers: Sequence[str], kinds: Sequence[Kind] = ()) -> list[OutColumn]:
    types = {Kind.DAY: "::date", Kind.NUMBER: "::numeric", Kind.COUNT: "::bigint", Kind.TEXT: ""}
    return [
        OutColumn(header, f"(r->>{place}){types[kind]}", kind)
        for place, (header, kind) in enumerate(
            zip(headers, kinds or [Kind.TEXT] * len(headers), strict=True)
        )
    ]


def as_csv(wanted: list[OutColumn], told: list[list[str]], flavour: Flavour) -> bytes:
    return b"".join(csv(SOURCE, wanted, {"rows": json.dumps(told)}, flavour=flavour))


def as_workbook(wanted: list[OutColumn], told: list[list[str]], flavour: Flavour) -> bytes:
    found = rows(SOURCE, wanted, {"rows": json.dumps(told)})
    with workbook(found, wanted, flavour=flavour, title="Table") as file:
        return file.read()


def back(content: bytes) -> list[list[str]]:
    """What the intake reads, the header included."""
    return [fields for _line, fields in read(content)]


def visible(headers: list[str], told: list[list[str]]) -> list[list[str]]:
    """The rows that have anything: the intake passes over others."""
    return [headers, *(row for row in told if any(row))]
