"""Lists of software, reservations and marketplace items: sold for good or for a term."""

from __future__ import annotations

import pytest

from partnercenter.intake import NotTakenIn
from pricing.models import Availability, PriceList, Product
from tests.pricing.price_rows import CATALOGUE, a_licence, an_item, taken

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


@pytest.mark.parametrize("term", ["P0M", "P0Y", "P00M", "P01Y", "P100M"])
def test_a_term_of_no_months_is_none(term: str) -> None:
    with pytest.raises(NotTakenIn) as refused:
        listed("software", a_row("P1M"), a_row(term))

    (problem,) = refused.value.problems
    assert str(problem) == f'row 3, TermDuration: "{term}" is not a term like P1M, P1Y or P3Y'


@pytest.mark.parametrize(
    "unit",
    ["0 Months", "0 Years", "101 Years", "3000 Years", "1201 Month(s)", "99999999999 Months"],
)
def test_a_purchase_unit_says_from_one_month_to_a_hundred_years(unit: str) -> None:
    with pytest.raises(NotTakenIn) as refused:
        taken(a_licence(), a_licence(who=f"Corporate,{unit},Non-specific,Corporate"))

    (problem,) = refused.value.problems
    assert str(problem) == f'row 3, Purchase Unit: "{unit}" is not a term of 1 to 1200 months'
    assert not Availability.objects.exists()


def test_a_hundred_years_are_a_term() -> None:
    taken(a_licence(who="Corporate,100 Years,Non-specific,Corporate"))

    assert Availability.objects.get().months == 1200


@pytest.mark.parametrize("term", ["P0M", "999999999999999999999999999 Y"])
def test_a_metered_term_is_checked_as_well(term: str) -> None:
    with pytest.raises(NotTakenIn) as refused:
        listed("usage", an_item().replace("1 Hour,,", f"1 Hour,{term},"))

    (problem,) = refused.value.problems
    assert str(problem) == f'row 2, TermDuration: "{term}" is not a term of 1 to 1200 months'
