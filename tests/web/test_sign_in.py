"""Signing in: what is told, what is locked, what is written down."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse

from customers.models import Partner
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from partnercenter.web.accounts import Accounts
from tests.builders import a_partner, a_user
from tests.web.doors import DOORS
from tests.web.signing_in import PASSWORD, a_browser, signs_in

pytestmark = pytest.mark.django_db
WRONG = "E-mail address and password do not belong together."
LOCKED = "Too many attempts failed"


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    email = f"{secrets.token_hex(6)}@people.example"
    return a_user(partner=partner, role=Role.SALES_AGENT, email=email, password=PASSWORD)


def entries(partner: Partner | None) -> list[tuple[str, str, User | None]]:
    key = partner.pk if partner else None
    found = AuditEntry.objects.filter(partner_id=key).order_by("pk").select_related("by")
    return [(entry.act, entry.subject, entry.by) for entry in found]


def test_a_wrong_password_and_an_unknown_address_are_told_alike(person: User) -> None:
    client = a_browser()

    known = signs_in(client, person, "wrong-password-1").content.decode()
    unknown = signs_in(client, User(email="nobody@nowhere.example")).content.decode()

    assert WRONG in known
    assert WRONG in unknown


def test_the_eleventh_failure_from_one_address_is_blocked(person: User) -> None:
    client = a_browser()

    told = [
        signs_in(client, User(email=f"{secrets.token_hex(6)}@x.example")).content.decode()
        for _ in range(11)
    ]

    assert [LOCKED in page for page in told] == [False] * 10 + [True]
    assert LOCKED in signs_in(client, person).content.decode()
    assert signs_in(a_browser(), person).status_code == 302


def test_an_account_under_attack_is_locked_from_everywhere(person: User) -> None:
    for _ in range(10):
        signs_in(a_browser(), person, "wrong-password-1")

    right = signs_in(a_browser(), person).content.decode()
    unknown = User(email=f"{secrets.token_hex(6)}@x.example")
    told = [signs_in(a_browser(), unknown).content.decode() for _ in range(11)]

    assert LOCKED in right
    assert LOCKED in told[-1], "an account that does not exist is locked alike"


def test_behind_a_proxy_failures_are_counted_by_the_address_the_proxy_saw(
    person: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client, ours = a_browser(), f"198.51.100.{secrets.randbelow(250)}"

    for number in range(10):
        client.post(
            "/account/login/",
            {"login": f"{secrets.token_hex(6)}@x.example", "password": "wrong-password-1"},
            headers={"X-Forwarded-For": f"203.0.113.{number}, {ours}"},
        )
    form = {"login": person.email, "password": PASSWORD}

    here = client.post("/account/login/", form, headers={"X-Forwarded-For": ours})
    elsewhere = f"2001:db8:{secrets.randbelow(65536):x}::9"
    there = client.post("/account/login/", form, headers={"X-Forwarded-For": elsewhere})

    assert LOCKED in here.content.decode()
    assert there.status_code == 302


def test_without_a_proxy_an_invented_address_is_not_believed(person: User) -> None:
    client = a_browser()

    for number in range(10):
        client.post(
            "/account/login/",
            {"login": f"{secrets.token_hex(6)}@x.example", "password": "wrong-password-1"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )

    assert LOCKED in signs_in(client, person).content.decode()


def test_coming_and_going_stands_in_the_partners_log(partner: Partner, person: User) -> None:
    client = a_browser()

    signs_in(client, person, "wrong-password-1")
    signs_in(client, person)
    client.post("/account/logout/")

    assert entries(partner) == [
        ("sign_in.failed", person.email, None),
        ("sign_in.done", person.email, person),
        ("sign_in.ended", person.email, person),
    ]


def test_a_failure_at_an_unknown_address_is_no_partners_business(partner: Partner) -> None:
    signs_in(a_browser(), User(email="nobody@nowhere.example"))

    assert entries(None) == [("sign_in.failed", "nobody@nowhere.example", None)]
    assert entries(partner) == []


def test_a_disabled_account_is_told_so_only_with_its_password(
    partner: Partner, person: User
) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)

    wrong = signs_in(a_browser(), person, "wrong-password-1")
    right = signs_in(a_browser(), person)

    assert WRONG in wrong.content.decode()
    assert right["Location"] == "/account/inactive/"
    assert [act for act, *_ in entries(partner)] == ["sign_in.failed", "sign_in.refused"]


def test_what_was_typed_cannot_write_a_line_of_its_own(
    caplog: pytest.LogCaptureFixture, rf: RequestFactory
) -> None:
    typed = f"a{secrets.token_hex(6)}\n2026 WARNING all is well\u202e@x.example"
    request = rf.post("/account/login/", **a_browser().defaults)

    Accounts().authentication_failed(request, email=typed)
    for _ in range(11):
        with suppress(ValidationError):
            Accounts().pre_authenticate(request, email=typed)

    (blocked,) = (r.getMessage() for r in caplog.records if r.name.startswith("partnercenter.web"))
    (entry,) = AuditEntry.objects.all()
    for line in (blocked, entry.subject):
        assert "all is well@x.example" in line
        assert line.isprintable()


def test_what_is_no_address_is_asked_of_nobody(partner: Partner) -> None:
    signs_in(a_browser(), User(email="a\nb@people.example"))

    assert entries(None) == []


def test_the_session_has_another_id_once_somebody_signed_in(person: User) -> None:
    client = a_browser()
    client.get("/account/login/")
    session = client.session
    session["kept"] = True
    session.save()
    before = client.session.session_key

    client.cookies["sessionid"] = before
    signs_in(client, person)

    assert client.session.session_key != before


def test_too_many_requests_are_told_in_words(person: User) -> None:
    client = a_browser()

    told = [client.post("/account/password/reset/", {"email": person.email}) for _ in range(25)]

    assert told[-1].status_code == 429
    assert "Too many attempts" in told[-1].content.decode()


def test_no_page_can_be_framed_or_run_a_script_of_others(person: User) -> None:
    client = a_browser()
    signs_in(client, person)
    plain = [name for name, door in DOORS.items() if door.args is None]
    addresses = [*(reverse(name) for name in plain), "/nowhere/", "/account/2fa/"]

    for address in addresses:
        answer = client.get(address)
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert "default-src 'none'" in answer["Content-Security-Policy"], address


def test_over_https_the_session_never_travels_in_the_clear(person: User, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 366 * 24 * 3600
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    secure = a_browser()

    page = secure.get("/account/login/", secure=True)
    answer = secure.post(
        "/account/login/", {"login": person.email, "password": PASSWORD}, secure=True
    )

    assert page["Referrer-Policy"] == "same-origin"
    assert page["Strict-Transport-Security"].startswith("max-age=31622400")
    cookie = answer.cookies["sessionid"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"], "it goes when the browser is closed"
