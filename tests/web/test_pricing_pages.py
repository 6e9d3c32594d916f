"""What a partner's people see of price lists."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from partnercenter.roles import Role
from pricing.models import PriceList
from pricing.queries.list_counts import Counts
from pricing.queries.lists import removed_from
from tests.builders import a_price_list, a_price_of, a_user, an_offer
from tests.pricing.price_rows import a_licence, taken
from tests.web.conftest import Cast, SignIn
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

LISTS = "pricing:price_lists"
THIS = timezone.now().date().replace(day=1)
LAST, NEXT = add_months(THIS, -1), add_months(THIS, 1)


def listed(client: Client, **query: str) -> list[tuple[str, date, int, str]]:
    """Return kind, month, edition and standing of the lists on the first page."""
    page = client.get(reverse(LISTS), query)
    return [
        (row.list.kind, row.list.month, row.list.edition, row.standing)
        for row in page.context["listed"]
    ]


def now_and_next(client: Client, **query: str) -> list[tuple[date, str, str]]:
    """Return month, market and standing of what stands on top."""
    page = client.get(reverse(LISTS), query)
    return [(row.list.month, row.list.market, row.standing) for row in page.context["now"]]


def offers(count: int) -> list[str]:
    """Return rows of so many offers; each costs 4.20, retail 4.96."""
    return [
        a_licence(title=f"Offer {number}", offer=str(uuid5(NAMESPACE_URL, f"offer {number}")))
        for number in range(1, count + 1)
    ]


def tabs(client: Client) -> list[str]:
    return [kind.code for kind in client.get(reverse(LISTS)).context["kinds"]]


def test_lists_of_the_partners_currency_are_shown_newest_first(cast: Cast) -> None:
    for month in (LAST, THIS, NEXT):
        a_price_list(month=month)
    a_price_list(month=THIS, currency="USD")

    assert listed(cast.owner) == [
        ("license", NEXT, 1, "preview"),
        ("license", THIS, 1, "in_force"),
        ("license", LAST, 1, "past"),
    ]


def test_the_current_list_and_its_preview_stand_on_top_in_their_newest_edition(
    cast: Cast,
) -> None:
    for month in (LAST, THIS, NEXT):
        a_price_list(month=month)
    newest = a_price_list(month=NEXT, edition=2)
    a_price_list(month=THIS, market="NL")

    page = cast.owner.get(reverse(LISTS))

    assert now_and_next(cast.owner) == [
        (THIS, "", "in_force"),
        (NEXT, "", "preview"),
        (THIS, "NL", "in_force"),
    ]
    assert page.context["now"][1].list == newest
    assert "becomes current on 1 " in words(page)


def test_without_a_list_for_this_month_the_last_one_stands_there_as_past(cast: Cast) -> None:
    a_price_list(month=add_months(THIS, -2))
    a_price_list(month=LAST)

    assert now_and_next(cast.owner) == [(LAST, "", "past")]


def test_a_list_says_what_is_new_changed_and_removed_since_the_one_it_follows(
    cast: Cast,
) -> None:
    raised, kept, dropped, added = offers(4)
    taken(raised, kept, dropped, month=THIS)
    after = taken(raised.replace("4.20", "4.40"), kept, added, month=NEXT)

    page = cast.owner.get(reverse(LISTS))

    assert [row.counts for row in page.context["now"]] == [
        Counts(offers=3, prices=3, new=3),
        Counts(offers=3, prices=3, new=1, changed=1, unchanged=1, removed=1),
    ]
    assert "1 new, 1 changed, 1 removed" in words(page)
    assert [price.availability.sku.title for price in removed_from(after)] == ["Offer 3"]


def test_history_names_the_edition_that_corrected_another_and_where_lists_come_from(
    cast: Cast,
) -> None:
    a_price_list(month=THIS)
    a_price_list(month=THIS, edition=2, generated=True)

    page = words(cast.owner.get(reverse(LISTS)))

    assert [row[2:] for row in listed(cast.owner)] == [(2, "in_force"), (1, "corrected")]
    assert "by edition 2" in page
    assert "carried on" in page
    assert "from a file" in page


def test_a_corrected_edition_leads_to_the_one_that_holds_and_to_what_was_corrected(
    cast: Cast,
) -> None:
    first, second = a_price_list(month=THIS), a_price_list(month=THIS, edition=2)

    page = words(cast.owner.get(reverse("pricing:price_list", args=[first.pk])))

    compared = f"{reverse('pricing:comparison', args=[second.pk])}?with={first.pk}"
    assert "edition 2 holds" in page
    assert f'href="{reverse("pricing:price_list", args=[second.pk])}"' in page
    assert f'href="{compared}"' in page
    assert cast.owner.get(compared).context["asked"].names == ("Edition 1", "Edition 2")


def test_an_edition_names_those_it_corrects(cast: Cast) -> None:
    a_price_list(month=THIS)
    a_price_list(month=THIS, edition=2)
    third = a_price_list(month=THIS, edition=3)

    page = cast.owner.get(reverse("pricing:price_list", args=[third.pk]))

    assert [one.edition for one in page.context["corrected"]] == [1, 2]
    assert "Edition 3; corrects" in words(page)


def test_each_kind_has_its_own_tab(cast: Cast) -> None:
    a_price_list(kind="license")
    a_price_list(kind="usage")

    assert tabs(cast.owner)[:2] == ["license", "usage"]
    assert [row[0] for row in listed(cast.owner, kind="usage")] == ["usage"]
    assert [row[0] for row in listed(cast.owner, kind="no such kind")] == ["license"]


def test_a_year_of_editions_stands_on_a_page(cast: Cast) -> None:
    for back in range(13):
        a_price_list(month=add_months(THIS, -back))

    assert len(listed(cast.owner)) == 12
    assert [row[1] for row in listed(cast.owner, page="2")] == [add_months(THIS, -12)]


@pytest.mark.parametrize("many", ["lists", "prices"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    many: str, cast: Cast, django_assert_num_queries: Any
) -> None:
    price = an_offer(month=THIS)
    address = {
        "lists": reverse(LISTS),
        "prices": reverse("pricing:price_list", args=[price.price_list_id]),
    }[many]
    cast.owner.get(address)
    queries = queries_of(cast.owner, address)
    for number in range(29):
        an_offer(month=THIS)
        a_price_of(an_offer().availability.sku, price="1", month=date(2020 + number, 1, 1))

    assert queries <= 13
    with django_assert_num_queries(queries):
        cast.owner.get(address)


def test_a_list_in_another_currency_is_not_there(cast: Cast) -> None:
    foreign = a_price_list(currency="USD")

    for name in ("price_list", "comparison", "comparison_file"):
        page = cast.owner.get(reverse(f"pricing:{name}", args=[foreign.pk]))
        assert page.status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_price_lists_sees_every_kind(role: Role, cast: Cast, sign_in: SignIn) -> None:
    colleague = sign_in(a_user(partner=cast.partner, role=role))

    everything = [
        "license",
        "usage",
        "consumption",
        "reservation",
        "software",
        "marketplace",
    ]
    assert tabs(colleague) == (["consumption"] if role == Role.HELPDESK_AGENT else everything)


def test_helpdesk_sees_the_consumption_list_and_no_other(cast: Cast) -> None:
    licences = a_price_list(month=THIS)
    consumption = a_price_list(kind="consumption", month=THIS, currency="USD")

    def opened(price_list: PriceList) -> int:
        page = cast.helpdesk.get(reverse("pricing:price_list", args=[price_list.pk]))
        return page.status_code

    assert [row[0] for row in listed(cast.helpdesk)] == ["consumption"]
    assert [row[0] for row in listed(cast.helpdesk, kind="license")] == ["consumption"]
    assert (opened(licences), opened(consumption)) == (403, 200)
    assert f'href="{reverse(LISTS)}"' in words(cast.helpdesk.get("/"))
    assert "License-based" not in words(cast.helpdesk.get(reverse(LISTS)))


def test_the_consumption_list_is_priced_in_one_currency_for_everybody(cast: Cast) -> None:
    a_price_list(kind="consumption", month=THIS, currency="USD")

    page = words(cast.owner.get(reverse(LISTS), {"kind": "consumption"}))

    assert "prices in USD for partners of every currency" in page


def test_without_lists_the_page_says_so(cast: Cast) -> None:
    assert "No price lists yet" in words(cast.owner.get(reverse(LISTS)))


def test_the_impact_is_one_step_away_from_what_counts_now_or_next(cast: Cast) -> None:
    past, current, preview = (a_price_list(month=month) for month in (LAST, THIS, NEXT))
    consumption = a_price_list(kind="consumption", month=THIS, currency="USD")

    def leads(client: Client, price_list: PriceList) -> bool:
        page = words(client.get(reverse("pricing:price_list", args=[price_list.pk])))
        return f'href="{reverse("billing:impact", args=[price_list.pk])}"' in page

    assert [leads(cast.owner, one) for one in (past, current, preview)] == [False, True, True]
    assert not leads(cast.helpdesk, consumption)
