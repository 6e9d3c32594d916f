"""A cart is ordered as a whole or not at all, once, and leaves a record of who did it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from customers.models import Cart, CartItem, Customer, Order, Subscription
from customers.queries.carts import items_of
from customers.services import carts, orders
from partnercenter.models import AuditEntry, User
from pricing.models import Price
from tests.builders import (
    AT,
    a_customer,
    a_partner,
    a_subscription,
    a_user,
    an_offer,
    an_offer_rule,
)
from tests.builders.carts import a_cart_item
from tests.together import together

NOVEMBER_16 = date(2026, 11, 16)


@pytest.fixture
def customer(db: None) -> Customer:
    return a_customer(partner=a_partner())


@pytest.fixture
def agent(customer: Customer) -> User:
    return a_user(partner=customer.partner)


Put = Callable[..., CartItem]


@pytest.fixture
def put(customer: Customer, agent: User) -> Put:
    return lambda price, **fields: a_cart_item(
        customer=customer, owner=agent, price=price, **fields
    )


def place(cart: Cart, agent: User, purchase_order: str = "PO 7", **fields: str) -> Order:
    return orders.place(
        cart=cart, purchase_order=purchase_order, on=NOVEMBER_16, at=AT, by=agent, **fields
    )


def an_add_on_of(base: Price, **fields: object) -> Price:
    add_on = an_offer(title="Mail archive", price="1.00")
    add_on.availability.sku.secondary_type = "Add-on"
    add_on.availability.sku.save()
    an_offer_rule(base)
    an_offer_rule(add_on, depends_on=[base.availability.sku.offer_id], **fields)
    return add_on


def test_a_cart_becomes_one_order_with_everything_in_it(agent: User, put: Put) -> None:
    suite, mail = an_offer(price="4.00"), an_offer(price="1.50")
    first, second = put(suite, quantity=5, name="Desks"), put(mail, quantity=3)

    order = place(first.cart, agent)

    bought = list(order.subscriptions.order_by("pk"))
    assert [(one.public_id, one.quantity) for one in bought] == [
        (first.public_id, 5),
        (second.public_id, 3),
    ]
    assert bought[0].name == "Desks"
    assert (order.purchase_order, order.placed_at, order.placed_by) == ("PO 7", AT, agent)
    assert bought[0].terms.get().price == suite
    assert not Cart.objects.exists()


def test_an_add_on_is_ordered_with_its_base(agent: User, put: Put) -> None:
    suite = an_offer()
    add_on = an_add_on_of(suite)
    base = put(suite, frequency="annual")
    below = put(add_on, frequency="annual", base_item=base)

    order = place(base.cart, agent)

    archive = order.subscriptions.get(public_id=below.public_id)
    assert archive.base == order.subscriptions.get(public_id=base.public_id)
    assert archive.terms.get().ends_on == archive.base.terms.get().ends_on


def test_an_add_on_joins_a_base_that_is_held(agent: User, put: Put, customer: Customer) -> None:
    suite = an_offer()
    add_on = an_add_on_of(suite)
    held = a_subscription(customer=customer, price=suite, on=date(2026, 11, 3))
    item = put(add_on, base=held)

    order = place(item.cart, agent)

    assert order.subscriptions.get().base == held


def test_bases_come_first_whenever_they_were_put_there(put: Put) -> None:
    suite, mail = an_offer(), an_offer()
    add_on = an_add_on_of(suite)
    base, other = put(suite), put(mail)
    below = put(add_on, base_item=base)

    assert items_of(base.cart) == [base, below, other]


def test_one_item_that_cannot_be_sold_keeps_all_from_being_ordered(agent: User, put: Put) -> None:
    suite, small = an_offer(), an_offer(title="Suite Small")
    an_offer_rule(suite)
    an_offer_rule(small, max_quantity=300)
    item = put(suite)
    put(small, quantity=301)

    with pytest.raises(orders.NotOrdered, match="Suite Small: at most 300 seats") as refused:
        place(item.cart, agent)

    assert refused.value.problem.field == "quantity"
    assert not Order.objects.exists()
    assert item.cart.items.count() == 2


def test_an_order_is_told_by_titles_not_by_ids(agent: User, put: Put) -> None:
    listed, unlisted = an_offer(), an_offer(title="Suite Next")
    an_offer_rule(listed)
    item = put(unlisted)

    with pytest.raises(orders.NotOrdered, match='"Suite Next" is on the price list, but not in'):
        place(item.cart, agent)


def test_a_cart_that_was_ordered_is_not_ordered_again(agent: User, put: Put) -> None:
    item = put(an_offer())
    cart = item.cart
    place(cart, agent)

    with pytest.raises(carts.NothingToOrder):
        place(cart, agent)

    assert Subscription.objects.count() == 1


def test_what_was_not_shown_is_not_ordered(agent: User, put: Put) -> None:
    item = put(an_offer())

    with pytest.raises(orders.ChangedMeanwhile):
        place(item.cart, agent, seen="what the page showed before")

    assert not Order.objects.exists()


def test_an_order_and_each_subscription_stand_in_the_activity_log(agent: User, put: Put) -> None:
    item = put(an_offer())
    put(an_offer())

    order = place(item.cart, agent)

    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "by"))
    assert acts == [("order.place", agent.pk)] + [("subscription.purchase", agent.pk)] * 2
    assert AuditEntry.objects.get(act="order.place").subject == order.order_id


def test_a_purchase_order_number_can_be_corrected_for_invoices_to_come(
    agent: User, put: Put
) -> None:
    order = place(put(an_offer()).cart, agent, "PO 7")

    corrected = orders.correct_purchase_order(order=order, purchase_order="PO 8", at=AT, by=agent)

    assert corrected.purchase_order == "PO 8"
    facts = AuditEntry.objects.get(act="order.purchase_order").facts
    assert (facts["before"], facts["after"]) == ("PO 7", "PO 8")


def test_an_add_on_is_billed_as_its_base_is_after_a_change(put: Put) -> None:
    suite = an_offer()
    add_on = an_add_on_of(suite)
    base = put(suite)
    below = put(add_on, base_item=base)
    annually = carts.Choice(
        availability=suite.availability,
        quantity=4,
        frequency="annual",
        term_months=12,
        auto_renew=True,
    )

    carts.change(item=base, choice=annually, at=AT)

    below.refresh_from_db()
    assert (below.frequency, below.quantity) == ("annual", 2)


def test_a_base_takes_its_add_ons_along_out_of_the_cart(put: Put) -> None:
    suite = an_offer()
    add_on = an_add_on_of(suite)
    base = put(suite)
    put(add_on, base_item=base)

    carts.remove(item=base, at=AT)

    assert items_of(base.cart) == []


def test_the_base_of_an_add_on_is_the_same_customers(put: Put) -> None:
    suite = an_offer()
    stranger = a_customer(partner=a_partner("Haselbrück IT-Dienste GmbH"))
    theirs = a_subscription(customer=stranger, price=suite)

    with pytest.raises(carts.NoSuchBase):
        put(an_add_on_of(suite), base=theirs)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_buy_more_than_the_limit_together(customer: Customer) -> None:
    small = an_offer()
    an_offer_rule(small, limit=1, scope="concurrent")
    people = [a_user(partner=customer.partner) for _ in range(2)]
    filled = [a_cart_item(customer=customer, owner=one, price=small).cart for one in people]

    def order(cart: Cart) -> str:
        try:
            return place(cart, cart.owner).order_id
        except orders.NotOrdered as refused:
            return refused.problem.reason

    said = together(order, filled)

    assert Subscription.objects.filter(customer=customer).count() == 1
    assert len([one for one in said if "at most 1 at a time" in one]) == 1
