"""Finding one of very many customers: search, filters, order, a page at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import EstimateLine
from customers.models import Segment, Status
from customers.queries import customer_list
from partnercenter.roles import Role
from tests.builders import a_customer, a_subscription, a_user, an_offer
from tests.builders.budgeted import a_budget, estimated_use
from tests.web.conftest import Cast, SignIn
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db
ADDRESS = "/customers/"


def found(client: Client, **query: str) -> list[str]:
    """Return the names on a page of the list."""
    page = client.get(reverse("customers:customers"), query)
    return [customer.name for customer in page.context["page"].rows]


def test_only_the_partners_own_customers_are_listed(cast: Cast) -> None:
    a_customer(partner=cast.partner, name="Baker")
    a_customer(partner=cast.other, name="Foreign")

    assert found(cast.owner) == ["Baker"]
    assert found(cast.stranger) == ["Foreign"]
    assert found(cast.owner, search="foreign") == []


def test_customers_are_found_by_name_domain_id_and_segment(cast: Cast) -> None:
    a_customer(partner=cast.partner, name="Baker", domain="baker-delft.example")
    school = a_customer(partner=cast.partner, name="Carrier School", segment=Segment.EDUCATION)

    assert found(cast.owner, search="bak") == ["Baker"]
    assert found(cast.owner, search="delft") == ["Baker"]
    assert found(cast.owner, search=str(school.public_id)) == ["Carrier School"]
    assert found(cast.owner, search="school carrier") == ["Carrier School"]
    assert found(cast.owner, search="100%") == []
    assert found(cast.owner, segment="education") == ["Carrier School"]
    assert found(cast.owner, search="baker", segment="education") == []
    assert found(cast.owner, segment="no such segment") == ["Baker", "Carrier School"]


def test_customers_are_found_by_country_and_by_suspended_subscriptions(cast: Cast) -> None:
    a_customer(partner=cast.partner, name="Dutch", country="NL")
    swiss = a_customer(partner=cast.partner, name="Swiss", country="CH")
    a_subscription(customer=swiss, status=Status.SUSPENDED)
    a_subscription(customer=swiss, status=Status.SUSPENDED)

    assert found(cast.owner, country="CH") == ["Swiss"]
    assert found(cast.owner, country="nowhere") == ["Dutch", "Swiss"]
    assert found(cast.owner, suspended="yes") == ["Swiss"]
    assert found(cast.owner, suspended="no") == ["Dutch", "Swiss"]


def test_customers_near_or_over_their_budget_are_found(cast: Cast) -> None:
    by, today = a_user(), timezone.now().date()
    calm, near, over = (a_customer(partner=cast.partner, name=n) for n in ("Calm", "Near", "Over"))
    estimated_use({calm: "10.00", near: "85.00", over: "120.00"}, on=today)
    for customer in (calm, near, over):
        a_budget("100", customer=customer, by=by)

    page = words(cast.owner.get(ADDRESS))

    assert found(cast.owner, budget="alert") == ["Near", "Over"]
    assert found(cast.owner, budget="used_up") == ["Over"]
    assert "85% used" in page
    assert "Budget used" not in words(cast.stranger.get(ADDRESS))


def test_each_filter_can_be_removed_and_the_rest_stays(cast: Cast) -> None:
    a_customer(partner=cast.partner, name="Baker", country="NL")

    page = words(cast.owner.get(ADDRESS, {"search": "bak", "country": "NL", "sort": "newest"}))

    assert 'href="/customers/?country=NL&amp;sort=newest"' in page
    assert 'href="/customers/?search=bak&amp;sort=newest"' in page
    assert "1 customer fits." in page


def test_a_search_without_result_leads_back_to_all(cast: Cast) -> None:
    page = words(cast.owner.get(ADDRESS, {"search": "nobody"}))

    assert "No customer fits" in page
    assert "Remove filter" in page


def test_only_active_subscriptions_are_counted(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner, name="Baker")
    a_subscription(customer=baker, price=an_offer())
    a_subscription(customer=baker)
    a_subscription(customer=baker, price=an_offer(), status=Status.DELETED)

    page = cast.owner.get(ADDRESS)

    assert [customer.active_subscriptions for customer in page.context["page"].rows] == [2]


def test_fifty_customers_stand_on_a_page_and_the_next_begins_after_them(cast: Cast) -> None:
    for number in range(103):
        a_customer(partner=cast.partner, name=f"Customer {number:03d}")

    first = cast.owner.get(ADDRESS)
    following = found(cast.owner, after=first.context["page"].after)
    second = cast.owner.get(ADDRESS, {"after": first.context["page"].after})

    assert (len(first.context["page"].rows), following[0], following[-1]) == (
        50,
        "Customer 050",
        "Customer 099",
    )
    assert found(cast.owner, before=second.context["page"].before)[0] == "Customer 000"
    assert "103 in all" in words(first)
    assert "You sell to 103 customers." in words(first)


def test_the_newest_relationship_may_come_first(cast: Cast) -> None:
    for name, day in (("Old", 1), ("New", 9), ("Middle", 5)):
        a_customer(partner=cast.partner, name=name, relationship_since=date(2026, 3, day))

    assert found(cast.owner, sort="newest") == ["New", "Middle", "Old"]
    assert found(cast.owner, sort="by magic") == ["Middle", "New", "Old"]


def test_of_very_many_that_fit_it_is_told_that_there_are_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_list, "COUNTED", 3)
    for number in range(5):
        a_customer(partner=cast.partner, name=f"Customer {number}")

    some = words(cast.owner.get(ADDRESS, {"search": "customer"}))
    every = words(cast.owner.get(ADDRESS))

    assert "More than 3 customers fit." in some
    assert "You sell to 5 customers." in every


def test_the_number_of_queries_does_not_grow_with_the_customers(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    by, today = a_user(), timezone.now().date()
    first = a_customer(partner=cast.partner)
    estimated_use({first: "85.00"}, on=today)
    a_budget("100", customer=first, by=by)
    cast.owner.get(ADDRESS)
    queries = queries_of(cast.owner, ADDRESS)
    more = [a_customer(partner=cast.partner) for _ in range(29)]
    for customer in more:
        a_subscription(customer=customer, price=an_offer())
        a_budget("100", customer=customer, by=by)
    EstimateLine.objects.all().delete()
    estimated_use(dict.fromkeys(more, "85.00"), on=today)

    with django_assert_num_queries(queries):
        cast.owner.get(ADDRESS)
    with django_assert_num_queries(queries):
        cast.owner.get(f"{ADDRESS}?budget=alert&search=bakkerij")


def test_a_partner_without_customers_is_told_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    billing = sign_in(a_user(partner=cast.partner, role=Role.BILLING_ADMIN))

    assert "Add the first one to order for it" in words(cast.owner.get(ADDRESS))
    seen = words(billing.get(ADDRESS))
    assert "No customers yet" in seen
    assert "Add customer" not in seen
