"""Estimates beside runs, changes and each other: each made once, none in the way of a bill."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.models import BillingRun, ChargeRecord, Estimate, EstimateLine, Invoice
from billing.services import estimates, runs
from customers.models import Partner, Subscription, Term
from customers.services import subscriptions
from tests.billing.outlooks import DAY_9, differing
from tests.billing.scenes import (
    FIRST,
    NOVEMBER,
    SECOND,
    a_customer_of,
    a_licence,
    asked_for,
    billed,
    early_on,
)
from tests.billing.test_run_concurrency import THREADS, perform, together
from tests.builders import a_price_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nudges")]


def test_eight_workers_make_each_estimate_once() -> None:
    partners = [a_customer_of().partner for _ in range(3)]
    for partner in partners:
        a_licence(partner.customers.get())
        estimates.ask(partner=partner, stream="recurring", at=DAY_9)

    made = together(lambda _: estimates.make_next(at=DAY_9), range(THREADS))

    found = [one.partner for one in made if one]
    assert len(found) == len(set(found))
    while estimates.make_next(at=DAY_9):
        pass
    assert not Estimate.objects.left_over().exists()
    assert EstimateLine.objects.count() == len(partners)


def test_eight_requests_at_once_are_one_row() -> None:
    partner = a_customer_of().partner

    found = together(
        lambda _: estimates.ask(partner=partner, stream="recurring", at=DAY_9), range(THREADS)
    )

    assert {one.pk for one in found} == {Estimate.objects.get().pk}


def test_a_run_and_estimates_of_the_same_things_at_once() -> None:
    """Both renew what is due: one of them for good, the others only to look at it."""
    customer = a_customer_of()
    licences = [a_licence(customer, term_months=1) for _ in range(5)]
    for licence in licences:
        a_price_of(licence.availability.sku, price="5.00", month=NOVEMBER)
    billed(customer.partner)
    run = asked_for(customer.partner, SECOND)
    before_midnight = datetime(2026, 12, 15, 23, 59, tzinfo=UTC)

    def act(subject: BillingRun | Partner) -> None:
        if isinstance(subject, BillingRun):
            perform(subject)
        else:
            estimates.make(partner=subject, stream="recurring", at=before_midnight)

    together(act, [customer.partner] * 3 + [run] + [customer.partner] * 3)

    assert BillingRun.objects.filter(state="done").count() == 2
    assert Term.objects.count() == 10
    rows = ChargeRecord.objects.values_list("subscription", "period_start")
    assert len(rows) == len(set(rows)) == 10
    assert set(Estimate.objects.values_list("error", flat=True)) <= {""}
    invoice = Invoice.objects.latest("pk")
    assert invoice.estimated == {} or differing(invoice) == []
    estimates.ask_all(at=early_on(SECOND.end) + timedelta(hours=2))
    assert not Estimate.objects.filter(period_start=SECOND.start).exists()


def test_what_changes_while_an_estimate_is_made_is_on_the_bill_and_named() -> None:
    customer = a_customer_of()
    held = [a_licence(customer) for _ in range(THREADS - 1)]

    def act(subject: Partner | Subscription) -> None:
        if isinstance(subject, Partner):
            estimates.make(partner=subject, stream="recurring", at=DAY_9)
        else:
            subscriptions.cancel(subscription=subject, on=date(2026, 11, 8), at=DAY_9)

    together(act, [customer.partner, *held])
    (invoice,) = runs.perform(run=asked_for(customer.partner), at=early_on(FIRST.end))

    assert invoice.net == Decimal(0)
    named = {(name, after) for _of, name, _before, after in differing(invoice)}
    assert named <= {("event 2", "cancel 2026-11-08 10")}
    difference = Decimal(invoice.estimated["net"]) - invoice.net
    assert difference == Decimal(40) * len(differing(invoice))
