"""An order is confirmed, kept on record, found again, and its number corrected."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from customers.models import Order, Subscription
from tests.builders import a_customer, a_partner, a_subscription
from tests.web.desk import Desk, on_sale, today
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
