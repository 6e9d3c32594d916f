"""A billing run says what has not been said yet, once, on the right document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.models import BillingRun, ChargeRecord, Document, Invoice
from billing.services import runs
from billing.services.runs import RunRefused
from partnercenter.models import AuditEntry
from partnercenter.periods import DAY, month_of
from pricing.models import Price
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    DECEMBER,
    FIRST,
    NOVEMBER,
    OCTOBER,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    a_purchase,
    asked_for,
    billed,
    early_on,
    price_meter,
    rows,
    use,
)
from tests.builders import a_change, a_price_of

pytestmark = pytest.mark.django_db


def test_a_run_bills_issues_and_asks_for_documents(
    nudges: Nudges,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    customer = a_customer_of()
    a_licence(customer, price="4.00", quantity=10)

    with django_capture_on_commit_callbacks(execute=True):
        (invoice,) = billed(customer.partner)

    assert rows(invoice) == [
        ("Prorate fees when purchase", "2026-10-20 to 2026-11-19", "40.00"),
    ]
    assert (invoice.number, invoice.document_type) == ("D260000001", "invoice")
    assert (str(invoice.issued_on), str(invoice.due_on)) == ("2026-11-15", "2027-01-14")
    assert [invoice.net, invoice.tax, invoice.gross] == [
        Decimal("40.00"),
        Decimal("8.40"),
        Decimal("48.40"),
    ]
    run = BillingRun.objects.get()
    assert (run.state, run.charge_count, run.error) == ("done", 1, "")
    assert set(invoice.documents.values_list("format", "state")) == {
        ("pdf", "asked"),
        ("recon_license", "asked"),
    }
    assert nudges == [
        ("billing.perform_run", {"run_id": run.pk}),
        ("billing.render_next_document", {}),
        ("billing.render_next_document", {}),
    ]
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"invoice.issued", "run.done"}


def test_billing_twice_says_nothing_more() -> None:
    customer = a_customer_of()
    a_licence(customer)
    plan, meter = a_plan(customer), a_meter("0.10", "0.10")
    use(plan, meter, "100", on=date(2026, 10, 31))
    run = asked_for(customer.partner)
    first = runs.perform(run=run, at=early_on(FIRST.end))

    again = runs.perform(run=run, at=early_on(FIRST.end + DAY))

    assert len(first) == 1
    assert again == []
    assert asked_for(customer.partner) == run
    assert (Invoice.objects.count(), ChargeRecord.objects.count()) == (1, 2)
    assert BillingRun.objects.get().state == "done"


def test_the_next_month_bills_only_what_is_new() -> None:
    customer = a_customer_of()
    subscription = a_licence(customer, price="8.40", quantity=10)
    billed(customer.partner)
    a_change(subscription, action="set_quantity", on=date(2026, 11, 30), quantity=12)

    (second,) = billed(customer.partner, SECOND)
    (third,) = billed(customer.partner, THIRD)

    assert rows(second) == [("Cycle fee", "2026-11-20 to 2026-12-19", "84.00")]
    assert rows(third) == [
        ("Cycle instance prorate", "2026-11-20 to 2026-12-19", "-84.00"),
        ("Cycle instance prorate", "2026-11-20 to 2026-11-29", "28.00"),
        ("Cycle instance prorate", "2026-11-30 to 2026-12-19", "67.20"),
        ("Cycle fee", "2026-12-20 to 2027-01-19", "100.80"),
    ]
    assert (second.number, third.number) == ("D260000002", "D270000001")


def test_a_period_without_charges_makes_no_document() -> None:
    customer = a_customer_of()
    a_plan(customer)

    assert billed(customer.partner) == []

    assert BillingRun.objects.get().state == "done"
    assert Invoice.objects.count() == 0


def test_licences_are_billed_on_the_billing_date_and_one_time_purchases_by_calendar_month() -> (
    None
):
    customer = a_customer_of()
    a_licence(customer)
    a_purchase(customer, on=date(2026, 10, 20))
    a_purchase(customer, on=date(2026, 11, 5))

    (recurring,) = billed(customer.partner, FIRST)
    (october,) = billed(customer.partner, month_of(OCTOBER), "one_time")
    (november,) = billed(customer.partner, month_of(NOVEMBER), "one_time")

    assert [row[0] for row in rows(recurring)] == ["Prorate fees when purchase"]
    assert rows(october) == [("New", "2026-10-20 to 2026-10-20", "615.00")]
    assert rows(november) == [("New", "2026-11-05 to 2026-11-05", "615.00")]
    assert [(i.number, str(i.issued_on)) for i in (recurring, october, november)] == [
        ("D260000001", "2026-11-15"),
        ("G260000001", "2026-11-02"),
        ("G260000002", "2026-12-02"),
    ]


def test_use_and_licences_share_one_invoice_and_use_follows_the_price_of_the_day() -> None:
    customer = a_customer_of()
    a_licence(customer)
    plan, meter = a_plan(customer, on=date(2026, 10, 10)), a_meter("0.10", "0.12")
    use(plan, meter, "170", on=date(2026, 10, 31))
    use(plan, meter, "100", on=date(2026, 11, 1))
    use(plan, meter, "40", on=date(2026, 11, 1))
    use(plan, meter, "999", on=date(2026, 11, 10))

    (invoice,) = billed(customer.partner)

    assert rows(invoice) == [
        ("Assess usage fee for current cycle", "2026-10-10 to 2026-10-31", "17.00"),
        ("Assess usage fee for current cycle", "2026-11-01 to 2026-11-09", "16.80"),
        ("Prorate fees when purchase", "2026-10-20 to 2026-11-19", "40.00"),
    ]
    assert set(invoice.documents.values_list("format", flat=True)) == {
        "pdf",
        "recon_license",
        "recon_usage",
    }


def test_each_currency_has_an_invoice_of_its_own() -> None:
    customer = a_customer_of()
    a_licence(customer, price="4.00")
    a_licence(customer, price="5.00", currency="USD")
    a_licence(customer, price="480", currency="JPY")

    made = billed(customer.partner)

    assert [(i.currency, f"{i.net:.2f}", f"{i.tax:.2f}", i.number) for i in made] == [
        ("EUR", "40.00", "8.40", "D260000001"),
        ("JPY", "4800.00", "1008.00", "D260000002"),
        ("USD", "50.00", "10.50", "D260000003"),
    ]


def test_a_partner_is_billed_for_its_own_customers_and_for_no_others() -> None:
    ours, theirs = a_customer_of(), a_customer_of()
    a_licence(ours, quantity=1)
    a_licence(theirs, quantity=100)

    (invoice,) = billed(ours.partner)

    assert f"{invoice.net:.2f}" == "4.00"
    assert Invoice.objects.filter(partner=theirs.partner).count() == 0


def test_a_missing_price_refuses_the_run_with_its_reason_and_leaves_nothing_half_written() -> None:
    customer = a_customer_of()
    a_licence(customer)
    plan, meter = a_plan(customer), a_meter("0.10", title="Compute hours")
    use(plan, meter, "5", on=date(2026, 11, 3))
    run = asked_for(customer.partner)

    with pytest.raises(RunRefused, match="Compute hours was used on 2026-11-03"):
        runs.perform(run=run, at=early_on(FIRST.end))

    run.refresh_from_db()
    assert run.state == "failed"
    assert "no price list has its price for that day" in run.error
    counts = [m.objects.count() for m in (Invoice, ChargeRecord, Document)]
    assert counts == [0, 0, 0]

    price_meter(meter, "0.10", month=NOVEMBER)
    (invoice,) = runs.perform(run=run, at=early_on(FIRST.end + DAY))

    run.refresh_from_db()
    assert (run.state, run.error, run.charge_count) == ("done", "", 2)
    assert (invoice.number, f"{invoice.net:.2f}") == ("D260000001", "40.50")


def test_a_corrected_price_is_said_on_the_next_invoice_as_a_correction() -> None:
    customer = a_customer_of()
    plan, meter = a_plan(customer), a_meter("0.10", "0.10")
    use(plan, meter, "100", on=date(2026, 10, 31))
    billed(customer.partner)
    wrong = Price.objects.get(availability__sku=meter, valid_from=OCTOBER)
    Price.objects.filter(pk=wrong.pk).update(in_force=False)
    price_meter(meter, "0.08", month=OCTOBER)

    (second,) = billed(customer.partner, SECOND)

    assert [row[2] for row in rows(second)] == ["-10.00", "8.00"]
    assert second.is_credit_note
    assert f"{second.net:.2f}" == "2.00"


def test_a_licence_renews_at_the_price_of_that_day() -> None:
    customer = a_customer_of()
    subscription = a_licence(customer, price="4.00", term_months=1)
    a_price_of(subscription.availability.sku, price="5.00", month=NOVEMBER)
    a_price_of(subscription.availability.sku, price="6.00", month=DECEMBER)

    (first,), (second,) = billed(customer.partner), billed(customer.partner, SECOND)

    assert [row[2] for row in rows(first) + rows(second)] == ["40.00", "50.00"]
    assert [(t.number, str(t.starts_on), str(t.ends_on)) for t in subscription.terms.all()] == [
        (1, "2026-10-20", "2026-11-20"),
        (2, "2026-11-20", "2026-12-20"),
    ]


def test_a_renewal_without_a_price_is_refused_by_name_and_day() -> None:
    customer = a_customer_of()
    a_licence(customer, term_months=1, name="Suite Start")
    billed(customer.partner)

    with pytest.raises(RunRefused, match="Suite Start renews on 2026-11-20"):
        billed(customer.partner, SECOND)

    failed = BillingRun.objects.get(state="failed")
    assert "no price list has its price" in failed.error


def test_what_comes_back_after_its_term_ended_is_charged_again() -> None:
    customer = a_customer_of()
    subscription = a_licence(customer, price="4.00", term_months=1)
    a_price_of(subscription.availability.sku, price="5.00", month=NOVEMBER)
    for action, on in (("suspend", date(2026, 11, 19)), ("reactivate", date(2026, 12, 10))):
        a_change(subscription, action=action, on=on, quantity=10)
    billed(customer.partner)

    (second,) = billed(customer.partner, SECOND)

    assert rows(second) == [
        ("Cancel fee", "2026-10-20 to 2026-11-19", "-40.00"),
        ("Prorate fees when activate", "2026-12-10 to 2026-12-19", "16.70"),
    ]
