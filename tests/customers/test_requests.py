"""Requests go back and forth until they are decided once; what was said stays said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction

from customers.models import (
    Attachment,
    Membership,
    Partner,
    RequestKind,
    RequestMessage,
    RequestState,
    ServiceRequest,
)
from customers.queries.people import actor_for
from customers.services import request_answers, requests
from customers.services.request_checks import Facts, NotAsked
from customers.services.request_kinds import BY_CODE, KINDS, openable
from customers.services.request_steps import AlreadyDecided, NotWaiting
from customers.tasks import tell_of_request
from partnercenter import storage
from partnercenter.attachments import Arriving, Unacceptable
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_request, a_user
from tests.builders.asked import ASKED_AT, DUTCH_VAT_ID, PDF, PROOF
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


def test_every_kind_has_its_line() -> None:
    assert {kind.code for kind in KINDS} == set(RequestKind)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.GLOBAL_ADMIN, set(RequestKind)),
        (Role.BILLING_ADMIN, set(RequestKind)),
        (Role.ADMIN_AGENT, {RequestKind.BILLING_QUESTION}),
        (Role.SALES_AGENT, {RequestKind.BILLING_QUESTION}),
        (Role.HELPDESK_AGENT, {RequestKind.BILLING_QUESTION}),
    ],
)
def test_who_may_open_what_follows_from_the_role(
    partner: Partner, role: Role, kinds: set[str]
) -> None:
    actor = actor_for(a_user(partner=partner, role=role))

    assert {kind.code for kind in openable(actor)} == kinds


def test_a_request_keeps_its_facts_its_first_words_and_its_files(
    partner: Partner, owner: User
) -> None:
    request = a_request(
        partner=partner,
        by=owner,
        kind=RequestKind.TAX_ID,
        subject="  Our VAT\n id ",
        tax_number="nl 0041.70.520.B01",
        files=(PROOF,),
    )

    message = request.messages.get()
    file = message.attachments.get()
    assert (request.subject, request.tax_number) == ("Our VAT id", DUTCH_VAT_ID)
    assert request.state == RequestState.IN_REVIEW
    assert (message.by, message.from_supplier) == (owner, False)
    assert (file.name, file.media_type, file.size) == (
        "certificate.pdf",
        "application/pdf",
        len(PDF),
    )
    assert storage.open_stream(file.storage_key).read() == PDF
    assert AuditEntry.objects.get(act="request.opened").partner_id == partner.pk


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (RequestKind.TAX_ID, {}, "tax_number"),
        (RequestKind.TAX_ID, {"tax_number": "NL004170521B01"}, "tax_number"),
        (RequestKind.TAX_ID, {"tax_number": "DE136695976"}, "tax_number"),
        (RequestKind.VAT_EXEMPTION, {"jurisdiction": "NL"}, "valid_from"),
        (
            RequestKind.VAT_EXEMPTION,
            {"jurisdiction": "NL", "valid_from": ASKED_AT.date()},
            "files",
        ),
        (RequestKind.SALES_TAX_EXEMPTION, {"jurisdiction": "Washington"}, "certificate"),
        (
            RequestKind.VAT_EXEMPTION,
            {"jurisdiction": "Holland", "valid_from": ASKED_AT.date()},
            "jurisdiction",
        ),
        (
            RequestKind.VAT_EXEMPTION,
            {
                "jurisdiction": "NL",
                "valid_from": ASKED_AT.date(),
                "valid_until": ASKED_AT.date(),
            },
            "valid_until",
        ),
        (RequestKind.BILLING_QUESTION, {"text": "  "}, "text"),
        (RequestKind.BILLING_QUESTION, {"text": "x" * 5001}, "text"),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    partner: Partner, kind: str, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotAsked) as refused:
        a_request(partner=partner, kind=kind, **given)

    assert refused.value.field == field
    assert not ServiceRequest.objects.exists()


def test_a_file_that_is_refused_leaves_nothing_behind(partner: Partner) -> None:
    with pytest.raises(Unacceptable):
        a_request(partner=partner, files=(PROOF, Arriving("x.pdf", PDF[:-20])))
    with pytest.raises(Unacceptable, match="At most 5 files"):
        a_request(partner=partner, files=(PROOF,) * 6)

    assert not ServiceRequest.objects.exists()
    assert not Attachment.objects.exists()


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


@pytest.mark.django_db(transaction=True)
def test_the_other_side_is_told_once_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(tell_of_request, "apply_async", lambda kwargs, retry: told.append(kwargs))
    partner, staff = a_partner(), a_user(is_staff=True, is_superuser=True)

    with transaction.atomic():
        request = a_request(partner=partner)
        assert told == []
    request_answers.ask_back(request=request, text="Which line?", at=LATER, by=staff)

    assert told == [
        {"request_id": request.pk, "event": "opened"},
        {"request_id": request.pk, "event": "asked"},
    ]


def test_a_partners_people_get_a_link_and_nothing_that_matters(
    request_: ServiceRequest, partner: Partner, owner: User, staff: User
) -> None:
    colleague, gone = a_user(partner=partner), a_user(partner=partner)
    for person in (colleague, gone):
        requests.reply(request=request_, text="Secret words.", at=LATER, by=person)
    Membership.objects.filter(user=gone).delete()

    tell_of_request(request_id=request_.pk, event="completed")

    (message,) = mail.outbox
    assert sorted(message.to) == sorted([owner.email, colleague.email])
    assert message.subject == f"{request_.number}: completed"
    assert f"/requests/{request_.public_id}/" in message.body
    assert "Secret words" not in message.body + str(message.alternatives)
    assert request_.subject not in message.body


def test_the_suppliers_people_are_told_until_one_takes_it(
    request_: ServiceRequest, staff: User
) -> None:
    a_user(is_staff=True)
    other = a_user(is_staff=True, is_superuser=True)
    tell_of_request(request_id=request_.pk, event="opened")
    request_answers.take(request=request_, at=LATER, by=other)
    tell_of_request(request_id=request_.pk, event="replied")
    tell_of_request(request_id=0, event="replied")

    first, second = mail.outbox
    assert sorted(first.to) == sorted([staff.email, other.email])
    assert second.to == [other.email]
    assert f"/admin/customers/servicerequest/{request_.pk}/change/" in first.body


def test_every_kind_says_what_it_is_for_and_what_happens_then() -> None:
    for kind in BY_CODE.values():
        assert kind.label
        assert str(kind.purpose)
        assert str(kind.effect)
        assert set(kind.needs) <= set(kind.asks)
