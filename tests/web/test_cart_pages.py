"""The cart tells what stands in the way and what may be there twice; it is ordered once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from customers.models import CartItem, Order, Partner
from customers.models.partners import PartnerState
from partnercenter.roles import Role
from pricing.models import Sku
from tests.builders import a_customer, a_subscription, a_user, an_offer, an_offer_rule
from tests.web.conftest import SignIn
from tests.web.desk import Desk, a_base_and_its_add_on, on_sale, today
from tests.web.reading import queries_of

pytestmark = pytest.mark.django_db


def test_the_cart_tells_every_obstacle_beside_its_item(desk: Desk) -> None:
    small, listed = on_sale(), on_sale()
    month = today().replace(day=1)
    an_offer_rule(small, month=month, max_quantity=300)
    an_offer_rule(listed, month=month, min_quantity=5)
    desk.put(small, quantity=301)
    desk.put(listed, quantity=2)

    said = desk.page("cart")

    assert "At most 300 seats, 301 wanted." in said
    assert "At least 5 seats, 2 wanted." in said
    assert "2 items cannot be ordered as they stand." in said
    assert "Place order" not in said


def test_the_cart_warns_of_what_may_be_a_duplicate(desk: Desk) -> None:
    held, twice = on_sale(title="Held"), on_sale(title="Twice")
    a_subscription(customer=desk.customer, price=held, on=today(), quantity=8)
    desk.put(held)
    desk.put(twice)
    desk.put(twice)

    said = desk.page("cart")

    assert "This customer has 8 of it since" in said
    assert "The same offer is in this cart more than once." in said


def test_what_was_ordered_within_a_day_is_told_with_its_time(desk: Desk) -> None:
    price = on_sale()
    desk.put(price)
    desk.order()
    desk.put(price)

    assert "This customer ordered the same at" in desk.page("cart")


def test_an_item_can_be_changed_and_removed(desk: Desk) -> None:
    item = desk.put(on_sale(), quantity=2)

    desk.client.post(
        desk.address("cart_item", item.public_id),
        {"quantity": 9, "way": "annual-12", "name": "Front desk", "key": uuid4(), "do": "put"},
    )
    changed = CartItem.objects.get()
    desk.client.post(desk.address("cart_item_remove", item.public_id))

    assert (changed.quantity, changed.frequency, changed.name) == (9, "annual", "Front desk")
    assert not CartItem.objects.exists()


def test_the_cart_of_a_colleague_is_not_there(desk: Desk, sign_in: SignIn) -> None:
    item = desk.put(on_sale(title="Suite Start"))
    colleague = sign_in(a_user(partner=desk.customer.partner, role=Role.SALES_AGENT))

    assert "The cart is empty" in colleague.get(desk.address("cart")).content.decode()
    opened = colleague.get(desk.address("cart_item", item.public_id))
    removed = colleague.post(desk.address("cart_item_remove", item.public_id))
    assert (opened.status_code, removed.status_code) == (404, 404)
    assert CartItem.objects.exists()


def test_a_double_click_places_one_order(desk: Desk) -> None:
    desk.put(on_sale())
    key = uuid4()

    first, second = desk.order(key), desk.order(key)

    order = Order.objects.get()
    assert (
        first["Location"]
        == second["Location"]
        == reverse("customers:order", args=[order.order_id])
    )
    assert (order.purchase_order, order.placed_by) == ("PO 7", desk.agent)


def test_what_cannot_be_ordered_leaves_the_cart_and_says_why(desk: Desk) -> None:
    price = on_sale(title="Suite Small")
    an_offer_rule(price, month=today().replace(day=1), max_quantity=300)
    desk.put(price, quantity=301)

    sent = {"key": uuid4(), "purchase_order": "PO 7"}
    answer = desk.client.post(desk.address("cart_place"), sent, follow=True)

    said = answer.content.decode()
    assert "Nothing was ordered. Suite Small: at most 300 seats, 301 wanted" in said
    assert CartItem.objects.get().cart.purchase_order == "PO 7"


def test_a_suspended_partner_orders_nothing(desk: Desk) -> None:
    desk.put(on_sale())
    Partner.objects.update(state=PartnerState.SUSPENDED)

    desk.order()

    assert not Order.objects.exists()


def test_a_purchase_order_number_that_is_too_long_is_told(desk: Desk) -> None:
    desk.put(on_sale())

    answer = desk.order(purchase_order="7" * 61)

    assert answer.status_code == 422
    assert "Purchase order number" in answer.content.decode()
    assert not Order.objects.exists()


def test_the_number_of_queries_of_the_cart_does_not_grow_with_its_items(desk: Desk) -> None:
    address = desk.address("cart")
    for _ in range(2):
        desk.put(on_sale())
    queries_of(desk.client, address)
    few = queries_of(desk.client, address)
    for _ in range(6):
        desk.put(on_sale())

    assert queries_of(desk.client, address) == few


def test_the_number_of_queries_of_the_cart_does_not_grow_with_its_add_ons(desk: Desk) -> None:
    suite, archive = a_base_and_its_add_on()
    base = desk.put(suite)
    desk.put(archive, base_item=base)
    queries_of(desk.client, desk.address("cart"))
    few = queries_of(desk.client, desk.address("cart"))
    for _ in range(6):
        desk.put(archive, base_item=base)

    assert queries_of(desk.client, desk.address("cart")) == few


def test_a_base_that_cannot_renew_is_told_in_the_cart_which_can_still_be_emptied(
    desk: Desk,
) -> None:
    suite, archive = a_base_and_its_add_on()
    gone = an_offer(title="Gone", month=(today() - timedelta(days=70)).replace(day=1))
    since = today() - timedelta(days=70)
    base = a_subscription(
        customer=desk.customer, price=gone, on=since, term_months=1, name="Withdrawn"
    )
    item = desk.put(archive, base=base)
    desk.put(suite)

    said = desk.page("cart")
    desk.client.post(desk.address("cart_item_remove", item.public_id))

    assert "Withdrawn renews on" in said
    assert "Place order" not in said
    assert CartItem.objects.get().availability == suite.availability


def test_what_others_hold_does_not_stop_a_cart(desk: Desk) -> None:
    suite, archive = a_base_and_its_add_on()
    base = a_subscription(customer=desk.customer, price=suite, on=today(), name="Base")
    gone = an_offer(title="Gone", month=(today() - timedelta(days=70)).replace(day=1))
    a_subscription(
        customer=a_customer(partner=desk.customer.partner),
        price=gone,
        on=today() - timedelta(days=70),
        term_months=1,
    )
    desk.put(archive, base=base)

    assert "Place order of 1 item" in desk.page("cart")


def test_full_credit_is_promised_only_of_what_may_be_cancelled(desk: Desk) -> None:
    fixed = on_sale(title="Fixed offer")
    Sku.objects.filter(pk=fixed.availability.sku_id).update(may_be_cancelled=False)
    desk.put(fixed)

    alone = desk.page("cart")
    desk.put(on_sale(title="Suite Start"))
    both = desk.page("cart")

    assert "credited in full" not in alone
    assert "Fixed offer cannot be cancelled: it runs until its term ends." in alone
    assert "credited in full" in both
    assert "Fixed offer cannot be cancelled" in both


def test_an_add_on_is_told_to_end_with_a_base_that_is_not_renewed(desk: Desk) -> None:
    suite, archive = a_base_and_its_add_on()
    base = desk.put(suite, auto_renew=False)
    desk.put(archive, base_item=base)

    said = desk.page("cart")

    assert said.count("ends with its term") == 1
    assert "ends with its base" in said
    assert "renews automatically" not in said
