"""Looking ahead never waits long for whoever is billing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import sleep

import pytest
from django.db import connection, transaction

from billing.services import effects
from billing.services.looks_ahead import BeingBilled
from billing.services.next_charges import next_charges
from billing.services.order_previews import preview
from customers.models import Partner, Subscription
from customers.services import subscriptions
from customers.services.carts import wanted
from tests.builders import a_customer, a_partner, a_subscription, a_supplier, a_user, an_offer
from tests.builders.carts import a_cart_item
from tests.together import together

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


BUSY = "Somebody is billing or changing this partner right now: look again in a minute."
pytestmark = pytest.mark.django_db(transaction=True)


def a_holding() -> Subscription:
    a_supplier()
    return a_subscription(customer=a_customer(partner=a_partner()), price=an_offer())


def read(held: Subscription) -> object:
    partner = held.customer.partner
    return next_charges(partner=partner, subscriptions=[held], at=AT)[held.pk]


def order(held: Subscription) -> object:
    price = held.terms.get().price
    item = a_cart_item(customer=held.customer, owner=a_user(), price=price)
    return preview(customer=held.customer, items=wanted([item]), on=AT.date(), at=AT)


def change(held: Subscription) -> object:
    return effects.foresee(
        lambda: subscriptions.change_quantity(subscription=held, quantity=9, on=AT.date(), at=AT),
        customer=held.customer,
        on=AT.date(),
        at=AT,
    )


def trying(look: Callable[[Subscription], object], held: Subscription) -> str:
    try:
        look(held)
    except BeingBilled as error:
        return str(error)
    return ""


@pytest.mark.parametrize("look", [read, order, change])
def test_while_a_run_holds_the_partner_it_is_said_soon(
    look: Callable[[Subscription], object],
) -> None:
    held = a_holding()

    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=held.customer.partner_id)
        meanwhile = together(lambda _place: trying(look, held), [1])

    assert meanwhile == [BUSY]
    assert trying(look, held) == ""


def test_who_holds_the_partner_for_a_moment_only_is_waited_for() -> None:
    held = a_holding()

    def hold() -> str:
        with transaction.atomic():
            Partner.objects.select_for_update().get(pk=held.customer.partner_id)
            sleep(0.5)
        return ""

    def look() -> str:
        sleep(0.1)
        return trying(read, held)

    acts: list[Callable[[], str]] = [hold, look]
    assert together(lambda act: act(), acts) == ["", ""]


def test_others_wait_as_long_as_ever_after_a_look_ahead() -> None:
    held = a_holding()
    read(held)

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
