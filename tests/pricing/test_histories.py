"""What an offer cost over time: stretches of equal price, the preview, gaps and corrections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from partnercenter.access import Actor
from partnercenter.grants import permissions_of
from partnercenter.roles import Permission, Role
from pricing.models import Availability, Price
from pricing.queries.histories import History, history, others
from tests.builders import a_price, a_price_list, a_price_of, an_offer

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 16)
SALES = Actor(1, 1, permissions_of({Role.SALES_AGENT}), "EUR")
HELPDESK = Actor(1, 1, permissions_of({Role.HELPDESK_AGENT}), "EUR")


def on_lists(*prices: str | None, since: int = 8, erp: str | None = "14.40") -> Availability:
    """An offer on the list of one month of 2026 after the other, None where it is left out."""
    first = an_offer(price=prices[0] or "", erp=erp, month=date(2026, since, 1))
    for month, price in enumerate(prices[1:], start=since + 1):
        if price is not None:
            a_price_of(first.availability.sku, price=price, erp=erp, month=date(2026, month, 1))
    return first.availability


def corrected(offer: Availability, price: str | None, *, month: date, said: str) -> None:
    """Publish the month's list again: it said one price, and now says another, or none."""
    a_price(
        availability=offer,
        price_list=a_price_list(month=month),
        valid_from=month,
        valid_until=date(month.year, month.month, 28),
        unit_price=Decimal(said),
        in_force=False,
    )
    again = a_price_list(month=month, edition=2)
    if price:
        a_price(
            availability=offer,
            price_list=again,
            valid_from=month,
            valid_until=date(month.year, month.month, 28),
            unit_price=Decimal(price),
        )


def told(found: History) -> list[tuple[str, str, str, int]]:
    return [
        (str(one.days), str(one.list_price), str(one.change), one.lists) for one in found.stretches
    ]


def seen(offer: Availability, actor: Actor = SALES) -> History:
    return history(offer, actor=actor, on=ON)


def test_months_of_equal_price_are_one_stretch_and_changes_are_told_in_percent() -> None:
    offer = on_lists("12.00", "12.00", "12.60", "12.60")

    found = seen(offer)

    assert told(found) == [
        ("2026-08-01 to 2026-09-30", "EUR 12.00", "None", 2),
        ("2026-10-01 to 2026-11-30", "EUR 12.60", "5.00", 2),
    ]
    assert [one.is_first for one in found.stretches] == [True, False]
    assert found.current == found.stretches[1]
    assert found.coming is None


def test_the_preview_is_a_stretch_of_its_own_even_at_the_same_price() -> None:
    offer = on_lists("12.00", "12.00", since=11)

    found = seen(offer)

    assert told(found) == [
        ("2026-11-01 to 2026-11-30", "EUR 12.00", "None", 1),
        ("2026-12-01 to 2026-12-31", "EUR 12.00", "0.00", 1),
    ]
    assert found.coming == found.stretches[1]
    assert found.stretches[1].is_preview


def test_another_price_within_the_month_comes_but_is_no_preview() -> None:
    offer = on_lists("12.00", since=10)
    a_price(
        availability=offer,
        price_list=a_price_list(),
        valid_from=date(2026, 11, 20),
        valid_until=date(2026, 12, 1),
        unit_price=Decimal("13.20"),
    )

    found = seen(offer)

    assert found.current is None
    assert found.coming is not None
    assert (str(found.coming.days), str(found.coming.change)) == (
        "2026-11-20 to 2026-11-30",
        "10.00",
    )
    assert not found.coming.is_preview


def test_months_on_no_list_are_told_and_the_change_is_counted_over_them() -> None:
    offer = on_lists("10.00", None, "11.00")

    assert told(seen(offer)) == [
        ("2026-08-01 to 2026-08-31", "EUR 10.00", "None", 1),
        ("2026-09-01 to 2026-09-30", "None", "None", 0),
        ("2026-10-01 to 2026-10-31", "EUR 11.00", "10.00", 1),
    ]


def test_another_retail_price_begins_a_stretch_whose_list_price_is_unchanged() -> None:
    offer = on_lists("12.00", since=10, erp="15.00")
    a_price_of(offer.sku, price="12.00", erp="16.00", month=date(2026, 11, 1))

    found = seen(offer)

    assert [str(one.retail_price) for one in found.stretches] == ["EUR 15.00", "EUR 16.00"]
    assert found.stretches[1].change == 0


