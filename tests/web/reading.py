"""What the page tests share: a bill to look at, and ways to read a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Invoice
from partnercenter.periods import Period
from tests.builders import Line, a_customer, a_subscription, an_issued_invoice, an_offer
from tests.web.conftest import Cast

OCTOBER = Period(date(2026, 9, 16), date(2026, 10, 16))
NOVEMBER = Period(date(2026, 10, 16), date(2026, 11, 16))
TIED = "\N{NO-BREAK SPACE}"


def words(response: Any) -> str:
    """Return the page on one line, as somebody would search it."""
    return " ".join(response.content.decode().replace(TIED, " ").split())


def a_bill(cast: Cast, *nets: str, **fields: Any) -> Invoice:
    """Issue an invoice to the cast's partner with a licence line for each amount."""
    customer = a_customer(partner=cast.partner)
    subscription = a_subscription(customer=customer, price=an_offer())
    lines = [Line(subscription=subscription, net=net, tax="0") for net in nets or ("48.00",)]
    return an_issued_invoice(partner=cast.partner, lines=lines, **fields)


def invoice_page(client: Client, invoice: Invoice, **query: str) -> Any:
    return client.get(reverse("billing:invoice", args=[invoice.number]), query)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)
