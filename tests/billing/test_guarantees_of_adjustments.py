"""What the database refuses about adjustments, whatever the program above it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.models import Adjustment, ChargeRecord, Invoice
from billing.services import runs
from customers.models import Partner
from tests.billing.grants import granted, refunded
from tests.billing.refusals import CHECK, FROZEN, execute, refused
from tests.billing.scenes import a_customer_of, a_licence, asked_for, billed, early_on
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    customer = a_customer_of()
    a_licence(customer)
    return customer.partner


@pytest.fixture
def draft(partner: Partner) -> Invoice:
    """A licence line and an adjustment, without a number."""
    granted(partner)
    run = asked_for(partner)
    run.issues = False
    run.save()
    return runs.perform(run=run, at=early_on(run.period_end))[0]


@pytest.mark.parametrize(
    "change",
    [
        "amount = -26",
        "reason = 'another'",
        "applies_on = applies_on + 1",
        "currency = 'USD'",
        "stream = 'one_time'",
        "granted_at = now()",
        "amount = amount",
        "withdrawn_at = now(), amount = -26",
        "withdrawn_by_id = NULL",
    ],
)
def test_what_was_granted_is_never_changed(partner: Partner, change: str) -> None:
    adjustment = granted(partner)

    with refused(FROZEN, "an adjustment is never changed, only withdrawn"):
        execute(f"UPDATE billing_adjustment SET {change} WHERE id = %s", adjustment.pk)


def test_what_was_granted_is_never_deleted(partner: Partner) -> None:
    adjustment = granted(partner)

    with refused(FROZEN, "an adjustment is never changed, only withdrawn"):
        execute("DELETE FROM billing_adjustment WHERE id = %s", adjustment.pk)


def test_it_is_withdrawn_once_and_never_comes_back(partner: Partner) -> None:
    adjustment = granted(partner)
    execute("UPDATE billing_adjustment SET withdrawn_at = %s", AT)

    for later in (AT + timedelta(days=1), None):
        with refused(FROZEN, "an adjustment is never changed, only withdrawn"):
            execute("UPDATE billing_adjustment SET withdrawn_at = %s", later)

    adjustment.refresh_from_db()
    assert adjustment.withdrawn_at == AT


def test_an_adjustment_is_some_amount_and_an_offset_gives_money_back(partner: Partner) -> None:
    (invoice,) = billed(partner)
    values = {
        "partner": partner,
        "stream": "recurring",
        "currency": "EUR",
        "reason": "anything",
        "applies_on": AT.date(),
        "granted_at": AT,
    }

    with refused(CHECK, "an_adjustment_is_some_amount"):
        Adjustment.objects.create(**values, amount=0)
    with refused(CHECK, "an_offset_gives_money_back"):
        Adjustment.objects.create(**values, amount=1, line=invoice.charges.get())


@pytest.mark.parametrize(
    "change",
    ["billing_type = 'adjustment'", "subscription_id = NULL", "sku_id = NULL"],
)
def test_a_line_of_a_subscription_names_it_and_what_was_sold(draft: Invoice, change: str) -> None:
    licence = draft.charges.get(billing_type="license")

    with refused(CHECK, "a_charge_is_of_a_subscription_or_an_adjustment"):
        execute(f"UPDATE billing_chargerecord SET {change} WHERE id = %s", licence.pk)


@pytest.mark.parametrize("change", ["billing_type = 'license'", "adjustment_id = NULL"])
def test_a_line_of_an_adjustment_names_it_and_no_subscription(draft: Invoice, change: str) -> None:
    adjusted, licence = draft.charges.order_by("billing_type")

    with refused(CHECK, "a_charge_is_of_a_subscription_or_an_adjustment"):
        execute(f"UPDATE billing_chargerecord SET {change} WHERE id = %s", adjusted.pk)
    with refused(CHECK, "a_charge_is_of_a_subscription_or_an_adjustment"):
        ChargeRecord.objects.filter(pk=adjusted.pk).update(subscription=licence.subscription_id)


def test_an_invoice_with_an_adjustment_is_frozen_with_it(partner: Partner) -> None:
    granted(partner)
    (invoice,) = billed(partner)
    refunded(invoice.charges.get(billing_type="license"))

    with refused(FROZEN, f"the charges of document {invoice.number} never change"):
        invoice.charges.filter(billing_type="adjustment").update(net=-1)
