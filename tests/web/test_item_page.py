"""The page of one offer: today, the preview, a plot with its numbers, history, and for whom else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter import localize
from partnercenter.periods import add_months, month_of
from partnercenter.roles import Role
from pricing.models import Availability
from tests.builders import a_price, a_price_list, a_price_of, a_user, an_offer
from tests.web.conftest import Cast, SignIn
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db


def this_month() -> date:
    return timezone.now().date().replace(day=1)


def on_lists(*prices: str, ahead: int = 0, erp: str = "15.00") -> Availability:
    """An offer on the lists up to the month so many ahead."""
    months = [add_months(this_month(), ahead - back) for back in range(len(prices))][::-1]
    first = an_offer(price=prices[0], erp=erp, month=months[0], title="Suite Start")
    for price, month in zip(prices[1:], months[1:], strict=True):
        a_price_of(first.availability.sku, price=price, erp=erp, month=month)
    return first.availability


def page_of(client: Client, offer: Availability, **query: str) -> Any:
    return client.get(reverse("pricing:item", args=[offer.availability_id]), query)


def test_today_the_preview_and_the_margin_stand_on_top(cast: Cast) -> None:
    offer = on_lists("12.00", "12.00", "12.60", ahead=1)

    page = words(page_of(cast.owner, offer))

    since = add_months(this_month(), -1)
    assert f"EUR 12.00 a licence and month, unchanged since {localize.day(since)}." in page
    coming = add_months(this_month(), 1)
    assert f"From {localize.day(coming)}, +5%" in page
    assert "20%" in page


def test_the_history_links_each_price_to_the_list_it_began_with(cast: Cast) -> None:
    offer = on_lists("12.00", "12.00", "12.60")
    first = offer.prices.order_by("valid_from")[0].price_list

    page = page_of(cast.owner, offer)

    assert [str(row.list_price) for row in page.context["page"]] == ["EUR 12.60", "EUR 12.00"]
    assert f'href="{reverse("pricing:price_list", args=[first.pk])}"' in words(page)
    assert "and 1 more month" in words(page)


def test_a_corrected_price_says_what_it_was_until_when(cast: Cast) -> None:
    offer, month = on_lists("12.00"), month_of(this_month())
    old = add_months(month.start, -1)
    a_price(
        availability=offer,
        price_list=a_price_list(month=old),
        valid_from=old,
        valid_until=month.start,
        unit_price=Decimal("10.00"),
        in_force=False,
    )
    a_price(
        availability=offer,
        price_list=a_price_list(month=old, edition=2),
        valid_from=old,
        valid_until=month.start,
        unit_price=Decimal("8.00"),
    )

    page = words(page_of(cast.owner, offer))

    assert "Corrected 1 time" in page
    assert "Edition 1 said EUR 10.00 for" in page
    assert "until edition 2 corrected it on 16 Nov 2026." in page


def test_the_plot_has_a_title_a_description_and_its_numbers_as_a_table(cast: Cast) -> None:
    offer = on_lists("12.00", "12.60", ahead=1)

    page = words(page_of(cast.owner, offer))

    assert 'role="img"' in page
    assert "EUR 12.00 from " in page
    assert "Show the numbers as a table" in page
    assert "Dashed: not in force yet." in page
    assert "The scale begins at EUR 10.00, not at zero." in page


def test_a_retail_price_far_above_is_not_plotted(cast: Cast) -> None:
    near, far = on_lists("12.00", erp="15.00"), on_lists("12.00", erp="90.00")

    assert page_of(cast.owner, near).context["chart"].has_lighter
    assert not page_of(cast.owner, far).context["chart"].has_lighter


def test_what_is_on_no_list_today_says_so(cast: Cast) -> None:
    offer = on_lists("12.00", "12.00", ahead=-2)

    page = words(page_of(cast.owner, offer))

    assert "On no list in EUR today." in page
    assert "Nothing published yet" in page


def test_tiers_and_what_is_included_are_told_from_the_first_unit_on(cast: Cast) -> None:
    meter = an_offer(kind="usage", meter=True, unit="1 GB", month=add_months(this_month(), -1))
    a_price_of(
        meter.availability.sku,
        price="0.000085",
        kind="usage",
        month=this_month(),
        included="5",
        tiers=[("700", "0.00007")],
    )

    page = words(page_of(cast.owner, meter.availability))

    assert "EUR 0.000085 for 1 GB" in page
    assert "The first 5" in page
    assert "Beyond 5, up to 705" in page
    assert "Beyond 705" in page


def test_the_same_for_others_is_linked(cast: Cast) -> None:
    offer, month = on_lists("12.00"), month_of(this_month())
    other = Availability.objects.create(
        sku=offer.sku, availability_id="ACADEMIC1", currency="EUR", agreement_type="Academic"
    )
    a_price(
        availability=other,
        price_list=a_price_list(month=month.start),
        valid_from=month.start,
        valid_until=month.end,
        unit_price=Decimal("6.00"),
    )

    page = words(page_of(cast.owner, offer))

    assert reverse("pricing:item", args=["ACADEMIC1"]) in page
    assert "EUR 6.00" in page


def test_who_may_not_see_the_list_is_refused_and_a_stranger_finds_nothing(
    cast: Cast, sign_in: SignIn
) -> None:
    licence = on_lists("12.00")
    meter = an_offer(kind="consumption", currency="USD", meter=True, month=this_month())
    foreign = an_offer(currency="NOK", month=this_month()).availability

    for role in Role:
        client = sign_in(a_user(partner=cast.partner, role=role))
        refused = 403 if role == Role.HELPDESK_AGENT else 200
        assert page_of(client, licence).status_code == refused
        assert page_of(client, meter.availability).status_code == 200
        assert page_of(client, foreign).status_code == 404
    assert cast.owner.get("/pricing/items/NOSUCH/").status_code == 404


def test_a_long_history_is_paged_and_asks_no_more_questions(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    offer = on_lists("12.00", "12.60")
    address = reverse("pricing:item", args=[offer.availability_id])
    cast.owner.get(address)
    queries = queries_of(cast.owner, address)
    for back in range(2, 62):
        price = "12.00" if back % 2 else "12.60"
        a_price_of(offer.sku, price=price, erp="15", month=add_months(this_month(), -back))

    with django_assert_num_queries(queries):
        page = cast.owner.get(address)

    assert len(page.context["page"]) == 50
    assert "1–50 of 62" in words(page)
