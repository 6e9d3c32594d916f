"""What customers hold: orders, subscriptions and their timelines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from customers.models import Customer, Frequency, Order, Subscription, SubscriptionChange, Term
from partnercenter.periods import DAY, add_months
from pricing.models import Price
from tests.builders.catalogue import a_usage_plan
from tests.builders.people import NUMBERS


def an_order(*, customer: Customer, on: date) -> Order:
    return Order.objects.create(
        order_id=f"C6BWZD{next(NUMBERS):06d}", customer=customer, placed_on=on
    )


def a_subscription(
    *,
    customer: Customer,
    price: Price | None = None,
    quantity: int = 1,
    on: date = date(2026, 11, 3),
    frequency: str = Frequency.MONTHLY,
    term_months: int = 12,
    **fields: Any,
) -> Subscription:
    """Make a purchase: order, subscription, first term (metered plans have none), timeline."""
    availability = price.availability if price else a_usage_plan()
    one_time = frequency == Frequency.ONE_TIME
    subscription = Subscription.objects.create(
        customer=customer,
        order=an_order(customer=customer, on=on),
        availability=availability,
        quantity=quantity,
        starts_on=on,
        term_months=0 if one_time else term_months,
        frequency=frequency,
        **{
            "name": availability.sku.title,
            "proration": "published",
            "currency": availability.currency,
            **fields,
        },
    )
    if price:
        ends_on = add_months(on, term_months) if not one_time else on + DAY
        Term.objects.create(
            subscription=subscription,
            number=1,
            starts_on=on,
            ends_on=ends_on,
            anchored_on=on,
            frequency=frequency,
            cycle_months={"monthly": 1, "annual": 12}.get(frequency, 0),
            price=price,
        )
    a_change(subscription, action="purchase", on=on, quantity=quantity)
    return subscription


def a_change(
    subscription: Subscription, *, action: str, on: date, quantity: int
) -> SubscriptionChange:
    return SubscriptionChange.objects.create(
        subscription=subscription,
        sequence=subscription.changes.count() + 1,
        action=action,
        on=on,
        quantity=quantity,
        recorded_at=datetime(on.year, on.month, on.day, 9, 0, tzinfo=UTC),
    )
