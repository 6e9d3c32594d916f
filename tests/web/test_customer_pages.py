"""What a partner's people see of their customers."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import RequestKind, ServiceRequest, Status
from partnercenter.periods import add_months, month_of
from partnercenter.roles import Role
from pricing.engine.activity import Action
from tests.builders import (
    Line,
    a_change,
    a_customer,
    a_subscription,
    a_user,
    an_estimate,
    an_issued_invoice,
    an_offer,
)
from tests.builders.budgeted import a_budget, estimated_use
from tests.web.conftest import Cast, SignIn
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


def test_what_a_customer_costs_by_month_stands_on_its_page(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner, name="Baker")
    held = a_subscription(customer=baker, price=an_offer())
    last, before = (add_months(timezone.now().date().replace(day=1), -n) for n in (1, 2))
    for month, net in ((before, "40.00"), (last, "48.00")):
        lines = [Line(subscription=held, net=net)]
        an_issued_invoice(partner=cast.partner, lines=lines, period=month_of(month))
    an_estimate(
        partner=cast.partner,
        lines=[Line(subscription=held, net="7.00")],
        on=timezone.now().date(),
    )

    page = words(cast.helpdesk.get(reverse("customers:customer", args=[baker.public_id])))

    assert "EUR 48.00" in page
    assert "Before tax; EUR 40.00 in the month before" in page
    assert "What this customer costs you by billing month, before tax, EUR" in page
    assert "EUR 7.00" in page
    assert f"/billing/estimate/?customer={baker.public_id}" in page


def test_a_customer_without_charges_and_budget_is_told_as_such(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner, tenant_created_on=date(2022, 3, 4))

    page = words(cast.owner.get(reverse("customers:customer", args=[baker.public_id])))

    assert "Charges appear with the first invoice." in page
    assert "Nobody is told how much is used." in page
    assert "Nothing was asked about this customer." in page
    assert "4 Mar 2022" in page


def test_active_subscriptions_come_first_and_cancelled_ones_last(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner)
    for name, status in (("A", Status.DELETED), ("B", Status.SUSPENDED), ("C", Status.ACTIVE)):
        a_subscription(customer=baker, price=an_offer(), name=name, status=status)

    page = cast.owner.get(reverse("customers:customer", args=[baker.public_id]))

    assert [row.subscription.name for row in page.context["held"]] == ["C", "B", "A"]


def test_a_customers_page_shows_what_the_role_may_see(cast: Cast, sign_in: SignIn) -> None:
    baker = a_customer(partner=cast.partner)
    held = a_subscription(customer=baker, price=an_offer())
    address = reverse("customers:customer", args=[baker.public_id])
    seller, billing = (
        sign_in(a_user(partner=cast.partner, role=role))
        for role in (Role.SALES_AGENT, Role.BILLING_ADMIN)
    )

    sold, helped, billed = (
        words(client.get(address)) for client in (seller, cast.helpdesk, billing)
    )

    assert held.order.order_id in sold
    assert '<h2 id="orders">' not in helped
    assert '<h2 id="orders">' not in billed
    assert reverse("customers:customer_edit", args=[baker.public_id]) in helped
    assert reverse("customers:customer_edit", args=[baker.public_id]) not in billed
    assert "You asked nothing about this customer." in helped


def test_requests_of_others_are_told_to_whoever_may_see_them(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner)
    ServiceRequest.objects.create(
        partner=cast.partner,
        kind=RequestKind.BILLING_QUESTION,
        subject="Why so much in October",
        customer=baker,
        opened_at=timezone.now(),
        changed_at=timezone.now(),
        opened_by=a_user(partner=cast.partner),
    )
    address = reverse("customers:customer", args=[baker.public_id])

    assert "Why so much in October" in words(cast.owner.get(address))
    assert "Why so much in October" not in words(cast.helpdesk.get(address))


def test_used_up_budgets_are_told_on_the_first_page(cast: Cast) -> None:
    near, over = (a_customer(partner=cast.partner, name=name) for name in ("Near", "Over"))
    estimated_use({near: "85.00", over: "130.00"}, on=timezone.now().date())
    for customer in (near, over):
        a_budget("100", customer=customer, by=a_user())

    home = words(cast.helpdesk.get("/"))

    assert "2 customers have used much of their usage budgets. 1 of them has used all" in home
    assert "/customers/?budget=alert" in home
    assert "usage budget" not in words(cast.stranger.get("/"))
