"""A newcomer's Global admin signs in for the first time and is walked through what bills need."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from billing.demo.people import NEWCOMER, PASSWORD
from customers.models import Partner
from partnercenter.models import AuditEntry
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser


def arrive(page: Page) -> None:
    """Sign in, and be led to the walk instead of the first page."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(NEWCOMER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/welcome/")


def test_the_walk_is_left_and_resumed_and_ends_with_a_confirmed_profile(page: Page) -> None:
    arrive(page)
    page.get_by_role("link", name="Go on later").click()
    expect(page.get_by_text("it takes three short steps")).to_be_visible()

    page.get_by_role("link", name="Go on with it").click()
    page.get_by_label("Contact", exact=True).fill("Lotte Wolk")
    page.get_by_label("Contact e-mail").fill("boekhouding@polderwolk.example")
    page.get_by_label("Company registration").fill("RPR Gent 0203.201.340")
    page.get_by_role("button", name="Save and go on to the tax id").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.get_by_label("Number").fill("0203201341")
    page.get_by_role("button", name="Save and go on to the contacts").click()
    expect(page.get_by_role("alert")).to_contain_text("its format or check digit is wrong")
    page.get_by_label("Number").fill("0203201340")
    page.get_by_role("button", name="Save and go on to the contacts").click()
    page.get_by_label("E-mail address").fill("directie@polderwolk.example")
    page.get_by_role("button", name="Add contact").click()
    expect(page.get_by_role("table")).to_contain_text("directie@polderwolk.example")
    page.get_by_role("button", name="Confirm the billing profile").click()

    expect(page.get_by_text("Your billing profile is confirmed.")).to_be_visible()
    partner = Partner.objects.get(legal_name="Polderwolk Diensten BV")
    registration = partner.tax_registrations.get()
    assert (registration.number, registration.valid_from) == ("BE0203201340", partner.enrolled_on)
    assert partner.profile_confirmed_at is not None
    acts = set(AuditEntry.objects.filter(partner_id=partner.pk).values_list("act", flat=True))
    assert acts >= {"partner.profile", "tax_registration.registered", "partner.profile_confirmed"}


def test_whoever_has_confirmed_comes_to_the_first_page(page: Page) -> None:
    sign_in(page, "global.admin@waterkant-cloud.example")

    expect(page.get_by_role("heading", name="Waterkant Cloud B.V.")).to_be_visible()
    assert page.get_by_text("not confirmed").count() == 0
