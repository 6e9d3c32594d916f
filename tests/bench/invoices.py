"""How many invoices are issued in a second, and how many when each is printed as well."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from statistics import median

from billing.models import BillingRun, Document, Invoice
from billing.services import documents, runs
from customers.models import Customer, Order, Partner, Subscription, SubscriptionChange, Term
from partnercenter.periods import Period, add_months
from pricing.models import Price
from tests.builders import a_partner, a_supplier, an_offer

PARTNERS, LINES, TURNS = 120, 20, 5
BOUGHT = date(2026, 10, 20)
PERIOD = Period(date(2026, 10, 16), date(2026, 11, 16))
AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
Act = Callable[[Sequence[BillingRun]], None]


def row(partners: int = PARTNERS, lines: int = LINES) -> tuple[str, str]:
    """Bill partners of as many licence lines each, every other group with its documents.

    Groups of equal size take turns, so that whatever else the machine does meets both alike.
    """
    world = _world(partners + 2, lines)
    _issue(world[:1])
    _issue_and_print(world[1:2])
    size = partners // (2 * TURNS)
    groups = [world[2 + n * size : 2 + (n + 1) * size] for n in range(2 * TURNS)]
    turns = [
        (_timed(_issue, groups[2 * n]), _timed(_issue_and_print, groups[2 * n + 1]))
        for n in range(TURNS)
    ]
    issued, printed = (size / median(times) for times in zip(*turns, strict=True))
    assert Invoice.objects.issued().count() == 2 + 2 * size * TURNS
    figures = f"{issued / printed:.1f} x without ({printed:.1f}/s, without {issued:.1f}/s)"
    return f"invoices of {lines} lines, with PDF and reconciliation file", figures


def _timed(act: Act, asked: Sequence[BillingRun]) -> float:
    begun = time.perf_counter()
    act(asked)
    return time.perf_counter() - begun


def _issue(asked: Sequence[BillingRun]) -> None:
    for run in asked:
        (invoice,) = runs.perform(run=run, at=AT)
        assert invoice.number


def _issue_and_print(asked: Sequence[BillingRun]) -> None:
    _issue(asked)
    wanted = Document.objects.filter(invoice__run__in=[run.pk for run in asked])
    for document in wanted:
        documents.render(document=document, at=AT)
    assert set(wanted.values_list("state", flat=True)) == {"ready"}


def _world(partners: int, lines: int) -> list[BillingRun]:
    """Make the partners, one customer each, who holds one of every offer; ask for their runs."""
    a_supplier()
    prices = [an_offer(price=f"{4 + n}.{n:02d}", month=date(2026, 10, 1)) for n in range(lines)]
    made = [a_partner(f"Partner {n}", enrolled_on=date(2026, 10, 2)) for n in range(partners)]
    customers = Customer.objects.bulk_create(
        Customer(
            partner=partner,
            name=f"Customer of {partner}",
            country=partner.country,
            segment="commercial",
            relationship_since=partner.enrolled_on,
        )
        for partner in made
    )
    orders = Order.objects.bulk_create(
        Order(order_id=f"ORDER{customer.pk:08d}", customer=customer, placed_on=BOUGHT)
        for customer in customers
    )
    _hold(orders, prices)
    return [_asked(partner) for partner in made]


def _hold(orders: Sequence[Order], prices: Sequence[Price]) -> None:
    held = Subscription.objects.bulk_create(
        Subscription(
            customer=order.customer,
            order=order,
            availability=price.availability,
            name=price.availability.sku.title,
            quantity=10,
            starts_on=BOUGHT,
            term_months=12,
            frequency="monthly",
            proration="published",
            currency=price.availability.currency,
        )
        for order in orders
        for price in prices
    )
    price_of = {price.availability_id: price for price in prices}
    Term.objects.bulk_create(
        Term(
            subscription=subscription,
            number=1,
            starts_on=BOUGHT,
            ends_on=add_months(BOUGHT, 12),
            anchored_on=BOUGHT,
            frequency="monthly",
            cycle_months=1,
            price=price_of[subscription.availability_id],
        )
        for subscription in held
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


def _asked(partner: Partner) -> BillingRun:
    return runs.request(partner=partner, stream="recurring", period=PERIOD, at=AT)
