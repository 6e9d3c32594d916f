"""A preview equals the final invoice, or the invoice names every input that differs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Estimate, EstimateLine
from billing.services import adjustments, estimates
from customers.models import Customer
from customers.services import subscriptions
from pricing.models import Price
from tests.billing.outlooks import DAY_9, a_customer_with_things, differing, estimated
from tests.billing.scenes import (
    NOVEMBER,
    SECOND,
    a_licence,
    a_meter,
    a_plan,
    billed,
    early_on,
    price_meter,
    use,
)
from tests.builders import a_price_of

pytestmark = pytest.mark.django_db
Row = tuple[Any, ...]


def rows(of: Any) -> Counter[Row]:
    """What lines say, each as often as it is said."""
    return Counter(
        (
            line.position,
            line.subscription_id,
            line.charge_type,
            line.period,
            line.quantity,
            line.unit_price,
            line.net,
            line.tax,
            str(line.texts),
            str(line.explanation),
        )
        for line in of
    )


@pytest.fixture
def customer() -> Customer:
    return a_customer_with_things()


def test_an_invoice_of_unchanged_facts_has_the_lines_of_its_estimate(customer: Customer) -> None:
    estimate = estimated(customer.partner)
    before = rows(EstimateLine.objects.filter(estimate=estimate))

    (invoice,) = billed(customer.partner)

    assert rows(invoice.charges.all()) == before
    invoice.refresh_from_db()
    assert invoice.estimated == {
        "made_at": DAY_9.isoformat(),
        "net": f"{invoice.net:.2f}",
        "tax": f"{invoice.tax:.2f}",
        "total": 0,
        "differences": [],
    }
    assert not Estimate.objects.exists()


def test_an_invoice_without_an_estimate_says_nothing_of_one(customer: Customer) -> None:
    estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)

    (invoice,) = billed(customer.partner)

    assert invoice.estimated == {}
    assert not Estimate.objects.exists()


def test_later_use_is_named(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.12", title="Compute hours", unit="1 Hour")
    use(plan, meter, "100", on=date(2026, 10, 31))
    estimated(customer.partner)
    use(plan, meter, "5", on=date(2026, 11, 8))

    (invoice,) = billed(customer.partner)

    (found,) = invoice.estimated["differences"]
    assert (found["name"], found["subject"]) == (f"use {meter.pk} 2026-10-10", str(plan.pk))
    assert (found["meter"], found["unit"]) == ("Compute hours", "1 Hour")
    assert found["customer"] == customer.name
    assert found["subscription_id"] == str(plan.public_id)
    assert [found["before"].split()[:2], found["after"].split()[:2]] == [
        ["100", "2026-11-09"],
        ["105", "2026-11-09"],
    ]


def test_a_quantity_change_is_named_when_it_is_billed(customer: Customer) -> None:
    licence = a_licence(customer, quantity=5)
    estimated(customer.partner, at=early_on(date(2026, 11, 17)))
    subscriptions.change_quantity(
        subscription=licence, quantity=7, on=date(2026, 11, 18), at=early_on(date(2026, 11, 18))
    )
    billed(customer.partner)

    (invoice,) = billed(customer.partner, SECOND)

    named = differing(invoice)
    assert (licence.name, "event 2", "", "set_quantity 2026-11-18 7") in named
    assert {one[0] for one in named if one[1] != "invoiced"} == {licence.name}


def test_a_quantity_change_that_bills_nothing_yet_is_not_named(customer: Customer) -> None:
    licence = a_licence(customer, quantity=5, on=date(2026, 11, 14))
    estimated(customer.partner)
    subscriptions.change_quantity(
        subscription=licence, quantity=7, on=date(2026, 11, 15), at=early_on(date(2026, 11, 15))
    )

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == []


def test_a_cancelled_subscription_is_named(customer: Customer) -> None:
    licence = a_licence(customer)
    estimated(customer.partner)
    subscriptions.cancel(subscription=licence, on=date(2026, 11, 10), at=DAY_9)

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == [(licence.name, "event 2", "", "cancel 2026-11-10 10")]
    assert Decimal(invoice.estimated["net"]) - invoice.net == Decimal("40.00")


def test_a_new_purchase_is_one_difference(customer: Customer) -> None:
    estimated(customer.partner)
    licence = a_licence(customer, on=date(2026, 11, 10), quantity=4)

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == [(licence.name, "event 1", "", "purchase 2026-11-10 4")]


def test_an_adjustment_granted_and_one_withdrawn_are_named(customer: Customer) -> None:
    given: dict[str, Any] = {"partner": customer.partner, "stream": "recurring", "currency": "EUR"}
    older = adjustments.grant(
        **given, amount=Decimal(-25), reason="Goodwill", applies_on=NOVEMBER, at=DAY_9
    )
    estimated(customer.partner)
    adjustments.withdraw(adjustment=older, at=DAY_9)
    adjustments.grant(
        **given, amount=Decimal("-7.50"), reason="Outage", applies_on=NOVEMBER, at=DAY_9
    )

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == [
        ("Goodwill", "amount", "EUR -25", ""),
        ("Outage", "amount", "", "EUR -7.5"),
    ]


def test_a_corrected_price_list_is_named(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.12", title="Compute hours")
    use(plan, meter, "100", on=date(2026, 10, 31))
    estimated(customer.partner)
    october = Price.objects.filter(availability__sku=meter, valid_from__lt=NOVEMBER)
    october.update(in_force=False)
    price_meter(meter, "0.20", month=date(2026, 10, 1))

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == [
        (
            plan.name,
            f"price {meter.pk} 2026-10-10",
            "2026-10-31 EUR 0.1 0",
            "2026-10-31 EUR 0.2 0",
        )
    ]


def test_a_renewal_is_named(customer: Customer) -> None:
    licence = a_licence(customer, term_months=1, quantity=2)
    a_price_of(licence.availability.sku, price="5.00", month=NOVEMBER)
    billed(customer.partner)
    estimated(customer.partner, at=early_on(date(2026, 11, 18)))

    (invoice,) = billed(customer.partner, SECOND)

    assert differing(invoice) == [
        (licence.name, "term 2", "", "2026-11-20 2026-12-19 EUR 5 1 2026-10-20 1")
    ]
