"""A price list as a file: the published columns, the words of the edition, and back in again."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from partnercenter.intake import AlreadyTakenIn
from partnercenter.outgoing.formats import BY_CODE, FORMATS
from pricing.engine.lists import BY_CODE as KINDS
from pricing.models import PriceList
from pricing.queries import list_export, lists
from pricing.services import price_lists
from tests.builders import AT, a_price_list
from tests.pricing.price_rows import (
    CATALOGUE,
    JANUARY,
    LICENSES,
    OFFER,
    OTHER_METER,
    a_licence,
    an_item,
    taken,
    usage,
)

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
OTHER_OFFER = "0b9e2b5f-4c54-4f0e-9d34-4f6e01c0a2f1"
TOP = "9223372036854775807"
NASTY = '"=SUM(A1)+""Müller, Söhne & Co"""'
CODES = [one.code for one in FORMATS]


def written(price_list: PriceList, code: str = "csv_exact") -> bytes:
    """Return the bytes of a list's file."""
    asked = BY_CODE[code]
    if asked.is_workbook:
        with list_export.workbook_of(price_list, flavour=asked.flavour) as file:
            return file.read()
    return b"".join(list_export.csv_of(price_list, flavour=asked.flavour))


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def again(price_list: PriceList, content: bytes, name: str = "again.csv") -> PriceList:
    return price_lists.take_in(
        file=io.BytesIO(content),
        name=name,
        kind=price_list.kind,
        month=price_list.month,
        currency=price_list.currency,
        market=price_list.market,
        at=AT,
    )


def test_a_licence_list_has_the_published_columns() -> None:
    price_list = taken(
        a_licence(days="2/1/2025,6/30/2026"), a_licence(who="Academic,1 Month,,Faculty")
    )

    header, *rows = table(written(price_list))

    assert header == LICENSES.split(",")
    row = ["ADD", "2025-02-01", "9999-12-31", "Suite Start", OFFER, "Academic", "1 Month", ""]
    assert rows == [
        [*row, "Faculty", "4.2", "4.96", "KV0101"],
        f"ADD,2025-02-01,2026-06-30,Suite Start,{OFFER},Corporate,1 Month,Non-specific,"
        "Corporate,4.2,4.96,KV0101".split(","),
    ]


def test_what_a_licence_list_no_longer_has_stands_at_its_end() -> None:
    taken(
        a_licence(),
        a_licence(who="Academic,1 Month,,Faculty"),
        a_licence(offer=OTHER_OFFER, title="A farewell"),
    )
    following = taken(
        a_licence(price="5.00,4.96"), a_licence(who="Academic,1 Month,,Faculty"), month=FEBRUARY
    )

    _, *rows = table(written(following))

    assert [(row[0], row[3], row[5], row[9]) for row in rows] == [
        ("UNC", "Suite Start", "Academic", "4.2"),
        ("CHG", "Suite Start", "Corporate", "5"),
        ("DEL", "A farewell", "Corporate", "4.2"),
    ]
    assert [str(price.availability.sku.offer_id) for price in lists.removed_from(following)] == [
        OTHER_OFFER
    ]
    assert list_export.row_total(following) == 3


@pytest.mark.parametrize("kind", [code for code in KINDS if code != "license"])
def test_every_other_kind_has_one_layout(kind: str) -> None:
    meter = "" if not KINDS[kind].is_metered else "d7de6d20-e219-4bcd-8a84-8be1b742a087"
    price_list = taken(an_item(meter=meter), header=CATALOGUE, kind=kind)

    header, row = table(written(price_list))

    metered = KINDS[kind].is_metered
    assert header == CATALOGUE.replace("MeterType", "MeterType,IncludedQuantity").split(",")
    assert row == [
        *("Compute", "DZHPHEKYFNRS", "012G", "G1 1 vCPU", "Kelvarra", "", "1 Hour", "", "Monthly"),
        *("", "EUR", "0.0383", "0" if metered else "", TOP if metered else ""),
        *("2026-01-01", "2026-01-31", meter, "Hours" if metered else "", "0" if metered else ""),
        *("", "0.0452", "Commercial"),
    ]


def test_a_price_with_tiers_is_a_row_for_each() -> None:
    price_list = usage(
        an_item(price="1", tier="1", until="100"),
        an_item(price="0.80", tier="101", until="2500.5"),
        an_item(price="0.5", tier="2500.5", until=TOP),
        an_item(sku="02AA,Other", meter=OTHER_METER),
    )

    _, *rows = table(written(price_list))

    assert [(row[2], row[11], row[12], row[13], row[20]) for row in rows] == [
        ("012G", "1", "0", "100", "0.0452"),
        ("012G", "0.8", "100", "2500.5", ""),
        ("012G", "0.5", "2500.5", TOP, ""),
        ("02AA", "0.0383", "0", TOP, "0.0452"),
    ]
    assert list_export.row_total(price_list) == 4