def test_what_an_edition_said_until_it_was_corrected_is_kept_beside_what_holds() -> None:
    offer = on_lists("10.00", since=9)
    corrected(offer, "8.00", month=date(2026, 11, 1), said="10.00")

    (_, gap, found) = seen(offer).stretches

    assert gap.list_price is None
    assert str(found.list_price) == "EUR 8.00"
    (one,) = found.corrected
    assert (one.price_list.edition, str(one.list_price), one.by) == (1, "EUR 10.00", 2)
    assert str(one.now) == "EUR 8.00"


def test_what_a_correction_took_off_the_list_stands_where_there_is_no_price() -> None:
    offer = on_lists("10.00", since=10)
    corrected(offer, None, month=date(2026, 11, 1), said="10.00")

    found = seen(offer).stretches[-1]

    assert (str(found.days), found.list_price) == ("2026-11-01 to 2026-11-27", None)
    assert [(str(one.list_price), one.now) for one in found.corrected] == [("EUR 10.00", None)]


def test_what_a_correction_repeats_was_not_corrected() -> None:
    offer = on_lists("10.00", since=10)
    corrected(offer, "10.00", month=date(2026, 11, 1), said="10.00")

    assert seen(offer).stretches[-1].corrected == ()


def test_tiers_count_on_from_what_is_included() -> None:
    price = an_offer(price="0.085", kind="usage", meter=True)
    a_price_of(
        price.availability.sku,
        price="0.09",
        kind="usage",
        month=date(2026, 12, 1),
    )
    tiered = a_price_of(
        an_offer(kind="usage", meter=True, month=date(2026, 10, 1)).availability.sku,
        price="0.085",
        kind="usage",
        included="5",
        tiers=[("700", "0.07")],
    )

    assert seen(price.availability).bands == ()
    assert [
        (str(band.above), str(band.until), str(band.unit_price.amount), band.is_included)
        for band in seen(tiered.availability).bands
    ] == [
        ("0", "5", "0.00", True),
        ("5", "705", "0.085", False),
        ("705", "None", "0.07", False),
    ]


def test_only_lists_that_somebody_may_see_are_told() -> None:
    licence = on_lists("12.00", since=11)
    meter = an_offer(kind="consumption", currency="USD", meter=True).availability

    assert seen(licence, HELPDESK).stretches == ()
    assert len(seen(meter, HELPDESK).stretches) == 1
    assert seen(licence, Actor(1, 1, frozenset(Permission), "NOK")).stretches == ()


def test_the_same_is_told_for_others_once_each_without_what_is_over() -> None:
    offer = on_lists("12.00", "12.00", since=11)
    yearly = sibling(offer, "academic", term="1 Month", price="5.00")
    sibling(offer, "government", term="1 Month", price="9.00", month=date(2026, 9, 1))
    sibling(offer, "corporate", term="1 Month", price="99.00", currency="NOK")

    found = others(offer, actor=SALES, on=ON, most=50)

    assert [price.pk for price in found] == [yearly.pk]


def sibling(
    offer: Availability,
    who: str,
    *,
    term: str,
    price: str,
    month: date = date(2026, 11, 1),
    currency: str = "EUR",
) -> Price:
    availability = Availability.objects.create(
        sku=offer.sku,
        availability_id=f"{who}{currency}"[:20],
        currency=currency,
        agreement_type=who,
        term=term,
    )
    return a_price(
        availability=availability,
        price_list=a_price_list(month=month, currency=currency),
        valid_from=month,
        valid_until=date(month.year, month.month, 28),
        unit_price=Decimal(price),
    )


def test_two_queries_are_enough_however_long_the_history(django_assert_num_queries: Any) -> None:
    offer = on_lists(*["12.00", "12.60"] * 3, since=1)

    with django_assert_num_queries(1):
        assert len(seen(offer).stretches) == 6
    with django_assert_num_queries(1):
        others(offer, actor=SALES, on=ON, most=50)


def test_whether_a_list_has_previews_is_as_it_is_set(settings: Any) -> None:
    offer = on_lists("12.00", since=11)
    told_by_default = seen(offer).has_preview

    settings.PREVIEWED_LISTS = ["usage"]

    assert (told_by_default, seen(offer).has_preview) == (True, False)
