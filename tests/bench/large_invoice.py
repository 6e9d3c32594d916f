"""How long one partner's invoice of very many subscriptions takes, engine and database."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from django.db import connection

from billing.models import BillingRun
from billing.services import runs
from customers.models import Customer, Order, Partner, Subscription, SubscriptionChange, Term
from partnercenter.periods import Period, add_months
from pricing.models import Price
from tests.builders import a_partner, a_supplier, an_offer

SMALL, LARGE, OFFERS, A_CUSTOMER = 3_000, 30_000, 40, 100
BOUGHT = date(2026, 10, 20)
PERIOD = Period(date(2026, 10, 16), date(2026, 11, 16))
AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
TARGET_SECONDS, MOST_GROWTH = 10, 11


def row(small: int = SMALL, large: int = LARGE) -> tuple[str, str]:
    """Bill a small and a large partner; the figure is how much longer the large one takes.

    Every tenth subscription was suspended within the window and is credited. Each size is billed twice, for two
    partners alike, and the quicker counts: the first meets cold caches.
    """
    a_supplier()
    prices = [
        an_offer(price=f"{4 + n}.{n:02d}", month=date(2026, 10, 1), currency="USD")
        for n in range(OFFERS)
    ]
    seconds = {size: min(_billed(size, prices), _billed(size, prices)) for size in (small, large)}
    growth = seconds[large] / seconds[small]
    figures = (
        f"{growth:.1f} x the time of {small:,} for {large / small:.0f} x the subscriptions "
        f"({seconds[large]:.1f} s, {large / seconds[large]:,.0f}/s; wanted: at most "
        f"{MOST_GROWTH} x and {TARGET_SECONDS} s)"
    )
    return f"one invoice of {large:,} subscriptions", figures


def _billed(size: int, prices: list[Price]) -> float:
    partner = a_partner(f"Partner of {size}", enrolled_on=date(2026, 10, 2), currency="USD")
    hold(partner, size, prices)
    run = runs.request(partner=partner, stream="recurring", period=PERIOD, at=AT)
    begun = time.perf_counter()
    (invoice,) = runs.perform(run=BillingRun.objects.get(pk=run.pk), at=AT)
    taken = time.perf_counter() - begun
    assert invoice.charges.count() >= size
    return taken


def hold(partner: Partner, size: int, prices: list[Price]) -> None:
    """Let the partner's customers hold so many licences, every tenth suspended soon after."""
    customers = Customer.objects.bulk_create(
        Customer(
            partner=partner,
            name=f"Customer {number}",
            country=partner.country,
            segment="commercial",
            relationship_since=partner.enrolled_on,
        )
        for number in range(size // A_CUSTOMER)
    )
    orders = Order.objects.bulk_create(
        Order(order_id=f"LARGE{customer.pk}", customer=customer, placed_on=BOUGHT)
        for customer in customers
    )
    held = Subscription.objects.bulk_create(
        Subscription(
            customer=orders[number // A_CUSTOMER].customer,
            order=orders[number // A_CUSTOMER],
            availability=prices[number % OFFERS].availability,
            name=f"Licence {number}",
            quantity=10,
            starts_on=BOUGHT,
            term_months=12,
            frequency="monthly",
            proration="published",
            currency="USD",
        )
        for number in range(size)
    )
    Term.objects.bulk_create(
        Term(
            subscription=subscription,
            number=1,
            starts_on=BOUGHT,
            ends_on=add_months(BOUGHT, 12),
            anchored_on=BOUGHT,
            frequency="monthly",
            cycle_months=1,
            price=prices[number % OFFERS],
        )
        for number, subscription in enumerate(held)
    )
    SubscriptionChange.objects.bulk_create(
        SubscriptionChange(
            subscription=subscription,
            sequence=1,
            action="purchase",
            on=BOUGHT,
            quantity=10,
            recorded_at=AT,
        )
        for subscription in held
    )
    SubscriptionChange.objects.bulk_create(
        SubscriptionChange(
            subscription=subscription,
            sequence=2,
            action="suspend",
            on=date(2026, 11, 10),
            quantity=10,
            recorded_at=AT,
        )
        for subscription in held[::10]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