def test_an_edition_keeps_its_words_when_a_later_one_renames() -> None:
    first = taken(a_licence(title="Suite Start"))
    before = written(first)

    second = taken(a_licence(title="Suite Begin"))

    assert written(first) == before
    assert table(written(second))[1][3] == "Suite Begin"


A_LIST_OF_EVERY_KIND: dict[str, list[str]] = {
    "license": [
        a_licence(title=NASTY),
        a_licence(who="Academic,1 Month,'Add-on,Faculty", price="0.000000000000000001,"),
        a_licence(offer=OTHER_OFFER, title="'@Großkunde", days="1/10/2026,1/20/2026"),
        a_licence(offer=OTHER_OFFER, title="'@Großkunde", days="1/21/2026,", price="12345678.9,"),
    ],
    "usage": [
        an_item(product=f"{NASTY},DZHPHEKYFNRS", price="0.1", tier="0", until="5"),
        an_item(product=f"{NASTY},DZHPHEKYFNRS", price="0.05", tier="6"),
        an_item(sku="02AA,'+1", meter=OTHER_METER, tags="third party", market="NL"),
    ],
    "consumption": [
        an_item(sku="0001,-Größe", price="0.00000383"),
        an_item(sku="0002,@x", meter=OTHER_METER, days="1/5/2026,1/9/2026"),
    ],
    "software": [
        an_item(sku="0001,=1+1", meter=""),
        an_item(sku="0001,=1+1", meter="", market="NO"),
    ],
    "reservation": [an_item(sku="007,'=1", meter="", price="99999.999")],
    "marketplace": [an_item(sku="1E5,\tNon-breaking\u00a0".replace("\t", ""), meter="")],
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_goes_out_comes_in_as_the_very_same(kind: str, code: str) -> None:
    header = LICENSES if kind == "license" else CATALOGUE
    price_list = taken(*A_LIST_OF_EVERY_KIND[kind], header=header, kind=kind)

    content = written(price_list, code)

    with pytest.raises(AlreadyTakenIn) as refused:
        again(price_list, content, "again.file")
    assert str(refused.value).startswith(f"again.file has the content of {price_list}")


def test_rows_of_what_was_removed_do_not_come_back() -> None:
    taken(a_licence(), a_licence(offer=OTHER_OFFER))
    following = taken(a_licence(), month=FEBRUARY)

    with pytest.raises(AlreadyTakenIn):
        again(following, written(following))


def test_the_workbook_for_reading_has_dates_and_numbers_and_the_exact_one_texts() -> None:
    price_list = taken(a_licence(title=NASTY, price="4.20,1234567.123456789012"))

    def first_row(code: str) -> tuple[Any, ...]:
        book = load_workbook(io.BytesIO(written(price_list, code)))
        return tuple(cell.value for cell in list(book.active)[1])

    reading, exact = first_row("xlsx_safe"), first_row("xlsx_exact")
    assert (reading[1].date(), reading[9]) == (date(2025, 2, 1), 4.2)
    assert reading[10] == "1234567.123456789012"
    assert exact[1:4] == ("2025-02-01", "9999-12-31", '=SUM(A1)+"Müller, Söhne & Co"')
    assert exact[9:11] == ("4.2", "1234567.123456789012")


def test_a_file_is_named_after_what_is_in_it() -> None:
    december = a_price_list(month=date(2026, 12, 1))
    dutch = a_price_list(month=date(2026, 12, 1), market="NL", kind="usage", edition=3)

    assert list_export.file_name(december, BY_CODE["csv_exact"]) == "license_EUR_2026-12_e1.csv"
    assert (
        list_export.file_name(december, BY_CODE["csv_safe"])
        == "license_EUR_2026-12_e1_spreadsheet.csv"
    )
    assert (
        list_export.file_name(dutch, BY_CODE["xlsx_safe"])
        == "usage_EUR_NL_2026-12_e3_spreadsheet.xlsx"
    )


def test_the_same_list_makes_the_same_bytes() -> None:
    first = taken(a_licence(), a_licence(who="Academic,1 Month,,Faculty"))
    content = {code: written(first, code) for code in CODES}
    taken(a_licence(price="5,5"))

    back = taken(a_licence(who="Academic,1 Month,,Faculty"), a_licence(), month=JANUARY)

    assert (back.edition, back.content_hash) == (3, first.content_hash)
    assert {code: written(back, code) for code in CODES} == content
