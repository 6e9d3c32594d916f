"""People are invited by mail, choose their password, and nobody else's people are touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from customers.models import Partner
from customers.queries.people import PersonState, state_of
from customers.services import people
from customers.tasks import tell_of_invitation
from partnercenter.invitations import NotSent
from partnercenter.models import AuditEntry, User
from partnercenter.queue import enqueue
from partnercenter.roles import Role
from tests.builders import a_partner, a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LINK = re.compile(r"http://\S+/account/password/reset/key/\S+")


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def admin(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.GLOBAL_ADMIN, first_name="Anouk", last_name="Vos")


@pytest.fixture(autouse=True)
def _mails_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "enqueue", lambda _name, **given: tell_of_invitation(**given))


def invite(partner: Partner, by: User, **given: Any) -> User:
    values = {
        "email": "Lotte.Smit@Waterkant-Cloud.example",
        "first_name": "Lotte",
        "last_name": "Smit",
        "roles": [Role.SALES_AGENT, Role.BILLING_ADMIN],
        **given,
    }
    return people.invite(partner=partner, at=NOW, by=by, **values)


def roles_of(person: User) -> set[str]:
    return set(person.memberships.values_list("role", flat=True))


def acts(partner: Partner) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=partner.pk).order_by("pk")
    return list(found.values_list("act", flat=True))


def test_somebody_who_is_invited_has_roles_and_no_password(partner: Partner, admin: User) -> None:
    person = invite(partner, admin)

    person.refresh_from_db()
    assert person.email == "lotte.smit@waterkant-cloud.example"
    assert roles_of(person) == {Role.SALES_AGENT, Role.BILLING_ADMIN}
    assert not person.has_usable_password()
    assert state_of(person) == PersonState.INVITED
    assert acts(partner) == ["person.invited"]


def test_the_mail_says_who_invites_for_whom_and_where_to_go(partner: Partner, admin: User) -> None:
    invite(partner, admin)

    (message,) = mail.outbox
    assert message.to == ["lotte.smit@waterkant-cloud.example"]
    assert message.subject == "Your access to Partner Center for Waterkant Cloud B.V."
    assert "Anouk Vos has invited you" in message.body
    assert LINK.search(message.body)


def test_the_mail_is_in_the_partners_language(partner: Partner, admin: User) -> None:
    partner.language = "nl"
    partner.save()

    invite(partner, admin)

    html, _kind = mail.outbox[0].alternatives[0]
    assert '<html lang="nl">' in html


def test_the_mail_opens_a_page_that_takes_a_password_once(
    partner: Partner, admin: User, client: Client
) -> None:
    person = invite(partner, admin)
    link = LINK.findall(mail.outbox[0].body)[0].split("8000", 1)[-1]

    page = client.get(link, follow=True)
    chosen = {"password1": "brass-kettle-19", "password2": "brass-kettle-19"}
    done = client.post(page.request["PATH_INFO"], chosen, follow=True)

    assert "Your new password is in force" in done.content.decode()
    person.refresh_from_db()
    assert person.check_password("brass-kettle-19")
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_a_second_mail_ends_the_link_of_the_first(
    partner: Partner, admin: User, client: Client
) -> None:
    person = invite(partner, admin)
    first = LINK.findall(mail.outbox[0].body)[0].split("8000", 1)[-1]

    people.invite_again(partner=partner, person=person, at=NOW + timedelta(hours=1), by=admin)

    assert len(mail.outbox) == 2
    assert "no longer works" in client.get(first, follow=True).content.decode()
    assert acts(partner) == ["person.invited", "person.invited_again"]


def test_a_second_click_sends_no_second_mail(partner: Partner, admin: User) -> None:
    person = invite(partner, admin)

    people.invite_again(partner=partner, person=person, at=NOW + timedelta(seconds=2), by=admin)

    assert len(mail.outbox) == 1


def test_who_has_signed_in_is_not_invited_again(partner: Partner, admin: User) -> None:
    with pytest.raises(people.NotInvited):
        people.invite_again(partner=partner, person=admin, at=NOW, by=admin)


def test_a_mail_that_the_server_does_not_take_is_tried_again_by_the_task(
    partner: Partner, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(people, "enqueue", lambda _name, **_given: None)
    person = invite(partner, admin)
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fails)

    with pytest.raises(NotSent):
        tell_of_invitation(person_id=person.pk, by_id=admin.pk)

    assert NotSent in tell_of_invitation.autoretry_for
    assert state_of(User.objects.get(pk=person.pk)) == PersonState.INVITED


@pytest.mark.parametrize("meanwhile", ["came", "was_disabled", "left"])
def test_a_late_mail_is_not_sent_to_who_came_was_disabled_or_left(
    partner: Partner, admin: User, meanwhile: str
) -> None:
    person = invite(partner, admin)
    mail.outbox.clear()
    if meanwhile == "came":
        person.last_login = NOW + timedelta(minutes=5)
    person.is_active = meanwhile != "was_disabled"
    person.save()
    if meanwhile == "left":
        person.memberships.all().delete()

    tell_of_invitation(person_id=person.pk, by_id=admin.pk)

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_of_what_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(people, "enqueue", enqueue)
    monkeypatch.setattr(
        tell_of_invitation, "apply_async", lambda kwargs, retry: sent.append(kwargs)
    )
    partner = a_partner()
    admin = a_user(partner=partner, role=Role.GLOBAL_ADMIN)

    with transaction.atomic():
        invite(partner, admin)
        transaction.set_rollback(True)
    with transaction.atomic():
        person = invite(partner, admin)
        assert sent == []

    assert sent == [{"person_id": person.pk, "by_id": admin.pk}]


def test_somebody_elses_people_staff_and_closed_accounts_cannot_be_invited(
    partner: Partner, admin: User
) -> None:
    a_user(partner=a_partner("Fjellhytta Sky AS"), email="ola@people.example")
    a_user(is_staff=True, email="noor@people.example")
    a_user(is_active=False, email="closed@people.example")

    told = set()
    for name in ("ola", "noor", "closed"):
        with pytest.raises(people.CannotBeInvited) as refused:
            invite(partner, admin, email=f"{name}@people.example")
        told.add(str(refused.value).replace(name, "X"))

    assert told == {
        "X@people.example cannot be invited. Choose another address, or ask your supplier."
    }
    assert mail.outbox == []


def test_one_of_the_own_people_is_not_invited_twice(partner: Partner, admin: User) -> None:
    invite(partner, admin)

    with pytest.raises(people.WorksHereAlready):
        invite(partner, admin)

    assert len(mail.outbox) == 1


def test_who_works_for_nobody_keeps_the_password_when_invited(
    partner: Partner, admin: User
) -> None:
    known = a_user(email="free@people.example", password="harbour-lantern-42", last_login=NOW)

    invite(partner, admin, email="free@people.example")

    known.refresh_from_db()
    assert known.check_password("harbour-lantern-42")
    assert state_of(known) == PersonState.ACTIVE
