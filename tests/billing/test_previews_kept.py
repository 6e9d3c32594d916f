"""What an invoice keeps of its last estimate: by currency, of the document, and so much of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.models import Estimate, Supplier
from billing.queries import previews
from billing.services import estimates, runs
from customers.models import Customer, ManagedAccess, Subscription
from customers.services import subscriptions
from pricing.models import Sku
from tests.billing.outlooks import DAY_9, a_customer_with_things, differing, estimated
from tests.billing.scenes import (
    DECEMBER,
    FIRST,
    NOVEMBER,
    SECOND,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    a_purchase,
    asked_for,
    billed,
    early_on,
    price_meter,
    use,
)
from tests.builders import a_tax_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer_with_things()


def test_a_vat_id_validated_meanwhile_is_named() -> None:
    customer = a_customer_of("DE")
    a_licence(customer)
    estimated(customer.partner)
    registration = a_tax_registration(partner=customer.partner, number="DE136695976")
    registration.validated_at = DAY_9
    registration.save()
    Supplier.objects.update(tax_rounding="line")

    (invoice,) = billed(customer.partner)

    assert differing(invoice) == [
        ("", "tax buyer_vat_number", "", "DE136695976"),
        ("", "tax percent", "21", "0"),
        ("", "tax rounding", "document", "line"),
        ("", "tax rule", "no_vat_number", "reverse_charge"),
    ]
    assert (invoice.estimated["tax"], invoice.tax) == ("8.40", 0)


def test_a_bill_that_came_between_is_named(customer: Customer) -> None:
    estimated(customer.partner, at=early_on(date(2026, 11, 16)))
    billed(customer.partner)

    (invoice,) = billed(customer.partner, SECOND)

    named = differing(invoice)
    assert {name for _of, name, _before, _after in named} == {"invoiced"}
    assert {before for _of, _name, before, _after in named} == {""}
    assert {after.split()[0] for _of, _name, _before, after in named} == {"1"}


def test_managed_days_of_a_plan_are_named() -> None:
    customer = a_customer_of()
    plan = a_plan(customer, on=date(2026, 11, 1))
    Sku.objects.filter(pk=plan.availability.sku_id).update(title="Plan")
    plan.availability.sku.product.billing_type = "plan"
    plan.availability.sku.product.save()
    meter = a_meter("0.10", "0.12", title="Compute hours")
    use(plan, meter, "100", on=date(2026, 11, 8))
    estimated(customer.partner, stream="one_time")
    ManagedAccess.objects.create(subscription=plan, since=date(2026, 11, 2))

    period = estimates.open_period(customer.partner, "one_time", on=DAY_9.date())
    (invoice,) = billed(customer.partner, period, "one_time")

    assert differing(invoice) == [(plan.name, "managed 2026-11-02", "", "2026-11-30")]


def test_each_currency_names_what_differs_in_it() -> None:
    customer = a_customer_of()
    at_home, abroad = (a_purchase(customer, on=date(2026, 11, 3)) for _ in range(2))
    Subscription.objects.filter(pk=abroad.pk).update(currency="USD")
    abroad.availability.currency = "USD"
    abroad.availability.save()
    estimated(customer.partner, stream="one_time")
    subscriptions.cancel(subscription=abroad, on=date(2026, 11, 10), at=DAY_9)
    a_purchase(customer, on=date(2026, 11, 11), price="1.00")

    period = estimates.open_period(customer.partner, "one_time", on=DAY_9.date())
    euro, dollar = billed(customer.partner, period, "one_time")

    assert [one[1:] for one in differing(euro)] == [("event 1", "", "purchase 2026-11-11 1")]
    assert [one[1:] for one in differing(dollar)] == [("event 2", "", "cancel 2026-11-10 1")]
    assert at_home.name not in {one[0] for one in differing(euro)}


def test_rules_of_a_new_version_are_named_when_nothing_else_is(customer: Customer) -> None:
    licence = customer.subscriptions.first()
    estimated(customer.partner)
    estimate = Estimate.objects.get()
    estimate.inputs["charged"]["EUR"][str(licence.pk)] = "of another version"
    estimate.save()

    (invoice,) = billed(customer.partner)

    assert [one[1:] for one in differing(invoice)] == [("calculation", "", "")]


def test_only_so_many_differences_are_kept_and_all_are_counted(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimated(customer.partner)
    for _ in range(5):
        a_licence(customer, on=date(2026, 11, 10))
    monkeypatch.setattr(previews, "MOST", 3)

    (invoice,) = billed(customer.partner)

    assert invoice.estimated["total"] == 5
    assert len(invoice.estimated["differences"]) == 3


def test_a_draft_is_compared_every_time_and_frozen_with_it_when_issued(
    customer: Customer,
) -> None:
    estimated(customer.partner)
    run = asked_for(customer.partner)
    run.issues = False
    run.save()
    for quantity in (1, 2):
        a_licence(customer, on=date(2026, 11, 10), quantity=quantity)
        (draft,) = runs.perform(run=run, at=early_on(FIRST.end) + timedelta(hours=quantity))

    issued = runs.invoices.issue(invoice=draft, on=FIRST.last, at=early_on(FIRST.end))

    assert [after for _of, _name, _before, after in differing(issued)] == [
        "purchase 2026-11-10 1",
        "purchase 2026-11-10 2",
    ]


def test_a_failed_estimate_compares_by_its_last_good_one(customer: Customer) -> None:
    estimated(customer.partner)
    plan, meter = a_plan(customer), a_meter("0.10", title="Compute hours")
    use(plan, meter, "1", on=date(2026, 11, 2))
    failed = estimated(customer.partner, at=DAY_9 + timedelta(days=1))
    price_meter(meter, "0.12", month=NOVEMBER)
    price_meter(meter, "0.12", month=DECEMBER)

    (invoice,) = billed(customer.partner)

    assert failed.error
    assert invoice.estimated["made_at"] == DAY_9.isoformat()
    assert [one[1:] for one in differing(invoice)] == [("event 1", "", "purchase 2026-10-10 1")]
