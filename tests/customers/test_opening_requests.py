"""What each kind of request must say to be opened, and who may open it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from customers.models import (
    Attachment,
    Partner,
    RequestKind,
    RequestState,
    ServiceRequest,
)
from customers.queries.people import actor_for
from customers.services.request_checks import NotAsked
from customers.services.request_kinds import BY_CODE, KINDS, openable
from partnercenter import storage
from partnercenter.attachments import Arriving, Unacceptable
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_request, a_user
from tests.builders.asked import ASKED_AT, DUTCH_VAT_ID, PDF, PROOF

LATER = ASKED_AT + timedelta(hours=3)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def owner(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.BILLING_ADMIN)


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


def test_every_kind_says_what_it_is_for_and_what_happens_then() -> None:
    for kind in BY_CODE.values():
        assert kind.label
        assert str(kind.purpose)
        assert str(kind.effect)
        assert set(kind.needs) <= set(kind.asks)
