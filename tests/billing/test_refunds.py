"""Refunds of issued lines: wholly or in part, in the file of their line."""

from __future__ import annotations

from datetime import date

import pytest

from billing.models import ChargeRecord
from billing.queries.file_sums import file_sums
from billing.queries.refunds import refundable, refunds_of
from billing.services import adjustments
from customers.models import Customer, Subscription
from partnercenter.models import AuditEntry
from partnercenter.periods import month_of
from tests.billing.files import lines
from tests.billing.grants import UNUSED, refunded
from tests.billing.scenes import (
    NOVEMBER,
    OCTOBER,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    a_purchase,
    billed,
    rows,
    use,
)
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


@pytest.fixture
def licence(customer: Customer) -> Subscription:
    return a_licence(customer)


@pytest.fixture
def line(licence: Subscription) -> ChargeRecord:
    """The first charge of ten licences: 40.00 before tax, issued."""
    (invoice,) = billed(licence.customer.partner)
    return invoice.charges.get()


def left(line: ChargeRecord) -> str:
    return f"{refundable(line).amount:.2f}"


# On the next invoice, in the file of the line.


def test_a_whole_refund_mirrors_its_line_on_the_next_invoice(line: ChargeRecord) -> None:
    refund = refunded(line)

    (second,) = billed(line.invoice.partner, SECOND)

    assert rows(second) == [
        ("Cycle fee", "2026-11-20 to 2026-12-19", "40.00"),
        ("Offset a line item", "2026-10-20 to 2026-11-19", "-40.00"),
    ]
    row = second.charges.get(adjustment=refund)
    assert (row.subscription, row.sku, row.billing_type) == (
        line.subscription,
        line.sku,
        "license",
    )
    assert (row.quantity, row.unit_price, row.price) == (10, -4, None)
    assert row.explanation["inputs"]["offsets"] == str(line.pk)
    assert row.texts["customer"] == line.texts["customer"]


def test_part_of_a_line_is_refunded_and_the_file_and_the_invoice_agree(line: ChargeRecord) -> None:
    refunded(line, "12.34")

    (second,) = billed(line.invoice.partner, SECOND)

    row = next(r for r in lines(second, "license") if r["ChargeType"] == "Offset a line item")
    assert (row["UnitPrice"], row["Quantity"], row["Amount"]) == ("-1.234", "10", "-12.34")
    assert (row["Subtotal"], row["Tax"], row["TotalForCustomer"]) == ("-12.34", "-2.59", "-14.93")
    assert row["SyndicationPartnerSubscriptionNumber"] == line.texts["subscription_id"]
    sums = file_sums(second)
    assert (str(sums.net), sums.adjusted.count, sums.ties) == ("EUR 27.66", 0, True)


def test_a_refund_of_metered_use_is_in_the_usage_file(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", "0.10")
    use(plan, meter, "300", on=date(2026, 10, 31))
    (first,) = billed(customer.partner)
    refunded(first.charges.get(), "7")

    (second,) = billed(customer.partner, SECOND)

    (row,) = lines(second, "usage")
    assert (row["ChargeType"], row["PretaxCharges"], row["TaxAmount"]) == (
        "Offset a line item",
        "-7.00",
        "-1.47",
    )
    assert row["ResourceGuid"] == str(meter.meter_id)
    assert second.document_type == "credit_note"
    assert file_sums(second).ties
    assert billed(customer.partner, THIRD) == []


def test_a_refund_of_a_purchase_is_a_customer_credit_in_its_file(customer: Customer) -> None:
    a_purchase(customer)
    (first,) = billed(customer.partner, month_of(OCTOBER), stream="one_time")
    refunded(first.charges.get(), "15.00", applies_on=NOVEMBER)

    (second,) = billed(customer.partner, month_of(NOVEMBER), stream="one_time")

    (row,) = lines(second, "one_time")
    assert (row["ChargeType"], row["Subtotal"], row["Total"]) == (
        "customerCredit",
        "-15.00",
        "-18.15",
    )
    assert (row["CreditReasonCode"], row["BillableQuantity"]) == (UNUSED, "1")
    assert row["ProductId"] == first.charges.get().texts["product_id"]
    assert file_sums(second).ties


def test_it_is_said_once(line: ChargeRecord) -> None:
    refunded(line)
    partner = line.invoice.partner
    billed(partner, SECOND)

    (third,) = billed(partner, THIRD)

    assert billed(partner, SECOND) == []
    assert [row[0] for row in rows(third)] == ["Cycle fee"]


def test_a_withdrawn_refund_is_taken_back_and_its_line_can_be_refunded_anew(
    line: ChargeRecord,
) -> None:
    partner, refund = line.invoice.partner, refunded(line)
    (second,) = billed(partner, SECOND)
    assert left(line) == "0.00"

    adjustments.withdraw(adjustment=refund, at=AT)
    (third,) = billed(partner, THIRD)

    assert rows(third)[0] == ("Offset a line item", "2026-10-20 to 2026-11-19", "40.00")
    back = third.charges.get(position=1)
    assert back.reverses == second.charges.get(adjustment=refund)
    assert left(line) == "40.00"
    told = [(str(one.amount), one.line and one.line.invoice) for one in refunds_of(line)]
    assert told == [("EUR -40.00", second), ("EUR 40.00", third)]


def test_a_line_tells_what_of_it_was_refunded_and_what_waits(line: ChargeRecord) -> None:
    refunded(line, "5.00")
    (second,) = billed(line.invoice.partner, SECOND)
    refunded(line, "7.00", reason="Later")

    told = [(str(one.amount), one.reason, one.line) for one in refunds_of(line)]

    assert told == [
        ("EUR -5.00", UNUSED, second.charges.get(charge_type="Offset a line item")),
        ("EUR -7.00", "Later", None),
    ]


def test_the_activity_log_names_the_line(line: ChargeRecord) -> None:
    refunded(line)

    entry = AuditEntry.objects.get(act="adjustment.offset")

    assert entry.facts["line"] == f"{line.invoice.number} / 1"
