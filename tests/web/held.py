"""Something held by a customer of the cast's partner, on sale every month around today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Partner, Subscription
from partnercenter.periods import add_months
from tests.builders import a_customer, a_price_of, a_subscription, a_supplier, an_offer
from tests.web.reading import words


def today() -> date:
    return timezone.now().date()


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def a_holding(
    partner: Partner,
    *,
    customer: Customer | None = None,
    on: date | None = None,
    kind: str = "license",
    price: str = "4.00",
    **fields: Any,
) -> Subscription:
    """Ten of something, bought ten days ago unless told otherwise."""
    a_supplier()
    bought = on or days_ago(10)
    found = an_offer(price=price, kind=kind, month=bought.replace(day=1))
    step = add_months(bought.replace(day=1), 1)
    while step <= today():
        a_price_of(found.availability.sku, price=price, kind=kind, month=step)
        step = add_months(step, 1)
    values = {"quantity": 10, "name": "Suite Start", **fields}
    return a_subscription(
        customer=customer or a_customer(partner=partner), price=found, on=bought, **values
    )


def address(held: Subscription, act: str = "") -> str:
    args = [held.customer.public_id, held.public_id]
    if act:
        return reverse("customers:subscription_act", args=[*args, act])
    return reverse("customers:subscription", args=args)


def text(response: Any) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", words(response)).split())


def shown_form(client: Client, held: Subscription, act: str, **wanted: Any) -> dict[str, Any]:
    """Look at what it costs, and return the form that is shown to confirm it."""
    shown = client.get(address(held, act), {**wanted, "preview": "1"} if wanted else {})
    return {
        "key": str(shown.context["key"]),
        "seen_on": today().isoformat(),
        "seen": shown.context.get("seen", ""),
        **{field.html_name: field.value() for field in shown.context["form"]},
    }


def confirm(client: Client, held: Subscription, act: str, **wanted: Any) -> Any:
    """Send the form that was shown; returns the answer and the form."""
    form = shown_form(client, held, act, **wanted)
    return client.post(address(held, act), form), form
