"""Whether something may be bought, and if not, every reason: asked without buying it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from customers.models import Customer, Subscription
from customers.services import purchases
from customers.services.purchases import Wanted
from partnercenter.intake import Problem


def obstacles(
    *,
    customer: Customer,
    wanted: Wanted,
    on: date,
    at: datetime,
    base: Subscription | None = None,
) -> tuple[Problem, ...]:
    """Return every reason why the customer cannot buy this on the day; none when it can.

    The checks are those of the purchase itself, so what has no obstacle would be sold if nothing
    happened in between. The fields are named as in a file of purchases. Nothing is kept.
    """
    with transaction.atomic():
        found = purchases.obstacles(customer=customer, wanted=wanted, on=on, at=at, base=base)
        transaction.set_rollback(True)
    return found
