"""What somebody sees who does not belong here: nothing, whatever address is tried."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from billing.models import Invoice
from customers.models import Customer
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
ELSEWHERE = "billing.admin@haselbrueck-it.example"
OURS = "4390127"
PAGES = ["/", "/billing/", "/customers/", "/pricing/", "/account-settings/users/", "/admin/"]


@pytest.fixture
def far_away(browser: Browser, address: str, settings: Any) -> Iterator[Page]:
    """A page of somebody at an address of the network that nobody else has."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    seen = f"2001:db8:{secrets.randbelow(65536):x}:{secrets.randbelow(65536):x}::1"
    context = browser.new_context(base_url=address, extra_http_headers={"X-Forwarded-For": seen})
    yield context.new_page()
    context.close()


def test_a_stranger_finds_a_closed_door_everywhere(page: Page) -> None:
    for place in PAGES:
        page.goto(place)
        assert page.url.split("?")[0].endswith("/account/login/"), place
        assert page.locator("nav.menu").count() == 0


def test_what_belongs_to_another_partner_is_not_there(page: Page) -> None:
    invoice = Invoice.objects.filter(partner__mpn_id=OURS).exclude(number=None).first()
    customer = Customer.objects.filter(partner__mpn_id=OURS).first()
    assert invoice is not None
    assert customer is not None
    foreign = [f"/billing/invoices/{invoice.number}/", f"/customers/{customer.public_id}/"]
    assert all("/login/" in page.request.get(place).url for place in foreign)

    sign_in(page, ELSEWHERE)

    assert {page.request.get(place).status for place in foreign} == {404}
    page.goto("/customers/")
    assert customer.name not in page.locator("main").inner_text()


def test_the_eleventh_bad_sign_in_is_blocked_and_told_so(far_away: Page) -> None:
    for number in range(11):
        far_away.goto("/account/login/")
        far_away.locator("input[name=login]").fill(f"guess{number}@waterkant-cloud.example")
        far_away.locator("input[name=password]").fill("letmein-letmein")
        far_away.locator("main button[type=submit]").click()
        told = far_away.locator("#error-summary").inner_text()
        assert ("Too many attempts failed" in told) == (number == 10), number
    assert "Wait 15 minutes" in told
