"""What a cart foretells is what the next billing runs say, to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from billing.models import Invoice
from billing.queries import first_charges
from billing.services.next_charges import next_charges
from billing.services.order_previews import preview
from customers.models import Cart, Customer, Order, Subscription
from customers.queries.carts import cart_of, items_of
from customers.services import carts, orders
from partnercenter.models import User
from partnercenter.money import Money
from partnercenter.periods import month_of
from pricing.models import Price
from tests.billing.scenes import DECEMBER, NOVEMBER, SECOND, THIRD, a_customer_of, billed
from tests.builders import a_price_of, a_subscription, a_user, an_offer, an_offer_rule
from tests.builders.carts import a_cart_item

pytestmark = pytest.mark.django_db
BOUGHT = date(2026, 11, 20)
AT = datetime.combine(BOUGHT, time(10), UTC)


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


@pytest.fixture
def agent(customer: Customer) -> User:
    return a_user(partner=customer.partner)


def put(customer: Customer, agent: User, price: Price, **fields: Any) -> Any:
    return a_cart_item(customer=customer, owner=agent, price=price, **fields)


def the_cart(customer: Customer, agent: User) -> Cart:
    found = cart_of(customer=customer, owner=agent)
    assert found is not None
    return found


def foretold(cart: Cart) -> dict[Any, list[Money]]:
    """Return what is foretold of the next two invoices, by subscription id."""
    found = preview(customer=cart.customer, items=carts.wanted(items_of(cart)), on=BOUGHT, at=AT)
    return {key: [one.amount for one in item.charges[:2]] for key, item in found.items.items()}


def ordered(cart: Cart) -> Order:
    return orders.place(cart=cart, purchase_order="", on=BOUGHT, at=AT, by=cart.owner)


def said(*invoices: Invoice) -> dict[Any, list[Money]]:
    found: dict[Any, list[Money]] = {}
    for invoice in invoices:
        for charge in invoice.charges.order_by("position").select_related("subscription"):
            key = charge.subscription.public_id
            found.setdefault(key, []).append(Money(charge.net, invoice.currency))
    return found


@pytest.mark.parametrize(
    ("frequency", "months", "price", "quantity"),
    [
        ("monthly", 12, "4.80", 10),
        ("annual", 12, "4.80", 10),
        ("monthly", 1, "0.37", 7),
        ("annual", 12, "13.333", 3),
    ],
)
def test_what_is_foretold_of_a_licence_is_what_is_billed(
    customer: Customer, agent: User, frequency: str, months: int, price: str, quantity: int
) -> None:
    offer = an_offer(price=price, month=NOVEMBER)
    for month in (DECEMBER, date(2027, 1, 1)):
        a_price_of(offer.availability.sku, price=price, month=month)
    put(customer, agent, offer, frequency=frequency, term_months=months, quantity=quantity)
    cart = the_cart(customer, agent)

    told = foretold(cart)
    order = ordered(cart)

    bills = [*billed(customer.partner, SECOND), *billed(customer.partner, THIRD)]
    assert told == said(*bills)
    charged = first_charges.of_orders(customer.partner, list(order.subscriptions.all()))
    assert charged[order.pk] == (next(iter(told.values()))[0],)


def test_what_is_foretold_of_an_add_on_in_mid_cycle_is_what_is_billed(
    customer: Customer, agent: User
) -> None:
    suite, archive = an_offer(price="4.00"), an_offer(price="1.07")
    archive.availability.sku.secondary_type = "Add-on"
    archive.availability.sku.save()
    an_offer_rule(suite)
    an_offer_rule(archive, depends_on=[suite.availability.sku.offer_id])
    held = a_subscription(customer=customer, price=suite, on=date(2026, 11, 3), quantity=5)
    item = put(customer, agent, archive, base=held, quantity=5)
    cart = the_cart(customer, agent)

    told = foretold(cart)
    ordered(cart)

    bills = [*billed(customer.partner, SECOND), *billed(customer.partner, THIRD)]
    billed_of_it = said(*bills)[item.public_id]
    assert told[item.public_id] == billed_of_it[:2]
    assert told[item.public_id][0] < told[item.public_id][1]


def test_what_is_foretold_of_software_is_what_is_billed(customer: Customer, agent: User) -> None:
    software = an_offer(price="412.00", kind="software", term="", agreement_type="")
    put(customer, agent, software, frequency="one_time", term_months=0, auto_renew=False)
    cart = the_cart(customer, agent)

    told = foretold(cart)
    ordered(cart)

    (invoice,) = billed(customer.partner, month_of(NOVEMBER), "one_time")
    assert told == said(invoice)


def test_a_price_is_guaranteed_through_the_last_day_of_the_term(
    customer: Customer, agent: User
) -> None:
    item = put(customer, agent, an_offer())

    found = preview(customer=customer, items=carts.wanted([item]), on=BOUGHT, at=AT)

    assert found.items[item.public_id].guaranteed_until == date(2027, 11, 19)


def test_a_preview_leaves_nothing_behind(customer: Customer, agent: User) -> None:
    item = put(customer, agent, an_offer())

    preview(customer=customer, items=carts.wanted([item]), on=BOUGHT, at=AT)

    assert not Order.objects.exists()
    assert not Subscription.objects.exists()
    assert items_of(item.cart) == [item]


def test_what_was_previewed_may_be_ordered_and_nothing_else(
    customer: Customer, agent: User
) -> None:
    item = put(customer, agent, an_offer())
    shown = preview(customer=customer, items=carts.wanted([item]), on=BOUGHT, at=AT).mark
    put(customer, agent, an_offer())
    cart = the_cart(customer, agent)

    with pytest.raises(orders.ChangedMeanwhile):
        orders.place(cart=cart, purchase_order="", on=BOUGHT, at=AT, by=agent, seen=shown)

    now = preview(customer=customer, items=carts.wanted(items_of(cart)), on=BOUGHT, at=AT).mark
    assert orders.place(cart=cart, purchase_order="", on=BOUGHT, at=AT, by=agent, seen=now)


def test_an_order_on_record_tells_the_charges_still_to_come(
    customer: Customer, agent: User
) -> None:
    put(customer, agent, an_offer(price="4.00"), quantity=10)
    cart = the_cart(customer, agent)
    told = foretold(cart)
    order = ordered(cart)
    held = list(order.subscriptions.select_related("availability__sku__product"))

    found = next_charges(partner=customer.partner, subscriptions=held, at=AT)

    assert [one.total for one in found[held[0].pk][:2]] == told[held[0].public_id]
