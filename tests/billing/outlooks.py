"""Estimates beside the invoices that follow them, and what is told to differ."""

from __future__ import annotations

from datetime import UTC, date, datetime

from billing.models import Estimate, Invoice
from billing.services import estimates
from customers.models import Customer, Partner
from tests.billing.scenes import a_customer_of, a_licence, a_meter, a_plan, use

DAY_9 = datetime(2026, 11, 9, 2, 15, tzinfo=UTC)


def estimated(partner: Partner, at: datetime = DAY_9, stream: str = "recurring") -> Estimate:
    return estimates.make(partner=partner, stream=stream, at=at)


def differing(invoice: Invoice) -> list[tuple[str, str, str, str]]:
    """The differences that an invoice keeps, as (of what, name, before, after)."""
    invoice.refresh_from_db()
    return [
        (one.get("subscription", ""), one["name"], one["before"], one["after"])
        for one in invoice.estimated["differences"]
    ]


def a_customer_with_things() -> Customer:
    """Somebody who holds three things of which nothing changes."""
    customer = a_customer_of()
    a_licence(customer, price="4.00", quantity=10)
    a_licence(customer, price="9.99", quantity=3, on=date(2026, 11, 1), frequency="annual")
    plan, meter = a_plan(customer), a_meter("0.10", "0.12", title="Untouched meter")
    use(plan, meter, "17.5", on=date(2026, 10, 31))
    return customer
