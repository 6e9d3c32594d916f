"""Requests go back and forth until they are decided once; what was said stays said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from customers.models import (
    Attachment,
    Partner,
    RequestKind,
    RequestMessage,
    ServiceRequest,
)
from customers.services import request_answers, requests
from customers.services.request_checks import Facts, NotAsked
from customers.services.request_steps import AlreadyDecided, NotWaiting
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_request, a_user
from tests.builders.asked import ASKED_AT, DUTCH_VAT_ID, PROOF
from tests.together import together

LATER = ASKED_AT + timedelta(hours=3)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def owner(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.BILLING_ADMIN)


@pytest.fixture
def staff(db: None) -> User:
    return a_user(is_staff=True, is_superuser=True)


@pytest.fixture
def request_(partner: Partner, owner: User) -> ServiceRequest:
    return a_request(partner=partner, by=owner)


def state_of(request: ServiceRequest) -> str:
    return ServiceRequest.objects.get(pk=request.pk).state


def test_it_goes_back_and_forth_until_it_is_completed(
    request_: ServiceRequest, owner: User, staff: User
) -> None:
    states = [state_of(request_)]
    request_answers.take(request=request_, at=LATER, by=staff)
    request_answers.note(request=request_, text="Ask the warehouse.", at=LATER, by=staff)
    request_answers.ask_back(request=request_, text="Which line?", at=LATER, by=staff)
    states.append(state_of(request_))
    requests.reply(request=request_, text="The second.", at=LATER, by=owner)
    states.append(state_of(request_))
    request_answers.answer(request=request_, text="I will look.", at=LATER, by=staff)
    request_answers.complete(request=request_, text="It is the fee.", at=LATER, by=staff)

    request_.refresh_from_db()
    assert states == ["in_review", "pending_partner", "in_review"]
    assert (request_.state, request_.decided_by, request_.decided_at) == (
        "completed",
        staff,
        LATER,
    )
    assert request_.assigned_to == staff
    assert [
        (m.text, m.from_supplier, m.is_internal) for m in request_.messages.order_by("pk")
    ] == [
        ("Please explain the second line.", False, False),
        ("Ask the warehouse.", True, True),
        ("Which line?", True, False),
        ("The second.", False, False),
        ("I will look.", True, False),
        ("It is the fee.", True, False),
    ]


def test_what_only_the_supplier_knows_stays_out_of_the_partners_log(
    request_: ServiceRequest, partner: Partner, staff: User
) -> None:
    request_answers.take(request=request_, at=LATER, by=staff)
    request_answers.note(request=request_, text="Careful.", at=LATER, by=staff)

    seen = AuditEntry.objects.filter(partner_id=partner.pk).values_list("act", flat=True)
    everything = AuditEntry.objects.values_list("act", flat=True)
    assert list(seen) == ["request.opened"]
    assert set(everything) == {"request.opened", "request.taken", "request.noted"}


def test_facts_are_corrected_while_the_supplier_waits_for_them(
    partner: Partner, owner: User, staff: User
) -> None:
    request = a_request(
        partner=partner, by=owner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID
    )
    facts = Facts(tax_number="NL863920408B01")
    with pytest.raises(NotWaiting):
        requests.resubmit(request=request, text="Sorry.", facts=facts, at=LATER, by=owner)
    request_answers.ask_back(request=request, text="Is it that one?", at=LATER, by=staff)

    requests.resubmit(request=request, text="Sorry.", facts=facts, at=LATER, by=owner)

    request.refresh_from_db()
    assert (request.tax_number, request.state) == ("NL863920408B01", "in_review")
    with pytest.raises(NotAsked):
        request_answers.ask_back(request=request, text="", at=LATER, by=staff)


def test_nobody_is_asked_twice_at_once(request_: ServiceRequest, staff: User) -> None:
    request_answers.ask_back(request=request_, text="Which line?", at=LATER, by=staff)

    with pytest.raises(NotWaiting):
        request_answers.ask_back(request=request_, text="Which line?", at=LATER, by=staff)


@pytest.mark.parametrize(
    "end",
    [
        lambda r, at, by: requests.withdraw(request=r, at=at, by=by),
        lambda r, at, by: request_answers.complete(request=r, text="Done.", at=at, by=by),
        lambda r, at, by: request_answers.decline(request=r, reason="No.", at=at, by=by),
    ],
)
def test_what_is_decided_stays_decided(
    request_: ServiceRequest, owner: User, staff: User, end: Callable[..., object]
) -> None:
    end(request_, LATER, staff)

    for act in (
        lambda: requests.reply(request=request_, text="Yet", at=LATER, by=owner),
        lambda: requests.withdraw(request=request_, at=LATER, by=owner),
        lambda: request_answers.take(request=request_, at=LATER, by=staff),
        lambda: request_answers.answer(request=request_, text="Yet", at=LATER, by=staff),
        lambda: request_answers.ask_back(request=request_, text="Yet", at=LATER, by=staff),
        lambda: request_answers.complete(request=request_, text="Yet", at=LATER, by=staff),
        lambda: request_answers.decline(request=request_, reason="Yet", at=LATER, by=staff),
    ):
        with pytest.raises(AlreadyDecided):
            act()
    request_answers.note(request=request_, text="For later.", at=LATER, by=staff)
    with pytest.raises(DatabaseError, match="is decided"), transaction.atomic():
        ServiceRequest.objects.filter(pk=request_.pk).update(state="in_review", decided_at=None)


def test_the_database_keeps_what_was_said(request_: ServiceRequest, staff: User) -> None:
    requests.reply(request=request_, text="And this.", files=(PROOF,), at=LATER, by=staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        RequestMessage.objects.update(text="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestMessage.objects.create(
            request=request_, at=LATER, by=staff, from_supplier=False, is_internal=True, text="x"
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins() -> None:
    partner, staff = a_partner(), a_user(is_staff=True)
    request = a_request(partner=partner)

    def decide(accepts: bool) -> str:
        try:
            if accepts:
                request_answers.complete(request=request, text="Yes.", at=LATER, by=staff)
            else:
                request_answers.decline(request=request, reason="No.", at=LATER, by=staff)
        except AlreadyDecided:
            return "refused"
        return "decided"

    found = together(decide, [True, False])

    assert sorted(found) == ["decided", "refused"]
    assert request.messages.filter(from_supplier=True).count() == 1
