"""What is told of an act beforehand: at once, again and again, and what nobody can know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.engine.rhythms import Recurring
from billing.services import effects
from customers.services import subscriptions
from partnercenter.money import Money
from partnercenter.periods import add_months
from tests.billing.foreseen import (
    EARLY,
    LATE,
    a_world,
    at,
    customer_of,
    done,
    quantity,
    seen,
)
from tests.billing.scenes import (
    FIRST,
    OCTOBER,
    SECOND,
    a_licence,
    a_plan,
    billed,
)
from tests.builders import an_offer

pytestmark = pytest.mark.django_db


def test_more_licences_tell_what_the_change_costs_and_what_recurs() -> None:
    world = a_world()

    (stream,) = seen(world, quantity("monthly", 12)).streams

    first = stream.next_invoice
    assert first.period == SECOND
    assert [line.charge.charge_type for line in first.come] == [
        "Cycle instance prorate",
        "Cycle instance prorate",
        "Cycle instance prorate",
        "Cycle fee",
    ]
    assert [str(line.charge.amount) for line in first.go] == ["EUR 40.00"]
    assert (str(stream.credit_now), str(stream.charge_now)) == ("EUR 0.00", "EUR 3.88")
    assert stream.recurring == (
        Recurring(1, EARLY, Money(Decimal(40), "EUR"), Money(Decimal(48), "EUR")),
    )
    assert stream.difference == stream.after - stream.before


def test_a_cancellation_tells_what_comes_back_and_that_nothing_recurs() -> None:
    world = a_world()
    billed(customer_of(world).partner, FIRST)

    (stream,) = seen(world, done(subscriptions.cancel, "annual"), LATE).streams

    assert str(stream.credit_now) == "EUR -227.71"
    assert str(stream.charge_now) == "EUR 0.00"
    assert [(one.months, str(one.before), str(one.after)) for one in stream.recurring] == [
        (12, "EUR 252.00", "EUR 0.00")
    ]


def test_metered_use_is_left_out_and_named() -> None:
    world = a_world()
    plan = a_plan(customer_of(world))

    effect = effects.foresee(
        lambda: subscriptions.suspend(subscription=plan, on=EARLY, at=at(EARLY)),
        customer=plan.customer,
        on=EARLY,
        at=at(EARLY),
    )

    assert (effect.streams, effect.metered, effect.costs_nothing) == ((), (plan.name,), True)


def test_prices_go_on_until_an_offer_leaves_the_newest_list() -> None:
    world = a_world()
    lasting = world["lasting"]
    act = quantity("lasting", 4)

    (stream,) = (goes_on := seen(world, act)).streams

    assert goes_on.unforeseen == ()
    assert all(one.differs for one in stream.ahead[1:])

    an_offer(month=add_months(OCTOBER, 5))

    (stream,) = (ends := seen(world, act)).streams

    (words,) = ends.unforeseen
    assert words.startswith(f"{lasting.name} would renew on 20 Mar 2027, but is not on")
    assert [one.on for one in stream.ahead if one.differs][-1] == date(2027, 3, 15)


def test_the_look_ahead_reaches_a_day_that_is_asked_for() -> None:
    world = a_world()

    effect = effects.foresee(
        lambda: quantity("annual", 9)(world, EARLY),
        customer=customer_of(world),
        on=EARLY,
        at=at(EARLY),
        until=date(2028, 1, 20),
    )

    assert effect.streams[0].ahead[-1].period.last == date(2028, 2, 15)


def test_what_others_hold_is_not_billed_for_a_look_ahead(
    django_assert_max_num_queries: Any,
) -> None:
    world = a_world()
    for _number in range(30):
        a_licence(customer_of(world), quantity=1)

    with django_assert_max_num_queries(80):
        effect = seen(world, quantity("monthly", 12))

    assert {line.subscription for line in effect.streams[0].next_invoice.come} == {"Monthly"}
