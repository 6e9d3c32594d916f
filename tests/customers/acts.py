"""Doing things to one licence of one partner, briefly."""

from __future__ import annotations

from datetime import date
from typing import Any

from customers.models import Subscription
from customers.services import renewals, subscriptions
from tests.builders import AT, a_customer, a_partner, a_subscription, an_offer

BOUGHT = date(2026, 11, 3)
LATER = date(2026, 11, 20)


def held(**fields: Any) -> Subscription:
    values = {"price": an_offer(price="4.00"), "quantity": 10, "on": BOUGHT, **fields}
    return a_subscription(customer=a_customer(partner=a_partner()), **values)


def suspend(subscription: Subscription, on: date) -> None:
    subscriptions.suspend(subscription=subscription, on=on, at=AT)


def reactivate(subscription: Subscription, on: date) -> None:
    subscriptions.reactivate(subscription=subscription, on=on, at=AT)


def cancel(subscription: Subscription, on: date) -> None:
    subscriptions.cancel(subscription=subscription, on=on, at=AT)


def renewed(subscription: Subscription, through: date) -> int:
    return renewals.renew_due(partner=subscription.customer.partner, through=through, at=AT)


def terms(subscription: Subscription) -> list[tuple[int, str, str, str]]:
    return [
        (term.number, str(term.starts_on), str(term.ends_on), f"{term.price.unit_price:.2f}")
        for term in subscription.terms.select_related("price").order_by("number")
    ]
