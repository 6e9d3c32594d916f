"""Asking which price of a licence applies, and telling the answer briefly."""

from __future__ import annotations

from datetime import date
from typing import Any

from customers.models import Subscription
from customers.queries.price_answers import Resolution
from customers.queries.price_resolutions import resolution, with_offer
from pricing.models import Price
from tests.builders import a_price_of, an_offer
from tests.customers.acts import held

MID_TERM = date(2027, 1, 15)


def seen(subscription: Subscription, on: date) -> Resolution:
    """Read the subscription anew, as a page does, and ask."""
    found = Subscription.objects.select_related(*with_offer()).get(pk=subscription.pk)
    return resolution(found, on=on)


def on_list(price: Price, amount: str, month: date) -> Price:
    return a_price_of(price.availability.sku, price=amount, month=month)


def licence(*, price: str = "4.00", **fields: Any) -> Subscription:
    return held(price=an_offer(price=price), **fields)


def guarantees(found: Resolution) -> list[tuple[str, int, str, str, str]]:
    return [
        (
            one.because,
            one.renewal,
            str(one.days.start),
            str(one.days.end),
            str(one.price.unit_price),
        )
        for one in found.guarantees
    ]


def after(found: Resolution) -> tuple[str, str, str | None]:
    assert found.after is not None
    price = found.after.price
    return found.after.code, str(found.after.on), str(price.unit_price) if price else None
