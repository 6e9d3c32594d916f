"""What differs between two editions as a file, exact or safe for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest

from partnercenter.outgoing import Flavour
from partnercenter.periods import add_months
from pricing.queries import comparison_file
from pricing.queries.comparisons import Filter
from tests.pricing.compared_months import SUITE, two_months
from tests.pricing.price_rows import JANUARY, a_licence, taken

pytestmark = pytest.mark.django_db

FEBRUARY = add_months(JANUARY, 1)


def parsed(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_has_every_difference_exactly() -> None:
    first, second = two_months()

    content = b"".join(comparison_file.csv_of(first, second, Filter(), flavour=Flavour.EXACT))

    suite, mail, new, removed = parsed(content)
    assert list(suite) == [column.header for column in comparison_file.COLUMNS]
    assert {name: value for name, value in suite.items() if value} == {
        "Change": "changed",
        "Title": "Suite",
        "OfferId": SUITE,
        "ProductId": suite["ProductId"],
        "SkuId": "0001",
        "AvailabilityId": suite["AvailabilityId"],
        "LicenseAgreementType": "Corporate",
        "EndCustomerType": "Corporate",
        "PurchaseUnit": "1 Month",
        "Currency": "EUR",
        "OldListPrice": "4",
        "NewListPrice": "4.5",
        "Difference": "0.5",
        "Percent": "12.5",
        "OldERPPrice": "5",
        "NewERPPrice": "5",
        "OldIncludedQuantity": "0",
        "NewIncludedQuantity": "0",
        "OldValidFrom": "2025-02-01",
        "NewValidFrom": "2025-02-01",
        "OldValidTo": "9999-12-31",
        "NewValidTo": "9999-12-31",
        "OldTitle": "Suite",
    }
    assert (mail["Change"], mail["OldERPPrice"], mail["NewERPPrice"]) == ("other", "4.96", "5.1")
    assert (new["OldListPrice"], new["NewListPrice"], new["OldValidTo"]) == ("", "4.2", "")
    assert (removed["OldListPrice"], removed["NewListPrice"]) == ("4.2", "")


def test_the_file_takes_the_filter_along() -> None:
    first, second = two_months()

    content = b"".join(
        comparison_file.csv_of(
            first, second, Filter(flag="new", words="white"), flavour=Flavour.EXACT
        )
    )

    assert [row["Title"] for row in parsed(content)] == ["Whiteboard"]


def test_texts_that_differ_are_named_and_formulas_are_made_harmless() -> None:
    first = taken(a_licence(title="Suite Start"))
    second = taken(a_licence(title="=1+1", price="4.00,4.96"), month=FEBRUARY)

    exact, safe = (
        parsed(b"".join(comparison_file.csv_of(first, second, Filter(), flavour=flavour)))[0]
        for flavour in (Flavour.EXACT, Flavour.SAFE)
    )

    assert (exact["Title"], safe["Title"]) == ("=1+1", "'=1+1")
    assert exact["OtherTextsThatDiffer"] == "Offer Display Name"
    assert safe["Difference"] == exact["Difference"] == "-0.2"
