"""Worlds whose prices change next month, and what page and file tell of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Subscription
from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.builders import a_price_list, a_price_of, a_subscription, an_offer
from tests.web.reading import words


def this_month() -> date:
    return timezone.now().date().replace(day=1)


def coming_month() -> date:
    return add_months(this_month(), 1)


def sold(
    customer: Customer,
    *,
    price: str = "4.00",
    coming: str | None = "5.00",
    erp: str | None = "6.20",
    **fields: Any,
) -> Subscription:
    """Sell ten for a month, from this month's first day on: they renew on the next one's first."""
    found = an_offer(price=price, month=this_month(), title=fields.pop("title", ""))
    if coming:
        a_price_of(found.availability.sku, price=coming, erp=erp, month=coming_month())
    values = {"quantity": 10, "term_months": 1, **fields}
    return a_subscription(customer=customer, price=found, on=this_month(), **values)


def coming() -> PriceList:
    return a_price_list(month=coming_month())


def text_of(answer: Any) -> str:
    """Return the words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", words(answer)).split())


def read(client: Client, **asked: str) -> str:
    answer = client.get(reverse("billing:impact", args=[coming().pk]), asked)
    assert answer.status_code == 200
    return text_of(answer)


def rows(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get(reverse("billing:impact_file", args=[coming().pk]), asked)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))
