"""Both sides are told by e-mail when a request moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from customers.models import (
    Membership,
    Partner,
    ServiceRequest,
)
from customers.services import request_answers, requests
from customers.tasks import tell_of_request
from partnercenter.models import User
from partnercenter.roles import Role
from tests.builders import a_partner, a_request, a_user
from tests.builders.asked import ASKED_AT

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
