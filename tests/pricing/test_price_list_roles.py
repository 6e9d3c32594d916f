"""No list makes a trial or an add-on of an offer that is known otherwise, or the other way round."""

from __future__ import annotations

from datetime import date

import pytest

from partnercenter.intake import NotTakenIn
from pricing.models import PriceList, Sku
from tests.pricing.price_rows import a_licence, taken

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
COLUMN = "Secondary License Type"


def of_type(said: str, *, price: str = "4.20,", segment: str = "Corporate") -> str:
    return a_licence(who=f"{segment},1 Month,{said},{segment}", price=price)


def types() -> list[str]:
    return list(Sku.objects.values_list("secondary_type", flat=True))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("Non-specific", "Trial"),
        ("Non-specific", "TRIAL"),
        ("Trial", "Non-specific"),
        ("Non-specific", "Add-on"),
        ("Add-on", "Trial"),
        ("add-on", "Non-specific"),
    ],
)
def test_a_coming_list_does_not_change_what_a_known_offer_is(known: str, said: str) -> None:
    taken(of_type(known))

    with pytest.raises(NotTakenIn) as refused:
        taken(of_type(said), month=FEBRUARY)

    assert [str(problem) for problem in refused.value.problems] == [
        (
            f'row 2, {COLUMN}: the offer is known as "{known}" and cannot become "{said}": '
            "a trial or an add-on has an id of its own"
        )
    ]
    assert types() == [known]
    assert PriceList.objects.count() == 1


def test_an_offer_without_a_type_that_was_sold_at_a_price_becomes_no_trial() -> None:
    taken(of_type(""))

    with pytest.raises(NotTakenIn) as refused:
        taken(of_type("Trial", price="0,"), month=FEBRUARY)

    assert [str(problem) for problem in refused.value.problems] == [
        (
            f'row 2, {COLUMN}: the offer has been sold at a price and cannot become "Trial": '
            "a trial has an id of its own"
        )
    ]
    assert types() == [""]


def test_rows_of_one_offer_agree_about_what_it_is() -> None:
    with pytest.raises(NotTakenIn) as refused:
        taken(of_type("Non-specific"), of_type("Trial", segment="Academic"))

    assert [str(problem) for problem in refused.value.problems] == [
        (
            f'row 3, {COLUMN}: the offer is "Non-specific" in row 2 and "Trial" here: '
            "it is a trial or an add-on in all of its rows or in none"
        )
    ]


@pytest.mark.parametrize(
    ("known", "said", "price", "kept"),
    [
        ("Trial", "trial", "0,", "trial"),
        ("Add-on", "Add on", "4.20,", "Add on"),
        ("Trial", "", "0,", "Trial"),
        ("", "Trial", "0,", "Trial"),
        ("", "Non-specific", "4.20,", "Non-specific"),
        ("Non-specific", "Base", "4.20,", "Base"),
    ],
)
def test_another_word_for_the_same_is_taken_in(
    known: str, said: str, price: str, kept: str
) -> None:
    taken(of_type(known, price=price))

    taken(of_type(said, price=price), month=FEBRUARY)

    assert types() == [kept]
