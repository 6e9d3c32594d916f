"""A Global admin's day: a colleague comes by mail, works with a second factor, and goes at once."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from billing.demo import people
from customers.tasks import tell_of_invitation
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
GLOBAL_ADMIN = "global.admin@waterkant-cloud.example"
COLLEAGUE, PASSWORD = "roos.dekker@waterkant-cloud.example", "copper-harbour-58"


@pytest.fixture
def mail(settings: Any, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Messages as files, as an installation without a mail server has them, and at once."""
    monkeypatch.setattr(
        tell_of_invitation, "apply_async", lambda kwargs, retry: tell_of_invitation(**kwargs)
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PUBLIC_URL = address
    return tmp_path / "mail"


@pytest.fixture
def theirs(browser: Browser, address: str) -> Iterator[Page]:
    """The colleague's own browser."""
    context = browser.new_context(base_url=address)
    yield context.new_page()
    context.close()


def the_link_in(folder: Path) -> str:
    (file,) = folder.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return re.findall(r"http://\S+/password/reset/key/\S+", body.get_content())[0]


def code(secret: str, *, ahead: int = 0) -> str:
    """What the telephone shows, or will show next: no code counts twice."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + ahead))


def confirm_who_it_is(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Is it you?")
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("main button[type=submit]").click()


def test_a_colleague_is_invited_works_with_a_second_factor_and_is_out_at_once(
    page: Page, theirs: Page, mail: Path, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES, settings.MFA_TOTP_TOLERANCE = ["billing_admin"], 1

    # The Global admin invites.
    sign_in(page, GLOBAL_ADMIN)
    page.get_by_role("link", name="Users").first.click()
    page.get_by_role("link", name="Invite a user").click()
    confirm_who_it_is(page)
    page.get_by_label("E-mail address").fill(COLLEAGUE)
    page.get_by_label("First name").fill("Roos")
    page.get_by_label("Last name").fill("Dekker")
    page.get_by_label("Billing admin").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("h1")).to_have_text("Roos Dekker")
    expect(page.locator(".page-state")).to_contain_text("Invited")

    # The colleague follows the mail, and must set up a second factor.
    theirs.goto(the_link_in(mail))
    theirs.locator("input[name=password1]").fill(PASSWORD)
    theirs.locator("input[name=password2]").fill(PASSWORD)
    theirs.get_by_role("button", name="Change password").click()
    theirs.get_by_role("link", name="Sign in").click()
    theirs.locator("input[name=login]").fill(COLLEAGUE)
    theirs.locator("input[name=password]").fill(PASSWORD)
    theirs.locator("main button[type=submit]").click()
    expect(theirs.locator("h1")).to_have_text("Set up a second factor")
    expect(theirs.locator("#notices")).to_contain_text("Your role asks for a second factor")
    secret = theirs.locator("#authenticator_secret").input_value()
    theirs.locator("input[name=code]").fill(code(secret))
    theirs.get_by_role("button", name="Set it up").click()
    expect(theirs.locator("h1")).to_have_text("Recovery codes")
    theirs.get_by_role("link", name="I have kept them").click()

    # Signing in asks for it from now on.
    theirs.locator(".topbar details.drop summary").last.click()
    theirs.get_by_role("button", name="Sign out").click()
    theirs.locator("input[name=login]").fill(COLLEAGUE)
    theirs.locator("input[name=password]").fill(PASSWORD)
    theirs.locator("main button[type=submit]").click()
    expect(theirs.locator("h1")).to_have_text("Enter a code")
    theirs.locator("input[name=code]").fill(code(secret, ahead=1))
    theirs.get_by_role("button", name="Sign in").click()
    theirs.goto("/billing/")
    expect(theirs.locator("h1")).to_have_text("Billing")

    # The Global admin disables the colleague, whose open browser is out.
    page.reload()
    expect(page.locator(".page-state")).to_contain_text("Active")
    page.get_by_role("button", name="Disable this user").click()
    expect(page.locator("#notices")).to_contain_text("is disabled and signed out everywhere")
    theirs.reload()
    expect(theirs.locator("h1")).to_have_text("Sign in")

    # All of it stands in the activity log.
    page.get_by_role("link", name="Activity log").first.click()
    log = page.locator("main table").inner_text()
    for act in ("Invited a user", "Set up a second factor", "Signed in", "Disabled a user"):
        assert act in log
