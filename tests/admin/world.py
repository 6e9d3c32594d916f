"""One of everything that staff can look at, made by the services that make it in earnest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from billing.engine import streams
from billing.models import BillingRun, ChargeRecord, Document, DocumentState, Invoice, UsageFile
from billing.services import documents, estimates, runs
from customers.models import Customer, Partner, Subscription
from partnercenter.periods import Period
from pricing.models import Price
from tests.builders import (
    a_customer,
    a_partner,
    a_subscription,
    a_supplier,
    a_tax_registration,
    a_user,
    an_exchange_rate,
    an_offer,
)

TO_NOVEMBER = Period(date(2026, 10, 16), date(2026, 11, 16))
AFTERWARDS = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A partner who was billed, and another whose bill is a draft."""

    partner: Partner
    other: Partner
    customer: Customer
    subscription: Subscription
    price: Price
    run: BillingRun
    invoice: Invoice
    charge: ChargeRecord
    draft: Invoice
    failed: Document


def a_world() -> World:
    a_supplier()
    partner, other = a_partner(), a_partner("Haselbrück IT-Dienste GmbH")
    a_tax_registration(partner=partner)
    an_exchange_rate("0.86")
    a_user(partner=partner)
    price = an_offer(price="12.50", title="Suite Start")
    customer = a_customer(partner=partner)
    subscription = a_subscription(customer=customer, price=price, quantity=10)
    a_subscription(customer=a_customer(partner=other), price=price, quantity=3)
    run, invoice = billed(partner)
    failed = invoice.documents.get(format="pdf")
    Document.objects.filter(pk=failed.pk).update(
        state=DocumentState.FAILED, attempts=3, error="The disk was full."
    )
    for document in invoice.documents.left_over():
        documents.render(document=document, at=AFTERWARDS)
    UsageFile.objects.create(
        name="usage_2026-11.csv",
        content_hash="0" * 64,
        row_count=1,
        first_on=date(2026, 11, 1),
        last_on=date(2026, 11, 30),
        taken_at=AFTERWARDS,
    )
    estimates.make(partner=partner, stream=streams.RECURRING.code, at=AFTERWARDS)
    return World(
        partner=partner,
        other=other,
        customer=customer,
        subscription=subscription,
        price=price,
        run=run,
        invoice=invoice,
        charge=invoice.charges.get(),
        draft=billed(other, issues=False)[1],
        failed=failed,
    )


def billed(partner: Partner, *, issues: bool = True) -> tuple[BillingRun, Invoice]:
    """Run a partner's October to November, and issue what came of it or leave it a draft."""
    run = runs.request(
        partner=partner, stream=streams.RECURRING.code, period=TO_NOVEMBER, at=AFTERWARDS
    )
    BillingRun.objects.filter(pk=run.pk).update(issues=issues)
    run.refresh_from_db()
    (invoice,) = runs.perform(run=run, at=AFTERWARDS)
    run.refresh_from_db()
    return run, invoice
