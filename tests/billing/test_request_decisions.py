"""A decision does what the request asks for, or nothing at all, and says what it changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing.models import Adjustment, Invoice, Withholding
from billing.queries import parties
from billing.queries.balances import balances
from billing.queries.request_outcomes import outcomes_of
from billing.services import request_decisions, request_filing
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import NotRefundable
from billing.services.request_decisions import AnotherKind
from billing.services.withholdings import NotWithheld
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
from customers.services.request_checks import Facts, NotAsked
from customers.services.request_steps import AlreadyDecided
from customers.services.tax_registrations import NotAVatId, StampedBack
from partnercenter.access import Actor
from partnercenter.models import AuditEntry, User
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_request,
    a_subscription,
    a_user,
    an_issued_invoice,
    an_offer,
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


def billed(partner: Partner, net: str = "100.00", tax: str = "21.00", **given: Any) -> Invoice:
    held = a_subscription(customer=a_customer(partner=partner), price=an_offer())
    lines = [Line(subscription=held, net=net, tax=tax)]
    return an_issued_invoice(partner=partner, lines=lines, **given)


@pytest.fixture
def invoice(partner: Partner) -> Invoice:
    return billed(partner)


def withheld(partner: Partner, invoice: Invoice, amount: str = "20.00") -> ServiceRequest:
    return a_request(
        partner=partner,
        kind=RequestKind.WITHHOLDING,
        files=(PROOF,),
        invoice_number=invoice.number,
        amount=Decimal(amount),
    )


def credit(partner: Partner, invoice: Invoice, **facts: Any) -> ServiceRequest:
    given = {"invoice_number": invoice.number, "amount": Decimal("12.50"), **facts}
    return a_request(partner=partner, kind=RequestKind.CREDIT, **given)


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


def test_tax_withheld_clears_the_invoice_like_a_payment(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    billed(partner, "-30.00", "-6.30", credit_note=True, amends=invoice)
    actor = Actor(partner_id=partner.pk)
    (before,) = balances(actor, partner=partner, on=invoice.issued_on)
    request = withheld(partner, invoice)

    request_decisions.accept_withholding(
        request=request, amount=Decimal("20.00"), text="Accepted.", at=LATER, by=staff
    )

    (after,) = balances(actor, partner=partner, on=invoice.issued_on)
    request.refresh_from_db()
    assert (str(before.not_yet_due), str(after.not_yet_due)) == ("EUR 84.70", "EUR 64.70")
    assert before.issued == after.issued
    assert outcomes_of(request)[0].invoice == invoice
    assert AuditEntry.objects.get(act="withholding.accepted").facts["amount"] == "20.00"
    with pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.update(amount=0)


def test_tax_withheld_is_accepted_once_and_up_to_the_total(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    request = withheld(partner, invoice)
    with pytest.raises(NotWithheld, match=r"at most EUR\s121\.00"):
        request_decisions.accept_withholding(
            request=request, amount=Decimal("121.01"), text="x", at=LATER, by=staff
        )
    other = a_request(partner=partner, invoice_number=invoice.number)
    accepted = {"amount": Decimal("121.00"), "text": "x", "at": LATER, "by": staff}
    with pytest.raises(AnotherKind):
        request_decisions.accept_withholding(request=other, **accepted)

    request_decisions.accept_withholding(request=request, **accepted)

    with pytest.raises(AlreadyDecided):
        request_decisions.accept_withholding(request=request, **accepted)
    with pytest.raises(NotAsked, match="already: go on there"):
        withheld(partner, invoice)


def test_one_request_for_tax_withheld_stands_at_a_time(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    first = withheld(partner, invoice)
    with pytest.raises(NotAsked, match=first.number):
        withheld(partner, invoice)
    request_answers.decline(request=first, reason="Unreadable.", at=LATER, by=staff)

    second = withheld(partner, invoice)

    assert second.state == RequestState.IN_REVIEW


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


def test_an_amount_is_corrected_when_it_is_asked_back(
    partner: Partner, invoice: Invoice, staff: User
) -> None:
    request = withheld(partner, invoice)
    request_answers.ask_back(request=request, text="The certificate says 15.", at=LATER, by=staff)
    facts = Facts(invoice_number=str(invoice), amount=Decimal("15.00"))

    request_filing.refile(
        request=request, text="Right.", facts=facts, at=LATER, by=request.opened_by
    )

    request.refresh_from_db()
    assert (request.amount, request.currency) == (Decimal(15), "EUR")
    assert request.state == RequestState.IN_REVIEW


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


@pytest.mark.django_db(transaction=True)
def test_two_clerks_ask_at_once_about_tax_withheld_and_one_request_stands() -> None:
    partner = a_partner()
    invoice, people = billed(partner), [a_user(partner=partner) for _ in range(3)]

    def ask(by: User) -> bool:
        try:
            a_request(
                partner=partner,
                by=by,
                kind=RequestKind.WITHHOLDING,
                files=(PROOF,),
                invoice_number=invoice.number,
                amount=Decimal("20.00"),
            )
        except NotAsked:
            return False
        return True

    assert sorted(together(ask, people)) == [False, False, True]


def test_moments_are_those_that_were_given(partner: Partner, staff: User) -> None:
    request = a_request(partner=partner)

    decided: datetime | None = request_decisions.answer(
        request=request, text="x", at=LATER, by=staff
    ).decided_at

    assert decided == LATER
