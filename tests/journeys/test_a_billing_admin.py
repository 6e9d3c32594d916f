"""A Billing admin has a new VAT id put on the invoices; staff decide; nobody else finds out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from billing.demo import certificates
from billing.demo.people import STAFF
from billing.engine import calendar
from customers.models import Partner, RequestState, ServiceRequest, TaxRegistration
from partnercenter import localize
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
ASKER, STRANGER = "billing.admin@haselbrueck-it.example", "billing.admin@waterkant-cloud.example"
NEW_ID = "DE904176525"


def test_a_vat_id_is_asked_for_accepted_and_found_again(
    page: Page, browser: Browser, address: str
) -> None:
    sign_in(page, ASKER)
    page.get_by_role("link", name="Service requests", exact=True).first.click()
    page.get_by_role("link", name="New request").click()
    page.get_by_role("link", name="Tax id").click()
    page.get_by_label("Subject").fill("Our new VAT id")
    page.get_by_label("Tax id").fill("DE904176526")
    page.get_by_label("Message").fill("We merged; the certificate is attached.")
    page.get_by_role("button", name="Send request").click()
    expect(page.locator(".error-summary")).to_contain_text("check digit is wrong")

    page.get_by_label("Tax id").fill(NEW_ID)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "certificate.pdf",
            "mimeType": "application/pdf",
            "buffer": certificates.pdf(["Certificate", NEW_ID]),
        }
    )
    page.get_by_role("button", name="Send request").click()
    expect(page.locator("h1")).to_contain_text("In review")
    with page.expect_download() as download:
        page.get_by_role("link", name="certificate.pdf").click()
    assert download.value.suggested_filename == "certificate.pdf"
    asked, where = ServiceRequest.objects.get(subject="Our new VAT id"), page.url

    staff_accept(browser, address, asked)

    page.reload()
    partner = Partner.objects.get(pk=asked.partner_id)
    registered = TaxRegistration.objects.get(request=asked)
    first = calendar.next_billing_date(partner.billing_day, on=registered.valid_from)
    expect(page.locator("h1")).to_contain_text("Completed")
    outcome = page.locator(".outcome")
    expect(outcome.get_by_role("link")).to_contain_text(f"VAT id {NEW_ID}")
    expect(outcome).to_contain_text(f"The invoice of {localize.day(first)} is the first")
    assert timezone.now().date() < registered.valid_from <= first
    assert first - timezone.now().date() < timedelta(days=70)
    outcome.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text(NEW_ID)

    with browser.new_context(base_url=address) as elsewhere:
        other = elsewhere.new_page()
        sign_in(other, STRANGER)
        assert other.request.get(where).status == 404


def staff_accept(browser: Browser, address: str, asked: ServiceRequest) -> None:
    """Take the request from the queue, note something, and accept it as it is filled in."""
    with browser.new_context(base_url=address) as office:
        desk = office.new_page()
        desk.goto("/account/login/?next=/admin/customers/servicerequest/")
        desk.locator("input[name=login]").fill(STAFF)
        desk.locator("input[name=password]").fill("harbour-lantern-42")
        desk.locator("main button[type=submit]").click()
        desk.get_by_role("link", name=asked.number).click()
        desk.get_by_role("button", name="Take it").click()
        desk.get_by_role("link", name="Accept").click()
        desk.get_by_label("Password").fill("harbour-lantern-42")
        desk.locator("main button[type=submit]").click()
        expect(desk.locator("input[name=number]")).to_have_value(NEW_ID)
        desk.get_by_role("button", name="Accept").click()
        expect(desk.locator(".messagelist")).to_contain_text(f"{asked.number} is completed")
    asked.refresh_from_db()
    assert asked.state == RequestState.COMPLETED
