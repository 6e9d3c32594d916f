"""How long it takes to say what a coming list changes for very many subscriptions."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median
from typing import TypeVar

from django.db import connection

from billing.models import BillingRun
from billing.queries import impact, impact_lines
from billing.queries.impact_lines import Wanted
from billing.services import runs
from customers.models import Partner, Subscription
from partnercenter.periods import Period
from pricing.models import PriceList
from tests.bench import large_invoice
from tests.builders import a_partner, a_price_list, a_price_of, a_supplier, an_offer

SUBSCRIPTIONS, OFFERS, TURNS = 30_000, 40, 3
BOUGHT, COMING, ON = date(2026, 10, 20), date(2027, 10, 1), date(2027, 9, 10)
PERIOD = Period(date(2026, 10, 16), date(2026, 11, 16))
AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
TARGET_SECONDS = 2
T = TypeVar("T")


def row(size: int = SUBSCRIPTIONS) -> tuple[str, str]:
    """Work out the impact as its page does, beside reading the same rows, and billing them once.

    Nine in ten subscriptions renew at another price in the list's month; the others are suspended.
    """
    a_supplier()
    partner, coming = _world(size)
    turns = [(_timed(_read, partner), _timed(_told, coming, partner)) for _ in range(TURNS)]
    reading, telling = (median(times) for times in zip(*turns, strict=True))
    run = runs.request(partner=partner, stream="recurring", period=PERIOD, at=AT)
    billing = _timed(_billed, run)
    figures = (
        f"{telling / reading:.1f} x reading them ({telling:.2f} s, reading {reading:.2f} s, "
        f"billing one month {billing:.1f} s; wanted: at most {TARGET_SECONDS} s)"
    )
    return f"impact of a coming list on {size:,} subscriptions", figures


def _world(size: int) -> tuple[Partner, PriceList]:
    partner = a_partner(f"Partner of {size}", enrolled_on=date(2026, 10, 2), currency="USD")
    prices = [
        an_offer(price=f"{4 + n}.{n:02d}", month=date(2026, 10, 1), currency="USD")
        for n in range(OFFERS)
    ]
    for n, price in enumerate(prices):
        sku = price.availability.sku
        a_price_of(sku, price=f"{5 + n}.{n:02d}", month=COMING, currency="USD")
    large_invoice.hold(partner, size, prices)
    suspended = Subscription.objects.filter(
        customer__partner=partner, changes__action="suspend"
    ).values("pk")
    Subscription.objects.filter(pk__in=suspended).update(status="suspended")
    return partner, a_price_list(month=COMING, currency="USD")


def _read(partner: Partner) -> None:
    """Fetch every live subscription with its last term and price, as rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.name, s.quantity, c.name, t.ends_on, p.unit_price"
            " FROM customers_subscription s JOIN customers_customer c ON c.id = s.customer_id"
            " JOIN customers_term t ON t.subscription_id = s.id"
            " JOIN pricing_price p ON p.id = t.price_id"
            " WHERE c.partner_id = %s AND s.status = 'active'",
            [partner.pk],
        )
        assert len(cursor.fetchall()) >= 1


def _told(coming: PriceList, partner: Partner) -> None:
    with impact.worked_out(coming, on=ON, partner_id=partner.pk) as found:
        (sums,) = found.sums
        owners = impact_lines.owners(Wanted(sums.currency))
        assert sums.customers == len(owners)
        impact_lines.lines_of(owners[0:25], Wanted(sums.currency))
        impact_lines.retail_customers()


def _billed(run: BillingRun) -> None:
    (invoice,) = runs.perform(run=run, at=AT)
    assert invoice.number


def _timed(act: Callable[..., T], *given: object) -> float:
    begun = time.perf_counter()
    act(*given)
    return time.perf_counter() - begun
