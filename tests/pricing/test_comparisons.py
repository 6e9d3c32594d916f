"""Any two editions of a list compared: new, removed, changed, other changes, unchanged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from partnercenter.periods import add_months, month_of
from pricing.engine.diff import percent_change
from pricing.models import Availability, PriceList
from pricing.queries import comparisons
from pricing.queries.comparisons import Filter, Row
from tests.builders import a_price, a_price_list, an_offer
from tests.pricing.compared_months import MAIL, SUITE, two_months
from tests.pricing.price_rows import JANUARY, OTHER_METER, a_licence, an_item, taken, usage

D = Decimal
pytestmark = pytest.mark.django_db

FEBRUARY, MARCH = add_months(JANUARY, 1), add_months(JANUARY, 2)


def rows(
    before: PriceList, after: PriceList, wanted: Filter | None = None, **asked: Any
) -> list[Row]:
    places = {"start": 0, "end": 100, **asked}
    return comparisons.rows(before, after, wanted or Filter(), **places)


def told(before: PriceList, after: PriceList, **asked: Any) -> list[tuple[str, str, D | None]]:
    """Return title, flag and percent of each row."""
    return [
        (row.price.listing.texts["Offer Display Name"], row.flag, row.percent)
        for row in rows(before, after, Filter(**asked))
    ]


def test_every_offer_has_one_flag() -> None:
    first, second = two_months()

    assert told(first, second) == [
        ("Suite", "changed", D("12.5")),
        ("Mail", "other", None),
        ("Whiteboard", "new", None),
        ("Voice", "removed", None),
    ]
    found = comparisons.summary(first, second)
    assert found.counts == {"changed": 1, "other": 1, "new": 1, "removed": 1, "unchanged": 1}
    assert found.differing == 4
    assert found.spread
    assert (found.spread.median, found.spread.rise, found.spread.fall) == (
        D("12.5"),
        D("12.5"),
        None,
    )


def test_the_other_way_round_what_was_new_was_removed() -> None:
    first, second = two_months()

    assert told(second, first) == [
        ("Suite", "changed", D("-11.1")),
        ("Mail", "other", None),
        ("Voice", "new", None),
        ("Whiteboard", "removed", None),
    ]
    assert comparisons.in_order(second, first) == (first, second)


def test_a_comparison_is_filtered_by_flag_and_words() -> None:
    first, second = two_months()

    assert [title for title, _, _ in told(first, second, flag="removed")] == ["Voice"]
    assert [title for title, _, _ in told(first, second, words="MAIL")] == ["Mail"]
    assert [title for title, _, _ in told(first, second, words=SUITE)] == ["Suite"]
    assert told(first, second, words="mail", flag="new") == []
    assert told(first, second, words="100% _") == []
    counts = comparisons.summary(first, second, words="mail").counts
    assert counts == {"other": 1, "unchanged": 1}


def test_rows_are_sorted_and_paged() -> None:
    first = taken(*(a_licence(title=f"O{n}", offer=f"{n:08d}{MAIL[8:]}") for n in range(1, 6)))
    prices = ["4.20,1", "4.62,1", "3.78,1", "8.40,1", "0,1"]
    second = taken(
        *(
            a_licence(title=f"O{n}", offer=f"{n:08d}{MAIL[8:]}", price=price)
            for n, price in enumerate(prices, start=1)
        ),
        month=FEBRUARY,
    )

    def percents(order: str, **places: int) -> list[str | None]:
        found = rows(first, second, order=order, **places)
        return [str(row.percent) if row.percent is not None else None for row in found]

    assert percents("-percent") == ["100.0", "10.0", "-10.0", "-100.0", None]
    assert percents("percent") == ["-100.0", "-10.0", "10.0", "100.0", None]
    assert percents("title") == [None, "10.0", "-10.0", "100.0", "-100.0"]
    assert percents("-percent", start=1, end=3) == ["10.0", "-10.0"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2000", "2001"),
        ("2000", "1999"),
        ("2000.0000000000001", "2001.0000000000001"),
        ("3", "4"),
        ("7", "0"),
        ("0.00000083", "0.00000167"),
        ("999999.999999999999", "0.000000000001"),
        ("0", "5"),
    ],
)
def test_the_database_rounds_percents_as_the_engine_does(before: str, after: str) -> None:
    price = an_offer(price=before, month=JANUARY)
    later = priced(price.availability, after, FEBRUARY)

    (row,) = rows(price.price_list, later)

    assert row.percent == percent_change(D(before), D(after))


def priced(
    availability: Availability,
    price: str,
    month: date,
    *,
    days: tuple[int, int] = (1, 99),
    **on: Any,
) -> PriceList:
    """Price something on the days of a month, the last one included."""
    whole = month_of(month)
    price_list = a_price_list(month=month, **on)
    a_price(
        availability=availability,
        price_list=price_list,
        valid_from=whole.start.replace(day=days[0]),
        valid_until=whole.end if days[1] == 99 else whole.start.replace(day=days[1] + 1),
        unit_price=D(price),
        erp_price=D("4.96"),
    )
    return price_list


def test_where_a_price_changes_within_the_month_the_last_one_counts() -> None:
    price = an_offer(price="4.00", month=JANUARY)
    priced(price.availability, "5.00", FEBRUARY, days=(1, 9))
    second = priced(price.availability, "6.00", FEBRUARY, days=(10, 99))
    third = priced(price.availability, "6.00", MARCH)

    (row,) = rows(price.price_list, second)

    assert (row.before and row.before.unit_price, row.after and row.after.unit_price) == (4, 6)
    assert row.percent == D("50.0")
    assert rows(second, third) == []


def test_an_offer_that_ends_within_the_month_is_other_and_then_removed() -> None:
    price = an_offer(price="4.00", month=JANUARY)
    other = an_offer(month=JANUARY)
    second = priced(price.availability, "4.00", FEBRUARY, days=(1, 15))
    priced(other.availability, "4.00", FEBRUARY)
    third = priced(other.availability, "4.00", MARCH)

    assert [(row.flag, row.other_days) for row in rows(price.price_list, second)] == [
        ("other", True)
    ]
    assert [row.flag for row in rows(second, third)] == ["removed"]


def test_days_of_another_month_are_no_change() -> None:
    first = taken(a_licence(days="1/1/2026,1/31/2026"))
    second = taken(a_licence(days="2/1/2026,2/28/2026"), month=FEBRUARY)
    open_ended = taken(a_licence(days="3/1/2026,12/31/9999"), month=MARCH)

    assert rows(first, second) == []
    assert rows(second, open_ended) == []


def test_editions_of_one_month_differ_in_any_of_their_days() -> None:
    first = taken(a_licence(days="2/1/2025,12/31/9999"))
    second = taken(a_licence(days="1/10/2026,12/31/9999"))

    (row,) = rows(first, second)

    assert (row.flag, row.other_days) == ("other", True)


def test_tiers_and_included_quantity_are_part_of_the_price() -> None:
    tiers = [an_item(price="0.05", until="100"), an_item(price="0.04", tier="100")]
    disk = an_item(product="Compute,DZHDISK", sku="0002,Disk", meter=OTHER_METER)
    first = usage(*tiers, disk)
    later = [row.replace("1/1/2026,1/31", "2/1/2026,2/28") for row in (*tiers, disk)]
    second = usage(
        later[0],
        later[1].replace("0.04", "0.03"),
        later[2].replace("Hours,", "Hours,third party"),
        month=FEBRUARY,
    )
    assert first.prices.count() == second.prices.count() == 2

    found = [
        (row.price.listing.texts["SkuTitle"], row.flag, row.percent) for row in rows(first, second)
    ]

    assert found == [("G1 1 vCPU", "changed", None), ("Disk", "other", None)]
    assert comparisons.summary(first, second).spread is None


def test_titles_and_search_are_in_the_words_of_the_later_edition() -> None:
    first = taken(a_licence(title="Suite Start"))
    second = taken(a_licence(title="Suite Basic"), month=FEBRUARY)

    assert told(first, second, words="basic") == [("Suite Basic", "other", None)]
    assert told(first, second, words="start") == []


def test_a_list_is_compared_with_the_one_it_follows_else_the_one_before() -> None:
    january = a_price_list(month=JANUARY)
    again = a_price_list(month=JANUARY, edition=2)
    march = a_price_list(month=MARCH)
    followed = a_price_list(month=MARCH, edition=2, follows=january)
    a_price_list(month=MARCH, kind="usage")
    a_price_list(month=MARCH, currency="USD")
    a_price_list(month=MARCH, market="NL")

    assert comparisons.usually_with(january) is None
    assert comparisons.usually_with(again) == january
    assert comparisons.usually_with(march) == again
    assert comparisons.usually_with(followed) == january
    assert list(comparisons.comparable(march)) == [followed, again, january]


def test_a_comparison_takes_three_queries_whatever_differs(django_assert_num_queries: Any) -> None:
    first, second = two_months()

    with django_assert_num_queries(1):
        comparisons.summary(first, second)
    with django_assert_num_queries(2):
        assert [str(row.price.availability.sku.product) for row in rows(first, second)]
