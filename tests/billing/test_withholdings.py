"""Tax that was withheld clears its invoice, once, and up to its total."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.models import Invoice, Withholding
from billing.queries.balances import balances
from billing.queries.request_outcomes import outcomes_of
from billing.services import request_decisions, request_filing
from billing.services.request_decisions import AnotherKind
from billing.services.withholdings import NotWithheld
from customers.models import (
    Partner,
    RequestKind,
    RequestState,
)
from customers.services import request_answers
from customers.services.request_checks import Facts, NotAsked
from customers.services.request_steps import AlreadyDecided
from partnercenter.access import Actor
from partnercenter.models import AuditEntry, User
from tests.billing.disputed import billed, withheld
from tests.builders import (
    a_partner,
    a_request,
    a_user,
)
from tests.builders.asked import ASKED_AT, PROOF
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
