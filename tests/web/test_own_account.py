"""The own account: a new password, where one is signed in, and what nobody changes alone."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from customers.models import Partner
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_user
from tests.web.signing_in import PASSWORD, a_browser, signs_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    email = f"{secrets.token_hex(6)}@people.example"
    return a_user(partner=partner, role=Role.SALES_AGENT, email=email, password=PASSWORD)


def test_a_new_password_signs_out_everywhere_else_and_is_written_down(
    partner: Partner, person: User
) -> None:
    here, there = a_browser(), a_browser()
    signs_in(here, person)
    signs_in(there, person)
    form = {
        "oldpassword": PASSWORD,
        "password1": "copper-lantern-77",
        "password2": "copper-lantern-77",
    }

    answer = here.post("/account/password/change/", form)

    assert answer.status_code == 302
    assert here.get("/customers/").status_code == 200
    assert there.get("/customers/").status_code == 302
    entry = AuditEntry.objects.get(act="password.changed")
    assert (entry.by, entry.subject, entry.partner_id) == (person, person.email, partner.pk)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elf-letters", "at least 12 characters"),
        ("123456789012", "entirely numeric"),
        ("password1234", "commonly used"),
        ("lotte.smit@people", "too similar"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(
    partner: Partner, password: str, why: str
) -> None:
    lotte = a_user(partner=partner, email="lotte.smit@people.example", password=PASSWORD)
    client = a_browser()
    client.force_login(lotte)

    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/account/password/change/", form)

    assert why in page.content.decode()


def test_people_see_where_they_are_signed_in_and_end_it_elsewhere(person: User) -> None:
    here, there = a_browser(headers={"User-Agent": "Firefox"}), a_browser()
    signs_in(here, person)
    signs_in(there, person)

    page = here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")

    assert "Sign out everywhere else" in page
    assert "Firefox" in page
    assert here.get("/customers/").status_code == 200
    assert there.get("/customers/").status_code == 302


def test_nobody_adds_an_address_to_the_own_account(person: User) -> None:
    client = a_browser()
    signs_in(client, person)

    client.post("/account/email/", {"action_add": "", "email": "mine.too@people.example"})

    assert list(person.emailaddress_set.values_list("email", flat=True)) == [person.email]


def test_a_forgotten_password_is_mailed_to_known_addresses_only(
    person: User, mailoutbox: list[Any]
) -> None:
    client = a_browser()

    answers = [
        client.post("/account/password/reset/", {"email": email})
        for email in (person.email, "nobody@nowhere.example")
    ]

    assert {answer["Location"] for answer in answers} == {"/account/password/reset/done/"}
    (message,) = mailoutbox
    assert message.to == [person.email]
    assert message.subject == "Choose a new password for Partner Center"
