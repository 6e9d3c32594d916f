"""The charges to come, invoice by invoice, as the next runs will say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from billing.services import effects
from billing.services.next_charges import next_charges
from billing.services.order_previews import Invoiced
from customers.models import Subscription
from customers.services import auto_renewal
from partnercenter.periods import add_months, month_of
from tests.billing.foreseen import World, a_world, at, customer_of, quantity
from tests.billing.scenes import FIRST, OCTOBER, SECOND, billed
from tests.builders import a_price_of

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 9, 24)


def coming(day: date, *held: Subscription) -> Mapping[int, tuple[Invoiced, ...]]:
    return next_charges(partner=held[0].customer.partner, subscriptions=held, at=at(day))


@pytest.fixture
def ending() -> World:
    """A base that is not to be renewed next year, and its add-on that would be."""
    world = a_world()
    for one in (world["monthly"], world["add_on"]):
        for step in range(5, 16):
            a_price_of(one.availability.sku, price="4.40", month=add_months(OCTOBER, step))
    auto_renewal.set_auto_renew(subscription=world["monthly"], renews=False, at=at(NEXT_YEAR))
    return world


def test_an_add_on_alone_is_told_to_end_with_a_base_that_is_not_renewed(ending: World) -> None:
    base, add_on = ending["monthly"], ending["add_on"]

    alone = coming(NEXT_YEAR, add_on)

    until = {one.period.end for row in alone[add_on.pk] for one in row.charges}
    assert max(until) == date(2027, 10, 20)
    assert alone[add_on.pk] == coming(NEXT_YEAR, base, add_on)[add_on.pk]
    assert set(alone) == {add_on.pk}


def test_an_act_upon_such_an_add_on_is_foreseen_to_change_nothing_after_its_base(
    ending: World,
) -> None:
    (stream,) = effects.foresee(
        lambda: quantity("add_on", 9)(ending, NEXT_YEAR),
        customer=customer_of(ending),
        on=NEXT_YEAR,
        at=at(NEXT_YEAR),
    ).streams

    charges = [line for one in stream.ahead for line in (*one.come, *one.go)]
    assert charges
    assert all(line.charge.period.end <= date(2027, 10, 20) for line in charges)
    assert {line.subscription for line in charges} == {ending["add_on"].name}


@pytest.mark.parametrize("day", [date(2026, 11, 14), date(2026, 11, 16)])
def test_what_is_not_billed_yet_stands_on_the_invoice_it_is_due_on(day: date) -> None:
    held = a_world()["monthly"]

    rows = coming(day, held)[held.pk]

    assert rows[0].on == date(2026, 11, 15)
    assert [one.period.start for one in rows[0].charges] == [date(2026, 10, 20)]
    billed(held.customer.partner, FIRST)
    assert coming(date(2026, 11, 16), held)[held.pk][0].on == date(2026, 12, 15)


def test_a_one_time_invoice_that_is_late_is_not_told_to_come_on_a_day_that_is_over() -> None:
    held = a_world()["software"]

    (row,) = coming(date(2026, 11, 16), held)[held.pk]

    assert row.on == date(2026, 11, 16)
    billed(held.customer.partner, month_of(OCTOBER), "one_time")
    assert held.pk not in coming(date(2026, 11, 16), held)


def test_all_that_an_invoice_charges_of_a_subscription_is_one_row_with_its_total() -> None:
    world = a_world()
    held = world["monthly"]
    quantity("monthly", 12)(world, date(2026, 11, 5))
    billed(held.customer.partner, FIRST)

    rows = coming(date(2026, 11, 24), held)[held.pk]

    assert [row.on for row in rows] == [add_months(date(2026, 12, 15), step) for step in range(12)]
    (invoice,) = billed(held.customer.partner, SECOND)
    said = invoice.charges.filter(subscription=held)
    assert rows[0].total.amount == sum(one.net for one in said)
    assert len(rows[0].charges) == said.count() > 1
