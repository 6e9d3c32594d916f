"""Sessions end when nothing is done, and at the latest some hours after sign-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from partnercenter.web import accounts, sessions
from tests.builders import a_partner, a_user
from tests.web.signing_in import PASSWORD, a_browser, signs_in

pytestmark = pytest.mark.django_db
POLL = {"HX-Request": "true", "HX-Current-URL": "http://testserver/billing/calendar/?year=2026"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let time pass for the sessions only."""
    passed = [timedelta()]
    now = timezone.now()

    class Clock:
        @staticmethod
        def now() -> datetime:
            return now + passed[0]

    def passes(**by: int) -> None:
        passed[0] += timedelta(**by)

    monkeypatch.setattr(sessions, "timezone", Clock)
    monkeypatch.setattr(accounts, "timezone", Clock)
    return passes


@pytest.fixture
def person(db: None) -> User:
    return a_user(partner=a_partner(), role=Role.BILLING_ADMIN, password=PASSWORD)


@pytest.fixture
def client(clock: Any, person: User) -> Client:
    browser = a_browser()
    signs_in(browser, person)
    return browser


def test_whoever_does_something_now_and_then_stays_signed_in(client: Client, clock: Any) -> None:
    for _ in range(6):
        clock(minutes=59)
        assert client.get("/customers/").status_code == 200


def test_after_an_hour_of_nothing_one_signs_in_again_and_is_back(
    client: Client, clock: Any, person: User
) -> None:
    clock(minutes=60)

    answer = client.get("/billing/calendar/?year=2026", follow=True)

    where, _status = answer.redirect_chain[-1]
    assert where == "/account/login/?next=%2Fbilling%2Fcalendar%2F%3Fyear%3D2026"
    assert "nothing was done for 60 minutes" in answer.content.decode()
    back = signs_in(client, person, next="/billing/calendar/?year=2026")
    assert back["Location"] == "/billing/calendar/?year=2026"


def test_twelve_hours_after_sign_in_it_is_over_however_busy_one_was(
    client: Client, clock: Any
) -> None:
    for _ in range(23):
        clock(minutes=31)
        client.get("/customers/")
    clock(minutes=31)

    answer = client.get("/customers/", follow=True)

    assert "You signed in 12 hours ago" in answer.content.decode()


def test_the_limits_are_settings(client: Client, clock: Any, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 5
    clock(minutes=5)

    answer = client.get("/customers/", follow=True)

    assert "nothing was done for 5 minutes" in answer.content.decode()


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client: Client, clock: Any) -> None:
    for _ in range(3):
        clock(minutes=19)
        assert client.get("/billing/estimate/status/", headers=POLL).status_code == 200
    clock(minutes=3)

    assert client.get("/customers/").status_code == 302


def test_a_page_that_asks_too_late_is_led_to_sign_in_as_a_whole(
    client: Client, clock: Any
) -> None:
    clock(minutes=61)

    answer = client.get("/billing/estimate/status/", headers=POLL)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == ("/account/login/?next=%2Fbilling%2Fcalendar%2F%3Fyear%3D2026")


def test_a_form_sent_too_late_does_nothing_and_says_so(client: Client, clock: Any) -> None:
    clock(minutes=61)

    answer = client.post(
        "/billing/estimate/update/",
        headers={"Referer": "http://testserver/billing/estimate/"},
        follow=True,
    )

    assert answer.redirect_chain == [("/account/login/?next=%2Fbilling%2Festimate%2F", 302)]
    assert "What you sent last was not carried out." in answer.content.decode()


@pytest.mark.parametrize(
    "before", ["https://elsewhere.example/billing/", "//elsewhere.example", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    client: Client, clock: Any, before: str
) -> None:
    clock(minutes=61)

    answer = client.post("/billing/estimate/update/", headers={"Referer": before})

    assert answer["Location"] == "/account/login/"


def test_signing_out_too_late_leads_to_signing_in_and_not_in_a_circle(
    client: Client, clock: Any
) -> None:
    clock(minutes=61)

    answer = client.post("/account/logout/")

    assert answer["Location"] == "/account/login/"
    assert client.get("/account/login/").status_code == 200


def test_when_somebody_was_last_seen_is_noted_once_a_minute(client: Client, clock: Any) -> None:
    noted = []
    for _ in range(3):
        clock(seconds=40)
        client.get("/customers/")
        noted.append(client.session[sessions.ACTIVE])

    assert len(set(noted)) == 2


def test_a_session_that_a_limit_ends_is_written_down(
    client: Client, clock: Any, person: User
) -> None:
    clock(minutes=61)

    client.get("/customers/")

    entry = AuditEntry.objects.get(act="sign_in.timed_out")
    partner = person.memberships.get().partner_id
    assert (entry.by, entry.subject, entry.partner_id) == (None, person.email, partner)
