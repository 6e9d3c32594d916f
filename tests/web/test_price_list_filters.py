"""Finding prices on one list, by filters kept in the address."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from pricing.models import PriceList, Sku
from tests.builders import a_price_of, an_offer
from tests.pricing.price_rows import OTHER_METER, a_licence, an_item, taken, usage
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

THIS = timezone.now().date().replace(day=1)
NEXT = add_months(THIS, 1)
MAIL, SUITE, VOICE, NEW = (
    "6b33c46d-984f-4ac3-aa81-0988dfa0bda5",
    "0f598efe-f330-4d79-b79f-c9480bb7ce3e",
    "195416c1-3447-423a-b37b-ee59a99a19c4",
    "2c6ee6b4-1c4f-4f6f-8a39-5d6b1a3b0b11",
)
FACULTY = "Academic,1 Month,Non-specific,Faculty"


def page_of(client: Client, price_list: PriceList, **query: str) -> Any:
    return client.get(reverse("pricing:price_list", args=[price_list.pk]), query)


def titles(client: Client, price_list: PriceList, **query: str) -> list[str]:
    """Return the titles on the first page of a list."""
    return [row.title for row in page_of(client, price_list, **query).context["offers"]]


def tabs(client: Client, price_list: PriceList, **query: str) -> list[tuple[str, int]]:
    """Return the flags to choose from, with their counts."""
    filters = page_of(client, price_list, **query).context["filters"]
    return [(tab.flag, tab.count) for tab in filters.tabs]


@pytest.fixture
def preview(db: None) -> PriceList:
    """A preview that has everything: kept, raised, reworded, new; and one removed."""
    mail = a_licence(title="Mail Plus", offer=MAIL)
    teachers = a_licence(title="Mail Plus", offer=MAIL, who=FACULTY, price="2.50,")
    suite = a_licence(title="Suite Start", offer=SUITE, price="4.00,5.00")
    voice = a_licence(title="Voice", offer=VOICE)
    taken(mail, teachers, suite, voice, month=THIS)
    return taken(
        mail,
        teachers.replace("Mail Plus", "Mail for teachers"),
        suite.replace("4.00,5.00", "4.50,5.00"),
        a_licence(title="Whiteboard", offer=NEW),
        month=NEXT,
    )


def test_a_list_shows_list_price_retail_price_and_margin(cast: Cast) -> None:
    price = an_offer(price="4.00", erp="5.00", title="Suite Start")

    page = page_of(cast.owner, price.price_list)

    (row,) = page.context["offers"]
    assert str(row.list_price) == "EUR 4.00"
    assert row.margin == Decimal("20.0")
    assert "20%" in words(page)


def test_a_price_without_retail_price_has_no_margin(cast: Cast) -> None:
    (row,) = page_of(cast.owner, an_offer(erp=None).price_list).context["offers"]

    assert row.retail_price is None
    assert row.margin is None


def test_a_changed_price_shows_the_one_before_and_the_percent(
    cast: Cast, preview: PriceList
) -> None:
    page = page_of(cast.owner, preview, flag="changed")

    (row,) = page.context["offers"]
    assert (row.title, str(row.before), row.percent) == (
        "Suite Start",
        "EUR 4.00",
        Decimal("12.5"),
    )
    assert "+12.5%" in words(page)


def test_titles_are_those_of_the_edition_and_not_of_the_catalogue(
    cast: Cast, preview: PriceList
) -> None:
    Sku.objects.filter(offer_id=SUITE).update(title="Renamed since")

    assert titles(cast.owner, preview) == [
        "Mail Plus",
        "Mail for teachers",
        "Suite Start",
        "Whiteboard",
    ]
    assert titles(cast.owner, preview, search="renamed") == []


def test_the_state_sentence_counts_and_links_to_the_edition_it_follows(
    cast: Cast, preview: PriceList
) -> None:
    page = words(page_of(cast.owner, preview))

    before = reverse("pricing:price_list", args=[preview.follows_id])
    assert "Becomes current on 1 " in page
    assert f'1 new, 1 changed, 1 removed since <a href="{before}">' in page
    assert f'href="{reverse("pricing:comparison", args=[preview.pk])}"' in page
    assert 'id="files"' in page


def test_flags_add_up_to_the_list_and_the_removed_stand_apart(
    cast: Cast, preview: PriceList
) -> None:
    assert tabs(cast.owner, preview) == [
        ("", 4),
        ("new", 1),
        ("changed", 1),
        ("other", 1),
        ("unchanged", 1),
        ("removed", 1),
    ]
    assert titles(cast.owner, preview, flag="new") == ["Whiteboard"]
    assert titles(cast.owner, preview, flag="other") == ["Mail for teachers"]
    assert titles(cast.owner, preview, flag="unchanged") == ["Mail Plus"]
    assert titles(cast.owner, preview, flag="removed") == ["Voice"]
    assert titles(cast.owner, preview, flag="no such flag") == titles(cast.owner, preview)


def test_counts_follow_the_other_filters(cast: Cast, preview: PriceList) -> None:
    assert tabs(cast.owner, preview, search="mail") == [("", 2), ("other", 1), ("unchanged", 1)]
    assert tabs(cast.owner, preview, search="voice") == [("", 0), ("removed", 1)]
    assert tabs(cast.owner, preview, segment="Academic|Faculty") == [("", 1), ("other", 1)]


def test_filters_are_chips_that_can_be_removed(cast: Cast, preview: PriceList) -> None:
    asked = {"search": "mail", "segment": "Academic|Faculty", "flag": "other"}
    page = page_of(cast.owner, preview, **asked)

    assert [(name, told) for name, _, told in page.context["filters"].chips] == [
        ("search", "mail"),
        ("segment", "Academic, Faculty"),
        ("flag", "Other changes"),
    ]
    without = f"{page.request['PATH_INFO']}?segment=Academic%7CFaculty&amp;flag=other"
    assert f'href="{without}"' in words(page)


def test_a_segment_that_the_list_does_not_have_is_not_asked_for(
    cast: Cast, preview: PriceList
) -> None:
    page = page_of(cast.owner, preview, segment="Government|Government", market="FR")

    assert page.context["filters"].chips == ()
    assert len(page.context["offers"]) == 4


def test_prices_are_sorted_by_title_or_price(cast: Cast, preview: PriceList) -> None:
    assert titles(cast.owner, preview, sort="-price")[0] == "Suite Start"
    assert titles(cast.owner, preview, sort="price")[0] == "Mail for teachers"
    assert titles(cast.owner, preview, sort="-title")[0] == "Whiteboard"


def test_prices_are_found_by_title_offer_id_and_meter(cast: Cast) -> None:
    suite = an_offer(title="Suite Start")
    an_offer(title="Mail Plus")
    meter = an_offer(title="Storage hot", kind="usage", meter=True)
    sku = suite.availability.sku

    assert titles(cast.owner, suite.price_list) == ["Mail Plus", "Suite Start"]
    assert titles(cast.owner, suite.price_list, search="start SUITE") == ["Suite Start"]
    assert titles(cast.owner, suite.price_list, search=sku.offer_id or "") == ["Suite Start"]
    assert titles(cast.owner, suite.price_list, search="100%") == []
    meter_id = str(meter.availability.sku.meter_id)
    assert titles(cast.owner, meter.price_list, search=meter_id) == ["Storage hot"]


def test_the_prices_of_one_product_and_market_are_picked_out(cast: Cast) -> None:
    days = f"{THIS:%m/%d/%Y},{add_months(THIS, 1):%m/%d/%Y}"
    price_list = usage(
        an_item(days=days, market="NL"),
        an_item(days=days, market="DE"),
        an_item(product="Storage,DZHSTORAGE01", meter=OTHER_METER, days=days, market="NL"),
        month=THIS,
    )

    page = page_of(cast.owner, price_list, product="DZHSTORAGE01", market="NL")

    assert [row.product_title for row in page.context["offers"]] == ["Storage"]
    assert [told for _, _, told in page.context["filters"].chips] == ["Storage", "Netherlands"]
    assert [code for code, _ in page.context["filters"].markets] == ["NL"]
    assert len(titles(cast.owner, price_list, market="NL")) == 2


def test_tiers_unfold_in_place(cast: Cast) -> None:
    meter = an_offer(title="Storage", kind="usage", meter=True, month=THIS)
    tiered = a_price_of(
        meter.availability.sku,
        price="1.00",
        kind="usage",
        month=NEXT,
        tiers=[("100", "0.80"), ("1000", "0.75")],
    )

    page = page_of(cast.owner, tiered.price_list)

    (row,) = page.context["offers"]
    assert str(row.lowest) == "EUR 0.75"
    assert "tiers from 0.75" in words(page)
    assert "Beyond 1,000" in words(page)


def test_a_hundred_prices_stand_on_a_page(cast: Cast) -> None:
    prices = [an_offer(title=f"Offer {number:03d}") for number in range(101)]

    assert len(titles(cast.owner, prices[0].price_list)) == 100
    assert titles(cast.owner, prices[0].price_list, page="2") == ["Offer 100"]


def test_a_list_without_what_is_searched_says_so(cast: Cast, preview: PriceList) -> None:
    assert "No price fits" in words(page_of(cast.owner, preview, search="nothing"))


@pytest.mark.parametrize("flag", ["", "removed"])
def test_filtering_asks_the_same_number_of_queries_whatever_is_found(
    flag: str, cast: Cast, django_assert_num_queries: Any
) -> None:
    rows = [a_licence(title=f"Mail {one}", offer=f"{one:08d}{MAIL[8:]}") for one in range(30)]
    taken(*rows, month=THIS)
    few = taken(*rows[:29], month=NEXT)
    many = taken(*rows[:1], month=add_months(NEXT, 1))
    query = f"?search=mail&segment=Corporate%7CCorporate&flag={flag}"
    addresses = [reverse("pricing:price_list", args=[one.pk]) + query for one in (few, many)]
    cast.owner.get(addresses[0])

    queries = queries_of(cast.owner, addresses[0])

    assert queries <= 15
    with django_assert_num_queries(queries):
        cast.owner.get(addresses[1])
