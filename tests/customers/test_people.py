"""A partner's people: invited by mail, given roles, let out at once, and never without an admin."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from customers.models import Membership, Partner
from customers.queries.people import PersonState, state_of
from customers.services import people
from partnercenter.invitations import NotSent
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_user
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LINK = re.compile(r"http://\S+/account/password/reset/key/\S+")


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def admin(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.GLOBAL_ADMIN, first_name="Anouk", last_name="Vos")


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


def test_an_invitation_that_no_mail_server_takes_changes_nothing(
    partner: Partner, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fails)

    with pytest.raises(NotSent):
        invite(partner, admin)

    assert not User.objects.filter(email__startswith="lotte").exists()
    assert acts(partner) == []


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


def test_roles_are_replaced_by_exactly_those_given(partner: Partner, admin: User) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)

    changed = people.give_roles(
        partner=partner,
        person=person,
        roles=[Role.ADMIN_AGENT, Role.GLOBAL_ADMIN],
        at=NOW,
        by=admin,
    )

    assert changed
    assert roles_of(person) == {Role.ADMIN_AGENT, Role.GLOBAL_ADMIN}
    entry = AuditEntry.objects.get(act="person.roles_given")
    assert entry.facts == {"before": "sales_agent", "after": "global_admin, admin_agent"}
    assert entry.by == admin


def test_the_same_roles_again_are_no_act(partner: Partner, admin: User) -> None:
    assert not people.give_roles(
        partner=partner, person=admin, roles=[Role.GLOBAL_ADMIN], at=NOW, by=admin
    )
    assert acts(partner) == []


def test_nobody_is_left_without_a_role(partner: Partner, admin: User) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)

    with pytest.raises(people.NoRole):
        people.give_roles(partner=partner, person=person, roles=[], at=NOW, by=admin)


def test_nobody_demotes_or_disables_oneself(partner: Partner, admin: User) -> None:
    a_user(partner=partner, role=Role.GLOBAL_ADMIN)

    with pytest.raises(people.NotOneself):
        people.give_roles(
            partner=partner, person=admin, roles=[Role.SALES_AGENT], at=NOW, by=admin
        )
    with pytest.raises(people.NotOneself):
        people.disable(partner=partner, person=admin, at=NOW, by=admin)


def test_a_global_admin_may_take_on_further_roles(partner: Partner, admin: User) -> None:
    people.give_roles(
        partner=partner,
        person=admin,
        roles=[Role.GLOBAL_ADMIN, Role.ADMIN_AGENT],
        at=NOW,
        by=admin,
    )

    assert roles_of(admin) == {Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}


def test_the_last_global_admin_who_can_sign_in_stays(partner: Partner, admin: User) -> None:
    """Whoever is disabled, or was invited and never came, is none."""
    a_user(partner=partner, role=Role.GLOBAL_ADMIN, is_active=False)
    a_user(partner=partner, role=Role.GLOBAL_ADMIN, invited_at=NOW)
    other = a_user(partner=partner, role=Role.BILLING_ADMIN)

    with pytest.raises(people.LastGlobalAdmin):
        people.disable(partner=partner, person=admin, at=NOW, by=other)
    with pytest.raises(people.LastGlobalAdmin):
        people.give_roles(
            partner=partner, person=admin, roles=[Role.BILLING_ADMIN], at=NOW, by=other
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_disable_each_other_at_once_leave_one() -> None:
    partner = a_partner()
    first, second = (a_user(partner=partner, role=Role.GLOBAL_ADMIN) for _ in range(2))

    def disable(pair: tuple[User, User]) -> str:
        by, person = pair
        try:
            people.disable(partner=partner, person=person, at=NOW, by=by)
        except people.LastGlobalAdmin:
            return "refused"
        return "done"

    told = together(disable, [(first, second), (second, first)])

    assert sorted(told) == ["done", "refused"]
    assert User.objects.filter(is_active=True).count() == 1


def test_who_is_disabled_is_out_everywhere_and_stays_out_when_enabled_again(
    partner: Partner, admin: User, client: Client
) -> None:
    person = a_user(
        partner=partner,
        role=Role.SALES_AGENT,
        email="open@people.example",
        password="long-enough-1",
    )
    client.post("/account/login/", {"login": person.email, "password": "long-enough-1"})
    assert client.get("/customers/").status_code == 200

    people.disable(partner=partner, person=person, at=NOW, by=admin)

    assert client.get("/customers/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
    people.enable(partner=partner, person=person, at=NOW, by=admin)
    assert client.get("/customers/").status_code == 302
    assert acts(partner)[-2:] == ["person.disabled", "person.enabled"]


def test_staff_and_strangers_are_nobodys_people(partner: Partner, admin: User) -> None:
    staff = a_user(partner=partner, is_staff=True)
    stranger = a_user(partner=a_partner("Fjellhytta Sky AS"))

    for person in (staff, stranger):
        with pytest.raises(User.DoesNotExist):
            people.disable(partner=partner, person=person, at=NOW, by=admin)
        with pytest.raises(User.DoesNotExist):
            people.give_roles(
                partner=partner, person=person, roles=[Role.SALES_AGENT], at=NOW, by=admin
            )
    assert Membership.objects.filter(user=stranger).count() == 1
