"""Finding a price of today on all lists by one search."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from tests.builders import an_offer
from tests.pricing.price_rows import a_licence, taken
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

THIS = timezone.now().date().replace(day=1)
NEXT = add_months(THIS, 1)
FACULTY = "Academic,1 Month,Non-specific,Faculty"


def found(client: Client, search: str) -> Any:
    return client.get(reverse("pricing:find"), {"search": search})


def test_a_search_goes_over_all_current_lists(cast: Cast) -> None:
    an_offer(title="Archive mailbox", month=THIS)
    an_offer(title="Archive storage", kind="usage", meter=True, month=THIS)
    an_offer(title="Archive of tomorrow", month=NEXT)
    an_offer(title="Archive abroad", month=THIS, currency="NOK")

    page = found(cast.owner, "archive")

    assert [row.title for row in page.context["offers"]] == ["Archive mailbox", "Archive storage"]
    assert "2 prices of today fit" in words(page)


def test_the_only_price_that_fits_is_shown_at_once(cast: Cast) -> None:
    price = an_offer(title="Archive mailbox", month=THIS)
    sku = price.availability.sku
    an_offer(title="Mail", month=THIS)
    item = reverse("pricing:item", args=[price.availability.availability_id])

    for search in ("archive", str(sku.offer_id), sku.sku_id, sku.product.product_id):
        assert found(cast.owner, search)["Location"] == item


def test_an_offer_for_several_segments_is_found_once_for_each(cast: Cast) -> None:
    taken(a_licence(title="Mail"), a_licence(title="Mail", who=FACULTY, price="2.00,"), month=THIS)

    page = found(cast.owner, "mail")

    assert [row.segment for row in page.context["offers"]] == ["Academic, Faculty", "Corporate"]


def test_helpdesk_finds_consumption_prices_only(cast: Cast) -> None:
    an_offer(title="Archive mailbox", month=THIS)
    for number in (1, 2):
        an_offer(
            title=f"Archive use {number}",
            kind="consumption",
            meter=True,
            month=THIS,
            currency="USD",
        )

    page = found(cast.helpdesk, "archive")

    titles = [row.title for row in page.context["offers"]]
    assert titles == ["Archive use 1", "Archive use 2"]
    assert "USD" in words(page)


def test_a_search_for_nothing_leads_back_to_the_lists(cast: Cast) -> None:
    assert found(cast.owner, " ")["Location"] == reverse("pricing:price_lists")
    assert "No price fits" in words(found(cast.owner, "unheard of"))


def test_finding_asks_the_same_number_of_queries_whatever_is_found(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        an_offer(title="Archive", month=THIS)
    address = reverse("pricing:find") + "?search=archive"
    cast.owner.get(address)
    queries = queries_of(cast.owner, address)
    for _ in range(20):
        an_offer(title="Archive", month=THIS)

    assert queries <= 9
    with django_assert_num_queries(queries):
        cast.owner.get(address)
