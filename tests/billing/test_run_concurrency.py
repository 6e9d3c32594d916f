"""Many workers at once: each period billed once, each number given once, nothing lost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from billing.models import BillingRun, ChargeRecord, Document, Invoice
from billing.services import documents, runs
from customers.models import Subscription
from customers.services import subscriptions
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    SECOND,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    asked_for,
    early_on,
    use,
)
from tests.builders import AT
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nudges")]
THREADS = 8


def perform(run: BillingRun) -> list[Invoice]:
    return runs.perform(run=run, at=early_on(run.period_end))


def test_eight_workers_given_the_same_run_bill_it_once() -> None:
    customer = a_customer_of()
    a_licence(customer)
    plan, meter = a_plan(customer), a_meter("0.10", "0.10")
    use(plan, meter, "100", on=date(2026, 10, 31))
    run = asked_for(customer.partner)

    made = together(perform, [run] * THREADS)

    assert sum(len(invoices) for invoices in made) == 1
    assert Invoice.objects.get().number == "D260000001"
    assert ChargeRecord.objects.count() == 2
    assert Document.objects.count() == 3
    assert BillingRun.objects.get().state == "done"


def test_eight_requests_for_one_period_are_one_run(nudges: Nudges) -> None:
    customer = a_customer_of()

    found = together(asked_for, [customer.partner] * THREADS)

    assert {run.pk for run in found} == {BillingRun.objects.get().pk}
    assert len(nudges) == THREADS


def test_two_periods_of_one_partner_at_once_never_say_the_same_row_twice() -> None:
    customer = a_customer_of()
    for day in range(20, 28):
        a_licence(customer, on=date(2026, 10, day))
    two = [asked_for(customer.partner), asked_for(customer.partner, SECOND)]

    together(perform, two * (THREADS // 2))

    rows = ChargeRecord.objects.values_list("subscription", "period_start", "charge_type")
    assert len(rows) == len(set(rows)) == 16
    assert sum(invoice.net for invoice in Invoice.objects.all()) == Decimal("640.00")


def test_partners_billed_at_once_get_numbers_without_a_gap() -> None:
    customers = [a_customer_of() for _ in range(THREADS)]
    for customer in customers:
        a_licence(customer)
    asked = [asked_for(customer.partner) for customer in customers]

    together(perform, asked)

    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == [f"D26{n:07d}" for n in range(1, THREADS + 1)]
    assert Invoice.objects.values("partner").distinct().count() == THREADS


def test_eight_workers_make_each_document_once(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = a_customer_of()
    a_licence(customer)
    perform(asked_for(customer.partner))
    made: list[str] = []
    for kind in documents.FORMATS.values():
        monkeypatch.setattr(kind, "render", lambda i, code=kind.CODE: made.append(code) or b"x")

    together(lambda _: documents.render_next(at=AT), range(THREADS))

    assert sorted(made) == ["pdf", "recon_license"]
    assert set(Document.objects.values_list("state", "attempts")) == {("ready", 1)}


def test_what_happens_during_a_run_is_on_its_invoice_or_on_the_next() -> None:
    customer = a_customer_of()
    held = [a_licence(customer, on=date(2026, 10, 20)) for _ in range(THREADS - 1)]
    run = asked_for(customer.partner)

    def act(subject: BillingRun | Subscription) -> None:
        if isinstance(subject, BillingRun):
            perform(subject)
        else:
            subscriptions.cancel(subscription=subject, on=date(2026, 11, 10), at=AT)

    together(act, [run, *held])
    perform(asked_for(customer.partner, SECOND))

    said = Counter(ChargeRecord.objects.values_list("subscription", "net"))
    assert said == {
        (subscription.pk, amount): 1
        for subscription in held
        for amount in (Decimal("40.0000"), Decimal("-40.0000"))
    }
