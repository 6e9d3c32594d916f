"""A partner billed on the 15th, what its customers hold, and running its billing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection

from billing.engine.calendar import billable_from
from billing.models import BillingRun, Invoice, UsageFile
from billing.services import runs
from customers.models import Customer, Partner, Subscription
from partnercenter.periods import Period, add_months
from pricing.models import Price, Sku
from tests.builders import (
    a_customer,
    a_partner,
    a_price_of,
    a_subscription,
    a_supplier,
    a_usage_plan,
    an_offer,
)
from tests.builders.people import NUMBERS

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
FIRST = Period(date(2026, 10, 16), date(2026, 11, 16))
SECOND = Period(date(2026, 11, 16), date(2026, 12, 16))
THIRD = Period(date(2026, 12, 16), date(2027, 1, 16))


def a_customer_of(country: str = "NL", *, currency: str = "EUR", **partner: Any) -> Customer:
    """The one customer of a partner that was enrolled in October and is billed on the 15th."""
    a_supplier()
    values = {"enrolled_on": date(2026, 10, 2), "billing_day": 15, **partner}
    return a_customer(partner=a_partner(country=country, currency=currency, **values))


def a_licence(
    customer: Customer,
    *,
    price: str = "4.00",
    quantity: int = 10,
    on: date = date(2026, 10, 20),
    currency: str = "",
    **fields: Any,
) -> Subscription:
    currency = currency or customer.partner.currency
    found = an_offer(price=price, month=on.replace(day=1), currency=currency)
    return a_subscription(customer=customer, price=found, quantity=quantity, on=on, **fields)


def a_purchase(
    customer: Customer,
    *,
    price: str = "615.00",
    quantity: int = 1,
    on: date = date(2026, 10, 20),
    **offer: Any,
) -> Subscription:
    found = an_offer(
        price=price,
        month=on.replace(day=1),
        kind="software",
        currency=customer.partner.currency,
        **offer,
    )
    return a_subscription(
        customer=customer, price=found, quantity=quantity, on=on, frequency="one_time"
    )


def a_plan(customer: Customer, *, on: date = date(2026, 10, 10)) -> Subscription:
    currency = customer.partner.currency
    plan = a_subscription(customer=customer, on=on, currency=currency)
    plan.availability = a_usage_plan(currency=currency)
    plan.save()
    return plan


def a_consumption_plan(
    customer: Customer, *, on: date = date(2026, 10, 10), priced_in: str = ""
) -> Subscription:
    """A plan of calendar months, priced by the lists of another currency if asked for."""
    currency = customer.partner.currency
    plan = a_subscription(customer=customer, on=on, currency=currency)
    plan.availability = a_usage_plan(currency=priced_in or currency, offer="PC-USE-PLAN")
    plan.save()
    return plan


def a_meter(*prices: str, currency: str = "EUR", since: date = OCTOBER, **offer: Any) -> Sku:
    """A meter with a price for each month from October on."""
    first, *later = prices
    found = an_offer(
        price=first, kind="usage", meter=True, month=since, currency=currency, **offer
    )
    for number, price in enumerate(later, start=1):
        month = add_months(since, number)
        same = {name: offer[name] for name in ("included", "tiers") if name in offer}
        price_meter(found.availability.sku, price, month=month, currency=currency, **same)
    return found.availability.sku


def price_meter(
    meter: Sku, price: str, *, month: date, currency: str = "EUR", **fields: Any
) -> Price:
    return a_price_of(meter, price=price, kind="usage", month=month, currency=currency, **fields)


def use(
    plan: Subscription, meter: Sku, quantity: str, *, on: date, known_on: date | None = None
) -> None:
    """Record that something was metered on a day; it became known that evening, or later."""
    number = next(NUMBERS)
    file = UsageFile.objects.create(
        name=f"usage {number}",
        content_hash=f"{number:064d}",
        row_count=1,
        first_on=on,
        last_on=on,
        taken_at=datetime.combine(known_on or on, time(23, 30), UTC),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_usage_partition(%s)", [on])
        cursor.execute(
            "INSERT INTO billing_usagerecord"
            " (usage_on, subscription_id, meter_id, quantity, resource_uri, usage_file_id)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [on, plan.pk, meter.pk, quantity, f"/{number}", file.pk],
        )


def early_on(day: date) -> datetime:
    return datetime.combine(day, time(0, 30), UTC)


def asked_for(partner: Partner, period: Period = FIRST, stream: str = "recurring") -> BillingRun:
    """Ask for a run half an hour after it may be made."""
    return runs.request(
        partner=partner, stream=stream, period=period, at=early_on(billable_from(stream, period))
    )


def billed(partner: Partner, period: Period = FIRST, stream: str = "recurring") -> list[Invoice]:
    """Ask for a run and perform it."""
    run = asked_for(partner, period, stream)
    return runs.perform(run=run, at=early_on(billable_from(stream, period)))


def rows(invoice: Invoice) -> list[tuple[str, str, str]]:
    """The charges of an invoice as (charge type, dates, net), in their order."""
    return [
        (charge.charge_type, str(charge.period), f"{charge.net:.2f}")
        for charge in invoice.charges.order_by("position")
    ]
