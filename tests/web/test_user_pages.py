"""The pages about a partner's people, and the password asked for before anything changes."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.forms import Form
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Partner
from customers.tasks import tell_of_invitation
from customers.web.billing_contacts import ContactForm
from customers.web.profile_form import ProfileForm
from customers.web.user_forms import InvitationForm
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_user
from tests.web.signing_in import PASSWORD, a_browser

pytestmark = pytest.mark.django_db
USERS = "/account-settings/users/"


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def admin(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.GLOBAL_ADMIN, password=PASSWORD)


@pytest.fixture
def client(admin: User) -> Client:
    browser = a_browser()
    browser.force_login(admin)
    return browser


@pytest.fixture
def known(client: Client) -> Client:
    """A browser in which the password was shown a moment ago."""
    client.get(f"{USERS}invite/")
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": USERS})
    return client


def address(person: User, act: str = "") -> str:
    return f"{USERS}{person.public_id}/{act}"


def rows(page: Any) -> list[str]:
    return re.findall(r'row-link" href="[^"]+">([^<]+)<', page.content.decode())


def an_invitation(**given: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "email": "lotte@people.example",
        "first_name": "Lotte",
        "last_name": "Smit",
        "roles": ["sales_agent", "billing_admin"],
        **given,
    }


def test_the_list_shows_the_own_people_and_nobody_else(client: Client, partner: Partner) -> None:
    a_user(partner=partner, role=Role.SALES_AGENT, first_name="Bo", last_name="Kuiper")
    a_user(partner=partner, role=Role.SALES_AGENT, email="staff@x.example", is_staff=True)
    a_user(partner=a_partner("Fjellhytta Sky AS"), email="stranger@x.example")

    page = client.get(USERS)

    assert "Bo Kuiper" in rows(page)
    assert not {"staff@x.example", "stranger@x.example"} & set(rows(page))
    assert "2 people work here" in page.content.decode()


def test_search_role_and_state_narrow_the_list(client: Client, partner: Partner) -> None:
    a_user(partner=partner, role=Role.SALES_AGENT, first_name="Bo")
    a_user(partner=partner, role=Role.BILLING_ADMIN, first_name="Kim", invited_at=timezone.now())
    a_user(partner=partner, role=Role.SALES_AGENT, first_name="Ada", is_active=False)

    found = {
        query: rows(client.get(f"{USERS}?{query}"))
        for query in ("search=bo", "role=sales_agent", "state=disabled", "state=invited")
    }

    assert found == {
        "search=bo": ["Bo"],
        "role=sales_agent": ["Ada", "Bo"],
        "state=disabled": ["Ada"],
        "state=invited": ["Kim"],
    }
    nobody = client.get(f"{USERS}?search=zz").content.decode()
    assert "Nobody fits" in nobody


def test_many_people_take_no_more_queries_than_few(client: Client, partner: Partner) -> None:
    client.get(USERS)
    with CaptureQueriesContext(connection) as few:
        client.get(USERS)
    for _ in range(12):
        a_user(partner=partner, role=Role.SALES_AGENT)

    with CaptureQueriesContext(connection) as many:
        client.get(USERS)

    assert len(many) == len(few)


def test_inviting_asks_for_the_password_and_then_shows_the_form(client: Client) -> None:
    asked = client.get(f"{USERS}invite/")

    form = client.post(asked["Location"], {"password": PASSWORD, "next": f"{USERS}invite/"})

    assert asked["Location"].startswith("/account/reauthenticate/")
    assert form["Location"] == f"{USERS}invite/"
    page = client.get(form["Location"]).content.decode()
    assert "Invoices, reconciliation, tax and credit requests; sees prices" in page


def test_a_double_click_invites_once(
    known: Client,
    partner: Partner,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    form = an_invitation()
    monkeypatch.setattr(
        tell_of_invitation, "apply_async", lambda kwargs, retry: tell_of_invitation(**kwargs)
    )

    with django_capture_on_commit_callbacks(execute=True):
        first, second = (known.post(f"{USERS}invite/", form) for _ in range(2))

    person = User.objects.get(email="lotte@people.example")
    assert first["Location"] == second["Location"] == address(person)
    assert len(mail.outbox) == 1
    shown = known.get(address(person)).content.decode()
    assert "lotte@people.example is invited" in shown
    assert "Send the invitation again" in shown


def test_what_is_wrong_with_an_invitation_is_told_at_the_field(known: Client) -> None:
    a_user(partner=a_partner("Fjellhytta Sky AS"), email="taken@people.example")

    refused = known.post(f"{USERS}invite/", an_invitation(email="taken@people.example"))
    empty = known.post(f"{USERS}invite/", an_invitation(roles=[], email="no"))

    assert "taken@people.example cannot be invited" in refused.content.decode()
    assert "Fjellhytta" not in refused.content.decode()
    assert "Choose at least one role." in empty.content.decode()
    assert mail.outbox == []


def test_the_act_that_was_interrupted_by_the_password_is_carried_out_after_it(
    client: Client, partner: Partner
) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)

    asked = client.post(address(person), {"roles": ["admin_agent", "helpdesk_agent"]})
    held = set(person.memberships.values_list("role", flat=True))
    done = client.post(
        asked["Location"], {"password": PASSWORD, "next": address(person)}, follow=True
    )

    assert held == {"sales_agent"}
    assert done.redirect_chain == [(address(person), 302)]
    assert "are changed" in done.content.decode()
    assert set(person.memberships.values_list("role", flat=True)) == {
        "admin_agent",
        "helpdesk_agent",
    }


def test_a_wrong_password_carries_nothing_out(client: Client, partner: Partner) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)

    asked = client.post(address(person, "disable/"))
    client.post(asked["Location"], {"password": "wrong", "next": address(person, "disable/")})

    person.refresh_from_db()
    assert person.is_active


def test_a_password_shown_long_ago_is_asked_for_again(known: Client, partner: Partner) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)
    session = known.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()

    asked = known.post(address(person, "disable/"))

    assert asked["Location"].startswith("/account/reauthenticate/")


def test_the_last_global_admin_and_oneself_are_told_why_not(
    known: Client, admin: User, partner: Partner
) -> None:
    page = known.post(address(admin), {"roles": ["sales_agent"]}).content.decode()
    answer = known.post(address(admin, "disable/"))

    assert "Nobody takes a role from him- or herself" in page
    assert answer.status_code == 409
    assert "Nobody disables him- or herself" in answer.content.decode()


def test_a_colleague_is_out_at_the_next_click_and_in_again_when_enabled(
    known: Client, partner: Partner
) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)
    theirs = a_browser()
    theirs.force_login(person)
    assert theirs.get("/customers/").status_code == 200

    known.post(address(person, "disable/"))
    out = theirs.get("/customers/")
    known.post(address(person, "enable/"))

    assert out["Location"].startswith("/account/login/")
    person.refresh_from_db()
    assert person.is_active
    acts = AuditEntry.objects.filter(act__startswith="person.").values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["person.disabled", "person.enabled"]


@pytest.mark.parametrize("act", ["", "disable/", "enable/", "invite-again/"])
def test_nobody_elses_people_are_found_even_with_the_password_shown(
    known: Client, act: str
) -> None:
    stranger = a_user(partner=a_partner("Fjellhytta Sky AS"), role=Role.SALES_AGENT)
    staff = a_user(is_staff=True)

    for person in (stranger, staff):
        assert known.post(address(person, act), {"roles": ["sales_agent"]}).status_code == 404
    assert set(stranger.memberships.values_list("role", flat=True)) == {"sales_agent"}


def test_acts_are_not_done_by_following_a_link(known: Client, partner: Partner) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT)

    for act in ("disable/", "enable/", "invite-again/"):
        assert known.get(address(person, act)).status_code == 405


def test_an_address_longer_than_any_is_refused_at_the_field(known: Client) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"

    page = known.post(f"{USERS}invite/", an_invitation(email=long))

    assert page.context["form"].has_error("email", "max_length")


@pytest.mark.parametrize(
    ("form", "field"),
    [(InvitationForm, "email"), (ContactForm, "email"), (ProfileForm, "contact_email")],
)
def test_no_form_takes_an_address_longer_than_the_database_does(
    form: type[Form], field: str
) -> None:
    assert form.base_fields[field].max_length == 254  # type: ignore[attr-defined]


def test_whom_the_supplier_disabled_is_not_offered_to_be_enabled(
    known: Client, partner: Partner
) -> None:
    person = a_user(partner=partner, role=Role.SALES_AGENT, is_active=False)

    page = known.get(address(person)).content.decode()
    answer = known.post(address(person, "enable/"))

    assert "Your supplier disabled this person" in page
    assert "Enable this user" not in page
    assert answer.status_code == 409
    assert "was disabled by your supplier" in answer.content.decode()
    person.refresh_from_db()
    assert not person.is_active
