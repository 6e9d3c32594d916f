"""A cart that is ordered or emptied meanwhile, and add-ons that go along with their base in it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from customers.models import Cart, CartItem, Customer
from customers.queries.carts import items_of
from customers.services import carts
from partnercenter.models import User
from tests.builders import AT, a_customer, a_partner, a_user, an_offer
from tests.builders.carts import a_cart_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


@pytest.fixture
def owner(customer: Customer) -> User:
    return a_user(partner=customer.partner)


def choice_of(item: CartItem, **other: Any) -> carts.Choice:
    told = {one.name: getattr(item, one.name) for one in fields(carts.Choice)}
    return carts.Choice(**{**told, **other})


@pytest.mark.parametrize(
    "act",
    [
        lambda item: carts.change(item=item, choice=choice_of(item, quantity=9), at=AT),
        lambda item: carts.remove(item=item, at=AT),
        lambda item: carts.note_purchase_order(cart=item.cart, purchase_order="PO", at=AT),
    ],
)
def test_a_cart_that_was_ordered_meanwhile_is_told_to_be_gone(
    act: Any, customer: Customer, owner: User
) -> None:
    item = a_cart_item(customer=customer, owner=owner, price=an_offer())
    Cart.objects.all().delete()

    with pytest.raises(carts.NothingToOrder, match="ordered already"):
        act(item)

    assert not CartItem.objects.exists()


def test_an_item_that_was_removed_meanwhile_does_not_come_back_by_a_change(
    customer: Customer, owner: User
) -> None:
    item = a_cart_item(customer=customer, owner=owner, price=an_offer())
    CartItem.objects.all().delete()

    with pytest.raises(carts.NothingToOrder, match="not in the cart any more"):
        carts.change(item=item, choice=choice_of(item, quantity=9), at=AT)

    assert not CartItem.objects.exists()


def test_add_ons_renew_and_are_resold_as_their_base_in_the_cart(
    customer: Customer, owner: User
) -> None:
    base = a_cart_item(customer=customer, owner=owner, price=an_offer())
    below = a_cart_item(customer=customer, owner=owner, price=an_offer(), base_item=base)

    carts.change(
        item=base, choice=choice_of(base, auto_renew=False, reseller_mpn_id="7654321"), at=AT
    )

    below.refresh_from_db()
    assert (below.auto_renew, below.reseller_mpn_id) == (False, "7654321")


def test_an_add_on_that_is_not_to_renew_stays_so_when_its_base_gets_another_quantity(
    customer: Customer, owner: User
) -> None:
    base = a_cart_item(customer=customer, owner=owner, price=an_offer())
    below = a_cart_item(
        customer=customer, owner=owner, price=an_offer(), base_item=base, auto_renew=False
    )

    carts.change(item=base, choice=choice_of(base, quantity=9), at=AT)

    below.refresh_from_db()
    assert not below.auto_renew


def test_what_is_told_of_add_ons_and_bases_takes_no_further_queries(
    customer: Customer, owner: User, django_assert_num_queries: Any
) -> None:
    base = a_cart_item(customer=customer, owner=owner, price=an_offer())
    a_cart_item(customer=customer, owner=owner, price=an_offer(), base_item=base)
    items = items_of(base.cart)

    with django_assert_num_queries(0):
        titles = [item.base_item.availability.sku.title for item in items if item.base_item]

    assert titles == [base.availability.sku.title]
