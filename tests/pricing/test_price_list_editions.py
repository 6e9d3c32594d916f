"""Editions of price lists: numbered, compared with the month before, with their own words, hashed."""

from __future__ import annotations

from datetime import date

import pytest

from partnercenter.intake import AlreadyTakenIn
from pricing.models import Price, PriceList, Sku
from pricing.queries import list_counts
from pricing.queries.list_counts import Counts, counts
from tests.pricing.price_rows import METER, OTHER_METER, a_licence, an_item, taken, usage

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
OTHER_OFFER = "0b9e2b5f-4c54-4f0e-9d34-4f6e01c0a2f1"
ACADEMIC = "Academic,1 Month,Non-specific,Faculty"


def told(price_list: PriceList) -> list[tuple[str, str, bool, str]]:
    """Return price, status, other changes and what it was before, by days and price."""
    prices = price_list.prices.select_related("earlier").order_by("valid_from", "unit_price")
    return [
        (
            f"{price.unit_price.normalize():f}",
            price.status,
            price.other_changes,
            f"{price.earlier.unit_price.normalize():f}" if price.earlier else "",
        )
        for price in prices
    ]


def test_a_list_is_compared_with_that_of_the_month_before() -> None:
    january = taken(
        a_licence(price="1,2"),
        a_licence(price="2,3", who=ACADEMIC),
        a_licence(price="9,9", offer=OTHER_OFFER),
    )

    february = taken(
        a_licence(price="1.00,2"),
        a_licence(price="2.50,3", who=ACADEMIC),
        a_licence(price="4,4", who="Government,1 Month,,Government"),
        month=FEBRUARY,
    )

    assert told(january) == [
        ("1", "ADD", False, ""),
        ("2", "ADD", False, ""),
        ("9", "ADD", False, ""),
    ]
    assert february.follows == january
    assert told(february) == [
        ("1", "UNC", False, "1"),
        ("2.5", "CHG", False, "2"),
        ("4", "ADD", False, ""),
    ]
    assert counts(february) == Counts(offers=3, prices=3, new=1, changed=1, unchanged=1, removed=1)
    assert (
        list_counts.told(february) == "3 rows, 3 prices (1 new, 1 changed, 1 unchanged, 1 removed)"
    )


def test_an_edition_knows_its_counts_and_older_ones_take_one_query(
    django_assert_num_queries: object,
) -> None:
    price_list = taken(a_licence(), a_licence(who=ACADEMIC))

    with django_assert_num_queries(0):  # type: ignore[operator]
        known = counts(price_list)
    with django_assert_num_queries(1):  # type: ignore[operator]
        counted = list_counts.counted([price_list])

    assert known.new == 2
    assert counted == {price_list.pk: known}


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Suite Begin"},
        {"price": "4.20,5.10"},
        {"price": "4.20,"},
        {"who": "Corporate,1 Month,Standalone,Corporate"},
    ],
)
def test_what_else_changed_is_no_change_of_price_but_told(changed: dict[str, str]) -> None:
    taken(a_licence())

    february = taken(a_licence(**changed), month=FEBRUARY)

    assert told(february) == [("4.2", "UNC", True, "4.2")]


def test_a_change_within_the_month_is_compared_with_the_row_before_it() -> None:
    taken(a_licence(days="1/1/2026,1/15/2026"), a_licence(days="1/16/2026,", price="5,5"))

    february = taken(
        a_licence(days="2/1/2026,2/10/2026", price="5,5"),
        a_licence(days="2/11/2026,2/20/2026", price="6,6"),
        a_licence(days="2/21/2026,2/28/2026", price="6,6"),
        month=FEBRUARY,
    )

    assert told(february) == [
        ("5", "UNC", False, "5"),
        ("6", "CHG", True, "5"),
        ("6", "UNC", False, "6"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (an_item(), an_item(price="0.03830"), "UNC"),
        (an_item(), an_item(tier="0", until="5"), "UNC"),
        (an_item(), an_item(price="0.04"), "CHG"),
    ],
)
def test_a_meters_price_changes_with_its_amount(before: str, after: str, status: str) -> None:
    usage(before)

    february = usage(after.replace("1/1/2026,1/31/2026", "2/1/2026,2/28/2026"), month=FEBRUARY)

    assert [row[1] for row in told(february)] == [status]


