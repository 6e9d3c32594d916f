"""What a partner's people see of their customers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from pricing.engine.activity import Action
from tests.builders import a_change, a_customer, a_subscription, an_offer
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db


def test_a_customer_shows_what_it_holds_and_how_it_came_to_that(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner, name="Baker")
    held = a_subscription(
        customer=baker, price=an_offer(price="4.00"), quantity=2, on=date(2026, 11, 3)
    )
    a_change(held, action="set_quantity", on=date(2026, 11, 9), quantity=5)

    page = cast.owner.get(reverse("customers:customer", args=[baker.public_id]))

    assert page.status_code == 200
    (row,) = page.context["held"]
    assert row.guaranteed_until == date(2027, 11, 2)
    assert [event.words for event in row.events] == [
        "Bought, quantity 2",
        "Quantity changed from 2 to 5",
    ]
    assert "EUR 4.00" in words(page)
    assert held.order.order_id in words(page)


def test_whatever_happens_to_a_subscription_has_words(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner)
    subscription = a_subscription(customer=baker, price=an_offer())
    for action in [*Action][1:]:
        a_change(subscription, action=action, on=date(2026, 11, 20), quantity=3)

    page = words(cast.owner.get(reverse("customers:customer", args=[baker.public_id])))

    assert "Billing frequency changed" in page
    assert "Ended with its term" in page


def test_metered_use_has_no_guaranteed_price(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner)
    a_subscription(customer=baker, term_months=1)

    page = cast.owner.get(reverse("customers:customer", args=[baker.public_id]))

    (row,) = page.context["held"]
    assert row.price is None
    assert row.guaranteed_until is None
    assert "by use" in words(page)


def test_a_licence_at_no_price_is_not_told_as_metered(cast: Cast) -> None:
    customer = a_customer(partner=cast.partner)
    a_subscription(customer=customer, price=an_offer(price="0.00"), quantity=25)

    page = words(cast.owner.get(reverse("customers:customer", args=[customer.public_id])))

    assert "by use" not in page
    assert "EUR 0.00" in page


def test_helpdesk_sees_the_price_but_no_way_to_the_price_list(cast: Cast) -> None:
    price = an_offer(price="4.00")
    baker = a_customer(partner=cast.partner)
    a_subscription(customer=baker, price=price)
    address = reverse("customers:customer", args=[baker.public_id])
    price_list = reverse("pricing:price_list", args=[price.price_list_id])

    assert price_list in words(cast.owner.get(address))
    assert price_list not in words(cast.helpdesk.get(address))


def test_the_number_of_queries_does_not_grow_with_the_subscriptions(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    baker = a_customer(partner=cast.partner)
    address = reverse("customers:customer", args=[baker.public_id])
    a_subscription(customer=baker, price=an_offer())
    cast.owner.get(address)
    queries = queries_of(cast.owner, address)
    for _ in range(29):
        held = a_subscription(customer=baker, price=an_offer())
        a_change(held, action="set_quantity", on=date(2026, 11, 9), quantity=5)

    with django_assert_num_queries(queries):
        cast.owner.get(address)


def test_another_partners_customer_is_not_there(cast: Cast) -> None:
    foreign = a_customer(partner=cast.other)

    for public_id in (foreign.public_id, uuid.uuid4()):
        page = cast.owner.get(reverse("customers:customer", args=[public_id]))
        assert page.status_code == 404
