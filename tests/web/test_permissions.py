"""Every role before every door: the doors are read from the address book, the rules from roles.

A new address fails here until it has a row in ``doors.DOORS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from billing.models import DocumentState
from partnercenter.grants import permissions_of
from partnercenter.models import User
from partnercenter.roles import Permission, Role
from tests.builders import (
    a_partner,
    a_user,
)
from tests.web.conftest import SignIn
from tests.web.doors import DOORS, VARIANTS, Door
from tests.web.things import Things, things_of

pytestmark = pytest.mark.django_db

# Addresses that are not ours one by one: what stands behind the prefix has one rule for all.
GROUPS = {"admin/": "staff", "account/": "everybody's own account"}
# Pages of the account group that somebody who is not signed in needs.
WITHOUT_SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
}


def addresses(
    patterns: list[Any], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, str, Any]]:
    """Yield (group prefix, name, route, page) of every address of the product."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inside)
        elif isinstance(pattern, URLPattern):
            group = next((group for group in GROUPS if route.startswith(group)), "")
            yield group, f"{space}{pattern.name}", route, pattern.callback


def our_addresses() -> set[str]:
    return {name for group, name, _, _ in addresses(get_resolver().url_patterns) if not group}


@pytest.fixture
def own(db: None) -> Things:
    return things_of(a_partner(), currency="EUR")


@pytest.fixture
def foreign(db: None) -> Things:
    partner = a_partner("Fjellhytta Sky AS", country="NO", currency="NOK")
    return things_of(partner, currency="NOK")


def knock(client: Client, name: str, door: Door, of: Things) -> int:
    address = reverse(door.name or name, args=door.args(of) if door.args else [])
    answer = client.post(address) if door.post else client.get(address)
    return answer.status_code


def expected(door: Door, role: Role, *, is_own: bool) -> int:
    """What the role's row in the table says: the door first, then whose the thing is, then ``also``."""
    granted = permissions_of({role})
    if isinstance(door.needs, Permission) and door.needs not in granted:
        return 403
    if not is_own or (door.sees and door.sees not in granted):
        return 404
    return 403 if door.also and door.also not in granted else door.enters


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert our_addresses() == set(DOORS)


def test_every_page_wears_the_guard_its_rule_names() -> None:
    views = {name: callback for _, name, _, callback in addresses(get_resolver().url_patterns)}
    guarded = {n: d.needs for n, d in DOORS.items() if isinstance(d.needs, Permission)}

    assert {name: views[name].permission for name in guarded} == guarded


@pytest.mark.parametrize("role", list(Role))
def test_a_role_enters_where_its_row_lets_it(
    role: Role, own: Things, foreign: Things, sign_in: SignIn
) -> None:
    client = sign_in(a_user(partner=own.partner, role=role))
    doors = {**DOORS, **VARIANTS}
    del doors["healthz"]

    found = {name: knock(client, name, door, own) for name, door in doors.items()}

    assert found == {name: expected(door, role, is_own=True) for name, door in doors.items()}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_finds_nothing_of_another_partner(
    role: Role, own: Things, foreign: Things, sign_in: SignIn
) -> None:
    client = sign_in(a_user(partner=own.partner, role=role))
    doors = {
        name: door
        for name, door in {**DOORS, **VARIANTS}.items()
        if door.args and not door.of_nobody
    }

    found = {name: knock(client, name, door, foreign) for name, door in doors.items()}

    assert found == {name: expected(door, role, is_own=False) for name, door in doors.items()}
    foreign.failed.refresh_from_db()
    assert foreign.failed.state == DocumentState.FAILED


def test_nobody_signed_in_is_asked_to_sign_in(own: Things, client: Client) -> None:
    doors = {**DOORS, **VARIANTS}
    del doors["healthz"]

    found = {name: knock(client, name, door, own) for name, door in doors.items()}

    assert found == dict.fromkeys(doors, 302)
    answer = client.get(reverse("billing:overview"))
    assert answer["Location"].startswith(reverse("account_login"))


def test_somebody_without_a_role_enters_the_first_page_only(own: Things, sign_in: SignIn) -> None:
    client = sign_in(a_user())
    doors = {**DOORS, **VARIANTS}
    del doors["healthz"]

    found = {name: knock(client, name, door, own) for name, door in doors.items()}

    assert found == {**dict.fromkeys(doors, 403), "home": 200}


def test_a_person_who_was_deactivated_enters_nowhere(own: Things, sign_in: SignIn) -> None:
    person = a_user(partner=own.partner, role=Role.GLOBAL_ADMIN)
    client = sign_in(person)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert knock(client, "billing:overview", DOORS["billing:overview"], own) == 302


def test_the_health_check_asks_nobody_who_they_are(client: Client) -> None:
    assert client.get(reverse("healthz")).status_code in {200, 503}


@pytest.mark.parametrize("role", [None, *Role])
def test_the_admin_is_for_staff_only(role: Role | None, own: Things, sign_in: SignIn) -> None:
    client = sign_in(a_user(partner=own.partner, role=role)) if role else Client()
    places = [name for name in admin_places() if name != "admin:login"]

    found = {name: client.get(reverse(name)).status_code for name in places}

    assert set(found.values()) == {302}


def test_staff_enter_the_admin(sign_in: SignIn) -> None:
    client = sign_in(a_user(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:index")).status_code == 200


def test_an_account_is_its_owners_alone(client: Client) -> None:
    """Nobody signed in sees only what signing in takes."""
    found = {
        name: client.get(reverse(name)).status_code
        for group, name, route, _ in addresses(get_resolver().url_patterns)
        if group == "account/" and "<" not in route and "(?P" not in route
    }

    opened = {name for name, status in found.items() if status == 200}
    assert opened <= WITHOUT_SIGNING_IN
    assert "account_login" in opened


def admin_places() -> list[str]:
    """Return the admin's addresses that need no object: index, lists, forms to add."""
    return [
        name
        for group, name, route, _ in addresses(get_resolver().url_patterns)
        if group == "admin/"
        and "<" not in route
        and "(?P" not in route
        and not name.endswith(("None", ":jsi18n", ":logout", ":autocomplete"))
    ]
