"""A customer with something of each kind, and acts upon it to be foreseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from billing.queries.effects import Effect
from billing.services import effects
from customers.models import Customer, Subscription
from customers.services import (
    auto_renewal,
    conversions,
    purchases,
    renewal_plans,
    subscriptions,
)
from customers.services.purchases import Wanted
from partnercenter.periods import add_months
from tests.billing.scenes import OCTOBER, a_customer_of, a_licence, a_purchase
from tests.builders import a_price_of

EARLY, LATE = date(2026, 11, 5), date(2026, 11, 24)
World = dict[str, Subscription]
Act = Callable[[World, date], object]


def a_world() -> World:
    """What a customer holds: by the month, by the year, an add-on, from month to month, software."""
    customer = a_customer_of(currency="EUR")
    monthly = a_licence(customer, price="4.00", quantity=10, name="Monthly")
    world = {
        "monthly": monthly,
        "annual": a_licence(customer, price="3.00", quantity=7, frequency="annual"),
        "add_on": a_licence(customer, price="1.50", quantity=5, base=monthly),
        "lasting": a_licence(customer, price="2.00", quantity=3, term_months=1),
        "software": a_purchase(customer, price="615.00", quantity=2),
    }
    for one in world.values():
        for step in range(1, 5):
            kind = "software" if one is world["software"] else "license"
            a_price_of(
                one.availability.sku,
                price="4.40",
                kind=kind,
                month=add_months(OCTOBER, step),
            )
    return world


def customer_of(world: World) -> Customer:
    return world["monthly"].customer


def at(day: date) -> datetime:
    return datetime.combine(day, time(9, 0), UTC)


def seen(world: World, act: Act, day: date = EARLY) -> Effect:
    customer = customer_of(world)
    return effects.foresee(lambda: act(world, day), customer=customer, on=day, at=at(day))


def quantity(name: str, number: int) -> Act:
    return lambda world, day: subscriptions.change_quantity(
        subscription=world[name], quantity=number, on=day, at=at(day)
    )


def done(act: Callable[..., object], name: str) -> Act:
    return lambda world, day: act(subscription=world[name], on=day, at=at(day))


def both(*acts: Act) -> Act:
    return lambda world, day: [act(world, day) for act in acts]


def annually(world: World, day: date) -> object:
    order = world["monthly"].order
    return conversions.change_frequency(order=order, frequency="annual", on=day, at=at(day))


def bought(world: World, day: date) -> object:
    offer = str(world["annual"].availability.sku.offer_id)
    wanted = Wanted(offer=offer, quantity=4)
    return purchases.purchase(customer=customer_of(world), wanted=wanted, on=day, at=at(day))


def planned(name: str, **wanted: Any) -> Act:
    return lambda world, day: renewal_plans.plan(subscription=world[name], at=at(day), **wanted)


def switched_off(world: World, day: date) -> object:
    return auto_renewal.set_auto_renew(subscription=world["lasting"], renews=False, at=at(day))


ACTS = {
    "planned for the renewal": planned("lasting", quantity=1),
    "planned by the year": planned("lasting", frequency="annual", term_months=12, quantity=9),
    "not to be renewed": switched_off,
    "more licences": quantity("monthly", 12),
    "fewer licences": quantity("monthly", 7),
    "more by the year": quantity("annual", 9),
    "fewer by the year": quantity("annual", 2),
    "from month to month": quantity("lasting", 8),
    "suspended with its add-on": done(subscriptions.suspend, "monthly"),
    "suspended": done(subscriptions.suspend, "annual"),
    "cancelled": done(subscriptions.cancel, "annual"),
    "cancelled from month to month": done(subscriptions.cancel, "lasting"),
    "back at once": both(
        done(subscriptions.suspend, "annual"), done(subscriptions.reactivate, "annual")
    ),
    "by the year": annually,
    "a purchase": bought,
}
