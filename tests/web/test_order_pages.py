"""An order is confirmed, kept on record, found again, and its number corrected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Order, Subscription
from customers.services import renewals
from partnercenter import localize
from partnercenter.periods import DAY, add_months
from tests.builders import a_customer, a_partner, a_price_of, a_subscription, an_offer
from tests.web.desk import Desk, on_sale, today
from tests.web.held import text
from tests.web.reading import TIED, queries_of

pytestmark = pytest.mark.django_db


def test_an_order_is_confirmed_with_prices_charges_and_the_way_back(desk: Desk) -> None:
    desk.put(on_sale(price="4.80"), quantity=10)
    address = desk.order()["Location"]

    said = desk.client.get(address).content.decode().replace(TIED, " ")

    for expected in ("PO 7", "included", "EUR 48.00", "it is credited in full", desk.agent.email):
        assert expected in said
    held = Subscription.objects.get()
    assert (
        reverse("customers:subscription", args=[desk.customer.public_id, held.public_id]) in said
    )


def test_the_purchase_order_number_can_be_corrected(desk: Desk) -> None:
    desk.put(on_sale())
    desk.order()
    order = Order.objects.get()

    desk.client.post(
        reverse("customers:order_purchase_order", args=[order.order_id]),
        {"purchase_order": "PO 8", "key": uuid4()},
    )

    order.refresh_from_db()
    assert order.purchase_order == "PO 8"


def test_the_history_is_found_by_words_customer_and_days(desk: Desk) -> None:
    other = a_customer(partner=desk.customer.partner, name="Kaashandel Edam")
    first = a_subscription(customer=desk.customer, on=date(2026, 10, 3)).order
    second = a_subscription(customer=other, on=date(2026, 11, 3)).order
    Order.objects.filter(pk=second.pk).update(purchase_order="PO-2026-9")

    def found(**asked: Any) -> set[str]:
        page = desk.client.get(reverse("customers:orders"), asked).content.decode()
        return {one.order_id for one in (first, second) if one.order_id in page}

    assert found() == {first.order_id, second.order_id}
    assert found(search=first.order_id) == {first.order_id}
    assert found(search="edam 2026-9") == {second.order_id}
    assert found(customer=other.public_id) == {second.order_id}
    assert found(since="2026-10-04") == {second.order_id}
    assert found(until="2026-10-03") == {first.order_id}
    assert found(since="no day") == {first.order_id, second.order_id}


def test_the_history_is_the_partners_own(desk: Desk) -> None:
    stranger = a_customer(partner=a_partner("Haselbrück IT-Dienste GmbH"))
    theirs = a_subscription(customer=stranger).order

    page = desk.client.get(reverse("customers:orders")).content.decode()
    opened = desk.client.get(reverse("customers:order", args=[theirs.order_id]))

    assert theirs.order_id not in page
    assert "No orders yet" in page
    assert opened.status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_orders(desk: Desk) -> None:
    address = reverse("customers:orders")
    for _ in range(2):
        a_subscription(customer=desk.customer, price=on_sale(), on=today())
    queries_of(desk.client, address)
    few = queries_of(desk.client, address)
    for _ in range(10):
        a_subscription(customer=desk.customer, price=on_sale(), on=today())

    assert queries_of(desk.client, address) == few


def test_an_order_tells_the_price_and_its_guarantee_as_it_was_bought(desk: Desk) -> None:
    bought = add_months(today(), -1) - timedelta(days=3)
    price = an_offer(price="4.00", month=bought.replace(day=1))
    for step in (1, 2):
        month = add_months(bought.replace(day=1), step)
        if month <= today():
            a_price_of(price.availability.sku, price="9.00", month=month)
    held = a_subscription(customer=desk.customer, price=price, on=bought, term_months=1)
    renewals.renew_due(partner=desk.customer.partner, through=today(), at=timezone.now())
    Subscription.objects.filter(pk=held.pk).update(term_months=12)

    said = text(desk.client.get(reverse("customers:order", args=[held.order.order_id])))

    assert "1 month, billed monthly" in said
    assert "Price EUR 4.00" in said
    until = localize.day(add_months(bought, 1) - DAY)
    assert f"Price guaranteed until {until}" in said


def test_the_items_of_a_large_order_come_page_by_page(desk: Desk) -> None:
    price = on_sale(price="4.00")
    order = a_subscription(customer=desk.customer, price=price, on=today(), name="No 0").order
    address = reverse("customers:order", args=[order.order_id])

    def fill(count: int) -> None:
        for number in range(order.subscriptions.count(), count):
            held = a_subscription(
                customer=desk.customer, price=price, on=today(), name=f"No {number}"
            )
            Subscription.objects.filter(pk=held.pk).update(order=order)

    fill(50)
    queries_of(desk.client, address)
    few = queries_of(desk.client, address)
    fill(53)
    first, second = desk.client.get(address), desk.client.get(address, {"page": "2"})
    astray = desk.client.get(address, {"page": "99999999999999999999"})

    assert len(first.context["items"]) == 50
    assert [one.subscription.name for one in second.context["items"]] == [
        "No 50",
        "No 51",
        "No 52",
    ]
    assert all(one.next for one in second.context["items"])
    assert "51–53 of 53" in text(second)
    assert "EUR 212.00" in text(first)
    assert "EUR 212.00" in text(second)
    assert astray.status_code == 200
    assert queries_of(desk.client, address) == few
