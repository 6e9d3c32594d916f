"""Refunds of issued lines: wholly or in part, in the file of their line, never too much."""

from __future__ import annotations

from datetime import date

import pytest

from billing.models import Adjustment, ChargeRecord
from billing.queries.file_sums import file_sums
from billing.queries.refunds import refundable, refunds_of
from billing.services import adjustments, runs
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import AlreadyGranted, NotRefundable
from customers.models import Customer, Partner, Subscription
from partnercenter.models import AuditEntry
from tests.billing.files import lines
from tests.billing.grants import UNUSED, granted, refunded
from tests.billing.scenes import (
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    asked_for,
    billed,
    early_on,
    rows,
    use,
)
from tests.builders import AT, a_change

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


# Never too much.


def test_a_line_is_never_refunded_beyond_what_it_charged(line: ChargeRecord) -> None:
    refunded(line, "15.00")

    with pytest.raises(NotRefundable, match=r"at most EUR.25\.00 before tax can be refunded"):
        refunded(line, "25.01")
    rest = refunded(line)

    assert str(rest.amount) == "-25.0000"
    assert left(line) == "0.00"
    with pytest.raises(NotRefundable, match="Everything that was charged here was given back"):
        refunded(line, "0.01", reason="another")


@pytest.mark.parametrize("amount", ["0", "-5.00", "0.001", "NaN"])
def test_a_refund_is_a_positive_amount_that_the_currency_knows(
    line: ChargeRecord, amount: str
) -> None:
    with pytest.raises((NotRefundable, NotGranted)):
        refunded(line, amount)

    assert Adjustment.objects.count() == 0


def test_the_very_same_refund_is_granted_once(line: ChargeRecord) -> None:
    refunded(line, "10.00")

    with pytest.raises(AlreadyGranted):
        refunded(line, "10.00")

    assert left(line) == "30.00"


def test_what_a_cancellation_gave_back_is_not_refunded_again(licence: Subscription) -> None:
    partner = licence.customer.partner
    a_change(licence, action="cancel", on=date(2026, 11, 2), quantity=10)
    (first,) = billed(partner)
    bought, cancelled = first.charges.order_by("-net")

    assert (bought.net, cancelled.net) == (40, -40)
    with pytest.raises(NotRefundable, match="Everything that was charged here was given back"):
        refunded(bought)


def test_all_refunds_of_one_cycle_never_exceed_what_the_cycle_charged(
    licence: Subscription,
) -> None:
    partner = licence.customer.partner
    (first,) = billed(partner)
    a_change(licence, action="set_quantity", on=date(2026, 11, 20), quantity=5)
    a_change(licence, action="set_quantity", on=date(2026, 12, 5), quantity=6)
    billed(partner, SECOND)
    (third,) = billed(partner, THIRD)
    cycle = ChargeRecord.objects.filter(
        period_start__gte="2026-11-20", period_end__lt="2026-12-21"
    )
    charged = sum(row.net for row in cycle)

    for row in cycle.filter(net__gt=0):
        if refundable(row):
            refunded(row)

    given_back = -sum(one.amount for one in Adjustment.objects.all())
    assert third.charges.filter(net__lt=0).exists()
    assert given_back == charged
    assert left(first.charges.get()) == "40.00"


def test_a_line_taken_back_by_a_correction_has_nothing_left(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", "0.10")
    plan.settings = {"late_usage": "true_up"}
    plan.save()
    use(plan, meter, "300", on=date(2026, 10, 31))
    (first,) = billed(customer.partner)
    use(plan, meter, "50", on=date(2026, 11, 1))
    billed(customer.partner, SECOND)
    line = first.charges.get()

    assert line.reversals.exists()
    with pytest.raises(NotRefundable, match="Everything that was charged here was given back"):
        refunded(line)


def test_credits_adjustments_and_drafts_are_not_refunded(line: ChargeRecord) -> None:
    partner = line.invoice.partner
    refunded(line, "1.00")
    granted(partner, "5.00", reason="Transport")
    (second,) = billed(partner, SECOND)
    credit, extra = (
        second.charges.get(charge_type=name) for name in ("Offset a line item", "Adjustment")
    )
    draft = a_draft_of(partner)

    for one, words in (
        (credit, "not refunded but withdrawn"),
        (extra, "not refunded but withdrawn"),
        (draft, "Only a line of an issued document"),
    ):
        with pytest.raises(NotRefundable, match=words):
            refunded(one)


def test_a_line_that_credits_has_nothing_to_refund(licence: Subscription) -> None:
    a_change(licence, action="suspend", on=date(2026, 11, 25), quantity=10)
    partner = licence.customer.partner
    billed(partner)
    (second,) = billed(partner, SECOND)

    with pytest.raises(NotRefundable, match="This line charges nothing"):
        refunded(second.charges.get(net__lt=0))


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


def a_draft_of(partner: Partner) -> ChargeRecord:
    """A line of a document that was not issued."""
    run = asked_for(partner, THIRD)
    run.issues = False
    run.save()
    (draft,) = runs.perform(run=run, at=early_on(THIRD.end))
    return draft.charges.get()
