"""What a partner's people see of price lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.builders import a_price_list, a_price_of, an_offer
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

LISTS = "pricing:price_lists"


def listed(client: Client, **query: str) -> list[tuple[str, date, int, str]]:
    """Return kind, month, edition and standing of the lists on the first page."""
    page = client.get(reverse(LISTS), query)
    return [
        (row.list.kind, row.list.month, row.list.edition, row.standing)
        for row in page.context["listed"]
    ]


def offered(client: Client, price_list: PriceList, **query: str) -> list[str]:
    """Return the titles on the first page of a list."""
    page = client.get(reverse("pricing:price_list", args=[price_list.pk]), query)
    return [row.price.availability.sku.title for row in page.context["offers"]]


def test_lists_of_the_partners_currency_are_shown_newest_first(cast: Cast) -> None:
    this = timezone.now().date().replace(day=1)
    for month in (add_months(this, -1), this, add_months(this, 1)):
        a_price_list(month=month)
    a_price_list(month=this, currency="USD")

    assert listed(cast.owner) == [
        ("license", add_months(this, 1), 1, "preview"),
        ("license", this, 1, "in_force"),
        ("license", add_months(this, -1), 1, "past"),
    ]


def test_a_corrected_edition_says_so_and_leads_to_the_one_that_holds(cast: Cast) -> None:
    this = timezone.now().date().replace(day=1)
    first, second = a_price_list(month=this), a_price_list(month=this, edition=2)

    page = words(cast.owner.get(reverse("pricing:price_list", args=[first.pk])))

    assert [row[2:] for row in listed(cast.owner)] == [(2, "in_force"), (1, "corrected")]
    assert "edition 2 holds" in page
    assert reverse("pricing:price_list", args=[second.pk]) in page


def test_lists_are_filtered_by_kind(cast: Cast) -> None:
    a_price_list(kind="license")
    a_price_list(kind="usage")

    assert [row[0] for row in listed(cast.owner, kind="usage")] == ["usage"]
    assert [row[0] for row in listed(cast.owner, kind="no such kind")] == ["license", "usage"]


def test_a_list_shows_list_price_retail_price_and_margin(cast: Cast) -> None:
    price = an_offer(price="4.00", erp="5.00", title="Suite Start")

    page = cast.owner.get(reverse("pricing:price_list", args=[price.price_list_id]))

    (row,) = page.context["offers"]
    assert str(row.list_price) == "EUR 4.00"
    assert row.margin == Decimal("20.0")
    assert "20%" in words(page)


def test_a_price_without_retail_price_has_no_margin(cast: Cast) -> None:
    price = an_offer(erp=None)

    page = cast.owner.get(reverse("pricing:price_list", args=[price.price_list_id]))

    (row,) = page.context["offers"]
    assert row.retail_price is None
    assert row.margin is None


def test_prices_are_found_by_title_offer_id_and_meter(cast: Cast) -> None:
    suite = an_offer(title="Suite Start")
    an_offer(title="Mail Plus")
    meter = an_offer(title="Storage hot", kind="usage", meter=True)
    sku = suite.availability.sku

    assert offered(cast.owner, suite.price_list) == ["Mail Plus", "Suite Start"]
    assert offered(cast.owner, suite.price_list, search="suite") == ["Suite Start"]
    assert offered(cast.owner, suite.price_list, search=sku.offer_id or "") == ["Suite Start"]
    assert offered(cast.owner, suite.price_list, search="nothing") == []
    meter_id = str(meter.availability.sku.meter_id)
    assert offered(cast.owner, meter.price_list, search=meter_id) == ["Storage hot"]


def test_a_hundred_prices_stand_on_a_page(cast: Cast) -> None:
    prices = [an_offer(title=f"Offer {number:03d}") for number in range(101)]

    assert len(offered(cast.owner, prices[0].price_list)) == 100
    assert offered(cast.owner, prices[0].price_list, page="2") == ["Offer 100"]


@pytest.mark.parametrize("many", ["lists", "prices"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    many: str, cast: Cast, django_assert_num_queries: Any
) -> None:
    price = an_offer()
    address = {
        "lists": reverse(LISTS),
        "prices": reverse("pricing:price_list", args=[price.price_list_id]),
    }[many]
    cast.owner.get(address)
    queries = queries_of(cast.owner, address)
    for number in range(29):
        an_offer()
        a_price_of(an_offer().availability.sku, price="1", month=date(2020 + number, 1, 1))

    with django_assert_num_queries(queries):
        cast.owner.get(address)


def test_a_list_in_another_currency_is_not_there(cast: Cast) -> None:
    foreign = a_price_list(currency="USD")

    page = cast.owner.get(reverse("pricing:price_list", args=[foreign.pk]))

    assert page.status_code == 404


def test_helpdesk_is_refused_and_its_menu_does_not_lead_there(cast: Cast) -> None:
    price_list = a_price_list()

    assert cast.helpdesk.get(reverse(LISTS)).status_code == 403
    page = cast.helpdesk.get(reverse("pricing:price_list", args=[price_list.pk]))
    assert page.status_code == 403
    assert f'href="{reverse(LISTS)}"' not in words(cast.helpdesk.get("/"))
    assert f'href="{reverse(LISTS)}"' in words(cast.owner.get("/"))


def test_without_lists_the_page_says_when_they_come(cast: Cast) -> None:
    assert "No price lists yet" in words(cast.owner.get(reverse(LISTS)))
