"""Choosing an offer for a customer: the catalogue, what an offer costs, and into the cart."""

from __future__ import annotations

from uuid import uuid4

import pytest

from customers.models import Cart, CartItem, Order
from partnercenter.roles import Role
from tests.builders import a_subscription, a_user, an_offer_rule
from tests.web.conftest import SignIn
from tests.web.desk import Desk, a_base_and_its_add_on, on_sale, software, today

pytestmark = pytest.mark.django_db


def test_the_catalogue_shows_prices_and_ways_to_buy(desk: Desk) -> None:
    on_sale(title="Suite Start", price="4.80", erp="5.95")

    said = desk.page("catalogue")

    assert "Suite Start" in said
    assert "EUR 4.80" in said
    assert "EUR 5.95" in said
    assert "12 months or 1 month, billed monthly or annually" in said


def test_software_is_not_offered_to_who_may_not_order_it(desk: Desk, sign_in: SignIn) -> None:
    sold = software().availability.availability_id
    admin_agent = sign_in(a_user(partner=desk.customer.partner, role=Role.ADMIN_AGENT))

    assert "Backup Server" not in desk.page("catalogue")
    assert desk.client.get(desk.address("offer", sold)).status_code == 403
    assert "Backup Server" in admin_agent.get(desk.address("catalogue")).content.decode()
    assert admin_agent.get(desk.address("offer", sold)).status_code == 200


def test_software_left_in_a_cart_is_not_ordered_without_the_permission(desk: Desk) -> None:
    desk.put(software(), frequency="one_time", term_months=0, auto_renew=False)

    answer = desk.order()

    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_an_offer_tells_the_whole_term_and_until_when_its_price_is_kept(desk: Desk) -> None:
    price = on_sale(price="4.80")

    said = desk.page("offer", price.availability.availability_id, quantity=10, way="monthly-12")

    assert "12 × EUR 4.80 × 10 = EUR 576.00" in said
    assert "Price guaranteed until" in said
    assert "First charge EUR 48.00" in said
    assert "Billed in EUR, your own currency" in said


def test_what_stands_in_the_way_is_told_with_the_offer(desk: Desk) -> None:
    price = on_sale()
    an_offer_rule(price, month=today().replace(day=1), max_quantity=300)

    said = desk.page("offer", price.availability.availability_id, quantity=301, way="monthly-12")

    assert "At most 300 seats, 301 wanted." in said


def test_an_offer_of_another_market_leads_to_the_one_this_customer_would_buy(desk: Desk) -> None:
    price = on_sale()
    elsewhere = on_sale(currency="NOK").availability
    elsewhere.sku = price.availability.sku
    elsewhere.save()

    answer = desk.client.get(desk.address("offer", elsewhere.availability_id))

    assert answer["Location"] == desk.address("offer", price.availability.availability_id)


def test_showing_what_it_costs_keeps_the_choice_in_the_address(desk: Desk) -> None:
    address = desk.address("offer", on_sale().availability.availability_id)

    answer = desk.client.post(
        address, {"quantity": 7, "way": "annual-12", "key": uuid4(), "do": "foresee"}
    )

    assert answer["Location"].startswith(f"{address}?quantity=7&way=annual-12")
    assert not Cart.objects.exists()


def test_a_base_goes_into_the_cart_with_the_add_ons_chosen(desk: Desk) -> None:
    suite, archive = a_base_and_its_add_on()

    desk.client.post(
        desk.address("offer", suite.availability.availability_id),
        {
            "quantity": 10,
            "way": "annual-12",
            f"add_on_{archive.availability_id}": 4,
            "key": uuid4(),
            "do": "put",
        },
    )

    base, below = CartItem.objects.order_by("pk")
    assert (base.quantity, base.frequency) == (10, "annual")
    assert (below.base_item, below.quantity, below.frequency) == (base, 4, "annual")


def test_a_second_click_puts_nothing_more_into_the_cart(desk: Desk) -> None:
    address = desk.address("offer", on_sale().availability.availability_id)
    sent = {"quantity": 1, "way": "monthly-12", "key": uuid4(), "do": "put"}

    first, second = desk.client.post(address, sent), desk.client.post(address, sent)

    assert first["Location"] == second["Location"] == desk.address("cart")
    assert CartItem.objects.count() == 1


def test_an_add_on_goes_below_a_base_that_is_held(desk: Desk) -> None:
    suite, archive = a_base_and_its_add_on()
    held = a_subscription(customer=desk.customer, price=suite, on=today(), quantity=3)

    said = desk.page("catalogue", base=held.public_id)
    desk.client.post(
        desk.address("offer", archive.availability.availability_id),
        {"quantity": 3, "base": held.public_id, "key": uuid4(), "do": "put"},
    )

    assert "Mail archive" in said
    assert CartItem.objects.get().base == held


def test_an_add_on_without_a_base_says_what_it_needs(desk: Desk) -> None:
    _suite, archive = a_base_and_its_add_on()

    said = desk.page("offer", archive.availability.availability_id)

    assert "It needs a base first" in said
    assert "Add to cart" not in said


def test_helpdesk_has_no_catalogue(desk: Desk, sign_in: SignIn) -> None:
    helpdesk = sign_in(a_user(partner=desk.customer.partner, role=Role.HELPDESK_AGENT))

    found = [helpdesk.get(desk.address(name)).status_code for name in ("catalogue", "cart")]

    assert found == [403, 403]
