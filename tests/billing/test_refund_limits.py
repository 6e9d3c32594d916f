"""A line is never refunded beyond what it and its charge cycle still come to."""

from __future__ import annotations

from datetime import date

import pytest

from billing.models import Adjustment, ChargeRecord
from billing.queries.refunds import refundable
from billing.services import runs
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import AlreadyGranted, NotRefundable
from customers.models import Customer, Partner, Subscription
from tests.billing.grants import granted, refunded
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
    use,
)
from tests.builders import a_change

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


def a_draft_of(partner: Partner) -> ChargeRecord:
    """A line of a document that was not issued."""
    run = asked_for(partner, THIRD)
    run.issues = False
    run.save()
    (draft,) = runs.perform(run=run, at=early_on(THIRD.end))
    return draft.charges.get()
