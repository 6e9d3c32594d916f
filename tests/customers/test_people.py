"""A partner's people: given roles, let out at once, and never without an admin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from customers.models import Membership, Partner
from customers.services import people
from partnercenter import audit
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_user
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def admin(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.GLOBAL_ADMIN, first_name="Anouk", last_name="Vos")


def roles_of(person: User) -> set[str]:
    return set(person.memberships.values_list("role", flat=True))


def acts(partner: Partner) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=partner.pk).order_by("pk")
    return list(found.values_list("act", flat=True))


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
        with pytest.raises(people.CannotBeInvited):
            people.disable(partner=partner, person=person, at=NOW, by=admin)
        with pytest.raises(people.CannotBeInvited):
            people.give_roles(
                partner=partner, person=person, roles=[Role.SALES_AGENT], at=NOW, by=admin
            )
    assert Membership.objects.filter(user=stranger).count() == 1


def test_whom_the_supplier_disabled_no_partner_enables(partner: Partner, admin: User) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)
    people.disable(partner=partner, person=person, at=NOW, by=admin)
    people.enable(partner=partner, person=person, at=NOW, by=admin)
    staff = a_user(is_staff=True)
    User.objects.filter(pk=person.pk).update(is_active=False)
    audit.record("user.disabled", person, at=NOW, by=staff, partner_id=partner.pk)

    with pytest.raises(people.LockedBySupplier):
        people.enable(partner=partner, person=person, at=NOW, by=admin)

    person.refresh_from_db()
    assert not person.is_active


def test_whom_the_log_does_not_know_as_disabled_by_the_partner_stays_out(
    partner: Partner, admin: User
) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT, is_active=False)

    with pytest.raises(people.LockedBySupplier):
        people.enable(partner=partner, person=person, at=NOW, by=admin)
