"""A decision does what the request asks for, or nothing at all, and says what it changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Adjustment, Invoice
from billing.queries import parties
from billing.queries.request_outcomes import outcomes_of
from billing.services import request_decisions
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import NotRefundable
from customers.models import (
    Partner,
    RequestKind,
    RequestState,
    ServiceRequest,
    TaxExemption,
    TaxRegistration,
)
from customers.services import request_answers, requests
from customers.services.partners import next_cycle
from customers.services.request_checks import NotAsked
from customers.services.request_steps import AlreadyDecided
from customers.services.tax_registrations import NotAVatId, StampedBack
from partnercenter.models import User
from tests.billing.disputed import billed, credit
from tests.builders import (
    a_partner,
    a_request,
    a_user,
)
from tests.builders.asked import ASKED_AT, DUTCH_VAT_ID, PROOF
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


def test_a_tax_id_counts_from_the_next_cycle_and_never_before(
    partner: Partner, staff: User
) -> None:
    request = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)
    first = next_cycle(partner, on=LATER.date())

    request_decisions.accept_tax_id(
        request=request, number=DUTCH_VAT_ID, valid_from=first, text="Done.", at=LATER, by=staff
    )

    request.refresh_from_db()
    registration = TaxRegistration.objects.get(request=request)
    (outcome,) = outcomes_of(request)
    assert request.state == RequestState.COMPLETED
    assert request.outcome == [{"what": "tax_registration", "key": registration.pk}]
    assert first == date(2026, 12, 16)
    assert parties.vat_number(partner, on=first) == DUTCH_VAT_ID
    assert parties.vat_number(partner, on=first - timedelta(days=1)) == ""
    assert outcome.words == f"VAT id {DUTCH_VAT_ID}, valid from 16 Dec 2026"
    assert "15 Jan 2027" in outcome.detail
    assert request.messages.latest("pk").text == "Done."


@pytest.mark.parametrize(
    ("number", "valid_from", "refusal"),
    [
        ("NL004170521B01", date(2026, 12, 16), NotAVatId),
        (DUTCH_VAT_ID, date(2026, 11, 1), StampedBack),
    ],
)
def test_what_a_service_refuses_leaves_the_request_open(
    partner: Partner, staff: User, number: str, valid_from: date, refusal: type[Exception]
) -> None:
    Partner.objects.filter(pk=partner.pk).update(profile_confirmed_at=ASKED_AT)
    request = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)

    with pytest.raises(refusal):
        request_decisions.accept_tax_id(
            request=request, number=number, valid_from=valid_from, text="x", at=LATER, by=staff
        )

    request.refresh_from_db()
    assert request.state == RequestState.IN_REVIEW
    assert request.messages.count() == 1
    assert not TaxRegistration.objects.exists()


@pytest.mark.parametrize(
    ("kind", "exempt"),
    [(RequestKind.VAT_EXEMPTION, "vat"), (RequestKind.SALES_TAX_EXEMPTION, "sales_tax")],
)
def test_an_exemption_is_accepted_for_its_days(
    partner: Partner, staff: User, kind: str, exempt: str
) -> None:
    request = a_request(
        partner=partner,
        kind=kind,
        files=(PROOF,),
        jurisdiction="nl",
        certificate="C-17",
        valid_from=date(2026, 1, 1),
    )

    request_decisions.accept_exemption(
        request=request,
        jurisdiction=request.jurisdiction,
        certificate="C-17",
        valid_from=date(2026, 12, 16),
        valid_until=date(2027, 12, 16),
        text="Done.",
        at=LATER,
        by=staff,
    )

    made = TaxExemption.objects.get(request=request)
    request.refresh_from_db()
    assert (made.kind, made.jurisdiction, made.accepted_by) == (exempt, "NL", staff)
    assert "16 Dec 2026 \N{EN DASH} 15 Dec 2027" in outcomes_of(request)[0].words


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


def test_credit_and_rebill_is_answered_with_a_credit_for_now(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    request = a_request(
        partner=partner, kind=RequestKind.CREDIT_AND_REBILL, invoice_number=invoice.number
    )

    granted(request, staff)

    assert Adjustment.objects.get().amount == Decimal("-12.5")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"invoice_number": "D999", "amount": Decimal(1)}, "invoice_number"),
        ({"amount": Decimal("121.01")}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal(1), "line_position": 2}, "line_position"),
    ],
)
def test_a_request_about_an_invoice_is_about_one_that_exists(
    partner: Partner, invoice: Invoice, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotAsked) as refused:
        credit(partner, invoice, **facts)

    assert refused.value.field == field


def test_another_partners_invoice_does_not_exist(invoice: Invoice) -> None:
    with pytest.raises(NotAsked):
        credit(a_partner("Haselbrück IT-Dienste GmbH", country="DE"), invoice)


def test_a_question_is_completed_with_an_answer(partner: Partner, staff: User) -> None:
    request = a_request(partner=partner)

    request_decisions.answer(request=request, text="It is the fee.", at=LATER, by=staff)

    request.refresh_from_db()
    assert (request.state, request.outcome, outcomes_of(request)) == ("completed", [], [])


@pytest.mark.django_db(transaction=True)
def test_of_two_that_decide_at_once_one_acts() -> None:
    partner, staff = a_partner(), a_user(is_staff=True)
    request = credit(partner, billed(partner))

    def decide(act: str) -> str:
        try:
            if act == "grant":
                granted(request, staff)
            elif act == "decline":
                request_answers.decline(request=request, reason="No.", at=LATER, by=staff)
            else:
                requests.withdraw(request=request, at=LATER, by=request.opened_by)
        except AlreadyDecided:
            return ""
        return act

    (won,) = filter(None, together(decide, ["grant", "decline", "withdraw", "grant"]))

    request.refresh_from_db()
    assert Adjustment.objects.count() == (won == "grant")
    assert (
        request.state
        == {
            "grant": "completed",
            "decline": "declined",
            "withdraw": "withdrawn",
        }[won]
    )


def test_moments_are_those_that_were_given(partner: Partner, staff: User) -> None:
    request = a_request(partner=partner)

    decided: datetime | None = request_decisions.answer(
        request=request, text="x", at=LATER, by=staff
    ).decided_at

    assert decided == LATER
