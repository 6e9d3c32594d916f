"""A credit that a request asked for: on the next invoice, and never more than was charged."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Adjustment, Invoice
from billing.queries.request_outcomes import outcomes_of
from billing.services import adjustments, request_decisions
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import NotRefundable
from customers.models import (
    Partner,
    RequestKind,
    ServiceRequest,
)
from partnercenter.models import User
from tests.billing.disputed import billed, credit
from tests.builders import (
    a_partner,
    a_request,
    a_user,
)
from tests.builders.asked import ASKED_AT
from tests.together import together

LATER = ASKED_AT + timedelta(days=1)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def staff(db: None) -> User:
    return a_user(is_staff=True)


@pytest.fixture
def invoice(partner: Partner) -> Invoice:
    return billed(partner)


def granted(request: ServiceRequest, staff: User, **given: Any) -> ServiceRequest:
    values: dict[str, Any] = {
        "amount": Decimal("12.50"),
        "reason": "As asked",
        "applies_on": LATER.date(),
        "text": "Granted.",
        **given,
    }
    return request_decisions.grant_credit(request=request, **values, at=LATER, by=staff)


def test_a_credit_stands_on_the_next_invoice(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    request = credit(partner, invoice)

    granted(request, staff)

    request.refresh_from_db()
    made = Adjustment.objects.get()
    assert (made.amount, made.currency, made.line) == (Decimal("-12.5"), invoice.currency, None)
    assert (made.stream, made.granted_by) == (invoice.stream, staff)
    (outcome,) = outcomes_of(request)
    assert outcome.words == "Credit of EUR\N{NO-BREAK SPACE}12.50 before tax: As asked"
    assert outcome.detail == "It stands on the next invoice."


def test_a_credit_about_a_line_refunds_that_line(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    granted(credit(partner, invoice, line_position=1), staff)

    assert Adjustment.objects.get().line == invoice.charges.get()


@pytest.mark.parametrize(
    ("line", "amount", "refusal"),
    [
        (None, "0", NotGranted),
        (None, "-5", NotGranted),
        (1, "100.01", NotRefundable),
        (None, "1.005", NotGranted),
    ],
)
def test_a_credit_is_more_than_nothing_and_no_more_than_its_line(
    partner: Partner,
    invoice: Invoice,
    staff: User,
    line: int | None,
    amount: str,
    refusal: type[Exception],
) -> None:
    request = credit(partner, invoice, line_position=line)

    with pytest.raises(refusal):
        granted(request, staff, amount=Decimal(amount))

    request.refresh_from_db()
    assert request.is_open
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("line", [None, 1])
def test_what_was_granted_on_an_invoice_is_not_granted_again(
    partner: Partner, invoice: Invoice, staff: User, line: int | None
) -> None:
    granted(credit(partner, invoice, line_position=line), staff, amount=Decimal(60))
    again = credit(partner, invoice)

    with pytest.raises(NotGranted, match=r"40\.00"):
        granted(again, staff, amount=Decimal("40.01"), reason="Once more")
    granted(again, staff, amount=Decimal(40), reason="Once more")

    assert Adjustment.objects.count() == 2


def test_a_line_is_not_refunded_beyond_what_is_left_of_its_invoice(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    granted(credit(partner, invoice), staff, amount=Decimal(60))

    with pytest.raises(NotGranted, match=r"40\.00"):
        granted(credit(partner, invoice, line_position=1), staff, amount=Decimal("40.01"))

    assert Adjustment.objects.count() == 1


def test_a_credit_that_was_withdrawn_can_be_granted_anew(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    granted(credit(partner, invoice), staff, amount=Decimal(100))
    adjustments.withdraw(adjustment=Adjustment.objects.get(), at=LATER, by=staff)

    granted(credit(partner, invoice), staff, amount=Decimal(100))

    assert Adjustment.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_never_give_back_more_than_the_invoice() -> None:
    partner, staff = a_partner(), a_user(is_staff=True)
    invoice = billed(partner)
    asked = [credit(partner, invoice) for _ in range(4)]

    def decide(request: ServiceRequest) -> bool:
        try:
            granted(request, staff, amount=Decimal(60), reason=request.number)
        except NotGranted:
            return False
        return True

    assert sum(together(decide, asked)) == 1
    assert Adjustment.objects.get().amount == -60


def test_credit_and_rebill_is_answered_with_a_credit_for_now(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    request = a_request(
        partner=partner, kind=RequestKind.CREDIT_AND_REBILL, invoice_number=invoice.number
    )

    granted(request, staff)

    assert Adjustment.objects.get().amount == Decimal("-12.5")