def test_another_tier_is_a_change() -> None:
    usage(an_item(until="100"), an_item(tier="101", price="0.02"))

    february = usage(
        an_item(days="2/1/2026,", until="100"),
        an_item(days="2/1/2026,", tier="101", price="0.01"),
        month=FEBRUARY,
    )

    assert told(february) == [("0.0383", "CHG", False, "0.0383")]


def test_what_the_file_says_of_changes_is_not_believed() -> None:
    price_list = taken(a_licence(status="UNC"), a_licence(status="CHG", who=ACADEMIC))

    assert {row[1] for row in told(price_list)} == {"ADD"}


@pytest.mark.parametrize("status", ["D", "DEL", "del"])
def test_rows_of_what_was_removed_offer_nothing(status: str) -> None:
    price_list = taken(a_licence(), a_licence(offer=OTHER_OFFER, status=status))

    assert (price_list.row_count, price_list.prices.count()) == (2, 1)
    assert not Sku.objects.filter(offer_id=OTHER_OFFER).exists()


def test_a_correction_is_compared_with_the_month_before_too() -> None:
    january = taken(a_licence(price="8,9"))
    wrong = taken(a_licence(price="10,11"), month=FEBRUARY)

    corrected = taken(a_licence(price="8,9"), month=FEBRUARY)

    assert (wrong.edition, corrected.edition) == (1, 2)
    assert corrected.follows == january
    assert told(wrong) == [("10", "CHG", True, "8")]
    assert told(corrected) == [("8", "UNC", False, "8")]


def test_the_list_follows_the_newest_edition_of_the_month_before() -> None:
    taken(a_licence(price="8,9"))
    newest = taken(a_licence(price="7,9"))

    february = taken(a_licence(price="7,9"), month=FEBRUARY)

    assert february.follows == newest
    assert told(february) == [("7", "UNC", False, "7")]


def test_a_list_after_a_month_without_one_follows_none() -> None:
    taken(a_licence())

    march = taken(a_licence(), month=MARCH)

    assert march.follows is None
    assert told(march) == [("4.2", "ADD", False, "")]


def test_going_back_to_what_was_published_before_is_a_new_edition() -> None:
    first = taken(a_licence(price="8,9"))
    taken(a_licence(price="10,11"))

    back = taken(a_licence(price="8.00,9.00"))

    assert (back.edition, back.content_hash) == (3, first.content_hash)
    assert Price.objects.get(in_force=True).price_list == back
    with pytest.raises(AlreadyTakenIn):
        taken(a_licence(price="8,9"))


def test_the_order_of_rows_and_the_form_of_values_do_not_make_another_content() -> None:
    first = taken(a_licence(price="4.20,4.96"), a_licence(who=ACADEMIC))

    with pytest.raises(AlreadyTakenIn):
        taken(
            a_licence(who="ACADEMIC,1 month,Non-specific,FACULTY", days="2025-02-01,"),
            a_licence(price="4.200,4.9600", status="ADD"),
        )

    assert PriceList.objects.get() == first


@pytest.mark.parametrize(
    "changed",
    [
        {"price": "4.20,4.97"},
        {"price": "4.21,4.96"},
        {"title": "Suite Start."},
        {"days": "2/2/2025,12/31/9999"},
        {"days": "2/1/2025,1/31/2026"},
        {"who": "Corporate,1 Month,Standalone,Corporate"},
    ],
)
def test_anything_that_counts_makes_another_content(changed: dict[str, str]) -> None:
    first = taken(a_licence())

    second = taken(a_licence(**changed))

    assert second.edition == 2
    assert second.content_hash != first.content_hash


def test_titles_of_an_edition_stay_when_a_later_list_renames_the_product() -> None:
    first = usage(an_item(), an_item(sku="02AA,Other", meter=OTHER_METER))

    usage(
        an_item(
            product="Compute Plus,DZHPHEKYFNRS", sku="012G,G1 renamed", days="2/1/2026,2/28/2026"
        ),
        month=FEBRUARY,
    )

    price = first.prices.get(availability__sku__meter_id=METER)
    assert price.availability.sku.title == "G1 renamed"
    assert (price.listing.texts["ProductTitle"], price.listing.texts["SkuTitle"]) == (
        "Compute",
        "G1 1 vCPU",
    )
