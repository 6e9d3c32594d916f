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
from billing.services.request_decisions import ChangedSince, ExemptsFromNothing
from customers.models import (
    Partner,
    RequestKind,
    RequestState,
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
    a_supplier,
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
        (DUTCH_VAT_ID, date(2026, 12, 15), StampedBack),
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


def test_a_partner_that_was_billed_is_not_at_setup_though_it_never_confirmed(
    partner: Partner, staff: User
) -> None:
    Partner.objects.filter(pk=partner.pk).update(profile_confirmed_at=None)
    request = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)
    billed(partner)

    with pytest.raises(StampedBack):
        request_decisions.accept_tax_id(
            request=request,
            number=DUTCH_VAT_ID,
            valid_from=partner.enrolled_on,
            text="x",
            at=LATER,
            by=staff,
        )

    assert not TaxRegistration.objects.exists()


def test_before_the_first_invoice_a_tax_id_counts_from_enrolment_on(
    partner: Partner, staff: User
) -> None:
    Partner.objects.filter(pk=partner.pk).update(profile_confirmed_at=None)
    request = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)

    request_decisions.accept_tax_id(
        request=request,
        number=DUTCH_VAT_ID,
        valid_from=partner.enrolled_on,
        text="x",
        at=LATER,
        by=staff,
    )

    assert TaxRegistration.objects.get().valid_from == partner.enrolled_on


@pytest.mark.parametrize(("kind", "place"), [("vat_exemption", "BE"), ("vat_exemption", "NL-ZH")])
def test_a_vat_exemption_that_would_exempt_from_nothing_is_refused(
    partner: Partner, staff: User, kind: str, place: str
) -> None:
    a_supplier()
    request = a_request(
        partner=partner, kind=kind, files=(PROOF,), jurisdiction="NL", valid_from=date(2026, 1, 1)
    )

    with pytest.raises(ExemptsFromNothing, match="Netherlands"):
        request_decisions.accept_exemption(
            request=request,
            jurisdiction=place,
            certificate="C-17",
            valid_from=date(2026, 12, 16),
            valid_until=None,
            text="Done.",
            at=LATER,
            by=staff,
        )

    request.refresh_from_db()
    assert request.is_open
    assert not TaxExemption.objects.exists()


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


def test_a_decision_is_about_what_was_seen(partner: Partner, staff: User) -> None:
    request = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)
    seen = request.changed_at
    request_answers.ask_back(request=request, text="Sure?", at=LATER, by=staff)
    deciding: dict[str, Any] = {"accept": request_decisions.answer, "text": "x", "at": LATER}

    with pytest.raises(ChangedSince, match="open it again"):
        request_decisions.accept_as_seen(request=request, seen=seen, by=staff, **deciding)

    request.refresh_from_db()
    assert request.is_open


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
                given: dict[str, Any] = {
                    "reason": "As asked",
                    "applies_on": LATER.date(),
                    "text": "Granted.",
                }
                request_decisions.grant_credit(
                    request=request, amount=Decimal("12.5"), at=LATER, by=staff, **given
                )
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
