"""Two people refund one line, or grant the same, at the same moment: it counts once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from billing.models import Adjustment, ChargeRecord
from billing.services import adjustments
from partnercenter.errors import Refused
from tests.billing.grants import granted, refunded
from tests.billing.scenes import SECOND, THIRD, a_customer_of, a_licence, billed
from tests.billing.test_run_concurrency import together
from tests.builders import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nudges")]
THREADS = 8


@pytest.fixture
def line() -> ChargeRecord:
    """Ten licences of 4.00, issued."""
    customer = a_customer_of()
    a_licence(customer)
    return billed(customer.partner)[0].charges.get()


def outcome(act: Any, *args: Any, **given: Any) -> str:
    try:
        act(*args, **given)
    except Refused as error:
        return error.code
    return "done"


def test_eight_refunds_of_a_whole_line_are_one(line: ChargeRecord) -> None:
    found = together(lambda number: outcome(refunded, line, reason=f"{number}"), range(THREADS))

    assert Counter(found) == {"done": 1, "not_refundable": THREADS - 1}
    assert Adjustment.objects.get().amount == -40


def test_eight_refunds_of_a_part_never_exceed_the_line(line: ChargeRecord) -> None:
    together(lambda number: outcome(refunded, line, "9.00", reason=f"{number}"), range(THREADS))

    assert [one.amount for one in Adjustment.objects.all()] == [-9, -9, -9, -9]


def test_the_same_sent_eight_times_is_granted_once(line: ChargeRecord) -> None:
    partner = line.invoice.partner

    found = together(lambda _: outcome(granted, partner), range(THREADS))

    assert Counter(found) == {"done": 1, "already_granted": THREADS - 1}


def test_it_is_withdrawn_once_by_eight(line: ChargeRecord) -> None:
    adjustment = granted(line.invoice.partner)

    found = together(
        lambda _: outcome(adjustments.withdraw, adjustment=adjustment, at=AT), range(THREADS)
    )

    assert Counter(found) == {"done": 1, "already_withdrawn": THREADS - 1}


def test_an_amount_granted_while_the_run_is_billing_is_on_this_invoice_or_the_next(
    line: ChargeRecord,
) -> None:
    partner = line.invoice.partner
    acts = [lambda: billed(partner, SECOND), lambda: granted(partner)]

    together(lambda act: act(), acts)
    billed(partner, THIRD)

    said = ChargeRecord.objects.filter(billing_type="adjustment")
    assert [row.net for row in said] == [-25]
