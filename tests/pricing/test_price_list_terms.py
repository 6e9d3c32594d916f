"""Lists of software, reservations and marketplace items: sold for good or for a term."""

from __future__ import annotations

import pytest

from partnercenter.intake import NotTakenIn
from pricing.models import Availability, PriceList, Product
from tests.pricing.price_rows import CATALOGUE, taken

pytestmark = pytest.mark.django_db


def a_row(term: str, *, product: str = "DZHSERVER000", sku: str = "0001") -> str:
    return (
        f"Server,{product},{sku},Server,Kelvarra,,1 Licence,{term},,,EUR,120.00,,,"
        "1/1/2026,1/31/2026,,,,,Commercial"
    )


def listed(kind: str, *rows: str) -> PriceList:
    return taken(*rows, header=CATALOGUE, kind=kind)


def policies() -> dict[str, str]:
    return dict(Product.objects.values_list("product_id", "cancellation"))


def test_a_price_is_for_as_many_months_as_its_term() -> None:
    listed("software", a_row(""), a_row("P1M"), a_row("P1Y"), a_row("P3Y"))

    found = Availability.objects.order_by("pk").values_list("term", "months")
    assert sorted(found) == [("", 1), ("P1M", 1), ("P1Y", 12), ("P3Y", 36)]


@pytest.mark.parametrize(
    ("kind", "term", "policy"),
    [
        ("software", "", "software"),
        ("software", "P1M", "software_subscription"),
        ("software", "p3y", "software_subscription"),
        ("reservation", "P1Y", "reservation"),
        ("marketplace", "P1M", "marketplace_monthly"),
        ("marketplace", "P1Y", "marketplace_annual"),
        ("marketplace", "", "marketplace_monthly"),
    ],
)
def test_what_cancelling_gives_back_follows_from_the_list_and_the_term(
    kind: str, term: str, policy: str
) -> None:
    listed(kind, a_row(term))

    assert policies() == {"DZHSERVER000": policy}


def test_what_somebody_decided_for_a_product_stays() -> None:
    listed("software", a_row(""))
    Product.objects.update(cancellation="never")

    listed("software", a_row("P1Y"))

    assert policies() == {"DZHSERVER000": "never"}


def test_a_term_that_is_none_is_refused() -> None:
    with pytest.raises(NotTakenIn) as refused:
        listed("software", a_row("One year"))

    (problem,) = refused.value.problems
    assert str(problem) == 'row 2, TermDuration: "One year" is not a term like P1M, P1Y or P3Y'
