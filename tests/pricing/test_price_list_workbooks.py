"""Price lists as workbooks: taken in like CSV, with problems named by the row of the sheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from partnercenter.intake import AlreadyTakenIn, NotTakenIn
from pricing.engine.lists import BY_CODE
from pricing.models import Price, PriceList
from pricing.services import price_lists
from tests.builders import AT
from tests.pricing.price_rows import (
    CATALOGUE,
    JANUARY,
    LICENSES,
    OFFER,
    OTHER_METER,
    a_licence,
    an_item,
    taken,
)

pytestmark = pytest.mark.django_db
FILES = {
    "license": (LICENSES, [a_licence(), a_licence(who="Academic,1 Month,Standalone,Faculty")]),
    "usage": (CATALOGUE, [an_item(until="100"), an_item(tier="101", price="0.02")]),
    "consumption": (CATALOGUE, [an_item(), an_item(sku="02AA,Other", meter=OTHER_METER)]),
    "reservation": (CATALOGUE, [an_item(meter=""), an_item(sku="007,Other", meter="")]),
    "software": (CATALOGUE, [an_item(meter=""), an_item(meter="", market="NO")]),
    "marketplace": (CATALOGUE, [an_item(meter=""), an_item(sku="1E5,Other", meter="")]),
}


def a_workbook(*rows: list[Any]) -> io.BytesIO:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    return file


def cells(*rows: str) -> list[list[Any]]:
    return [row for (row,) in (list(csv.reader([row])) for row in rows)]


def brought(file: io.BytesIO, kind: str = "license") -> PriceList:
    return price_lists.take_in(
        file=file, name="list.xlsx", kind=kind, month=JANUARY, currency="EUR", at=AT
    )


@pytest.mark.parametrize("kind", list(BY_CODE))
def test_a_workbook_has_the_content_of_the_same_csv(kind: str) -> None:
    header, rows = FILES[kind]
    from_csv = taken(*rows, header=header, kind=kind)

    with pytest.raises(AlreadyTakenIn) as refused:
        brought(a_workbook(*cells(header, *rows)), kind)

    assert str(refused.value).startswith(f"list.xlsx has the content of {from_csv},")


def test_real_dates_and_numbers_say_the_same_as_texts() -> None:
    taken(a_licence(days="2025-02-01,2026-06-30", price="4.2,5"))
    row = ["U", date(2025, 2, 1), date(2026, 6, 30), "Suite Start", OFFER, "Corporate"]

    with pytest.raises(AlreadyTakenIn):
        brought(
            a_workbook(
                LICENSES.split(","),
                [*row, "1 Month", "Non-specific", "Corporate", 4.2, 5, "KV0101"],
            )
        )


def test_problems_are_named_by_the_row_of_the_sheet_and_nothing_is_stored() -> None:
    header, good, bad, worse = cells(
        LICENSES,
        a_licence(),
        a_licence(price="abc,"),
        a_licence(price="4,-1", who="Education,1 Month,,Student"),
    )

    with pytest.raises(NotTakenIn) as refused:
        brought(a_workbook(header, good, [], bad, worse, good))

    assert [str(problem) for problem in refused.value.problems] == [
        'row 4, List Price: "abc" is not a number (13 digits, a full stop and 18 decimals)',
        'row 5, ERP Price: "-1" is negative',
        "row 6, Valid-From Date: the days overlap those of row 2, which prices the same",
    ]
    assert not PriceList.objects.exists()
    assert not Price.objects.exists()


def test_rows_of_what_was_removed_are_passed_over() -> None:
    header, good, gone = cells(LICENSES, a_licence(), a_licence(offer=OTHER_METER, status="DEL"))

    price_list = brought(a_workbook(header, good, gone))

    assert (price_list.row_count, price_list.prices.count()) == (2, 1)
