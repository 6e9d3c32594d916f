"""A helpdesk agent finds a customer, tells what it costs and uses, and corrects whom to call."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from billing.models import Budget
from customers.models import Customer
from partnercenter.models import AuditEntry
from pricing.models import PriceList
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
HELPDESK = "helpdesk.agent@waterkant-cloud.example"


def with_budget() -> Customer:
    """The first customer of the demo that has a budget."""
    return Budget.objects.order_by("pk")[0].customer


def the_first_part_of(name: str) -> str:
    return name.split()[0][:6].lower()


def test_a_customer_on_the_phone_is_answered_in_a_minute(page: Page) -> None:
    customer = with_budget()
    sign_in(page, HELPDESK)

    page.get_by_role("link", name="Customers", exact=True).first.click()
    page.get_by_label("Search", exact=True).fill(the_first_part_of(customer.name))
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=customer.name).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(customer.name)
    costs = page.get_by_role("figure").filter(has_text="What this customer costs you")
    expect(costs).to_be_in_viewport()
    costs.get_by_text("Show the numbers as a table").click()
    expect(costs.get_by_role("row").nth(1)).to_contain_text("EUR")

    page.get_by_role("link", name=re.compile("Usage budget")).click()
    expect(page.get_by_text(re.compile(r"\d+% used"))).to_be_visible()
    expect(page.get_by_text("A budget stops nothing")).to_be_visible()
    expect(page.get_by_role("button", name="Change budget")).to_have_count(0)


def test_whom_to_call_is_corrected_and_the_log_knows(page: Page) -> None:
    customer = with_budget()
    sign_in(page, HELPDESK)

    page.goto(f"/customers/{customer.public_id}/")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Contact (optional)", exact=True).fill("Marit de Wit")
    page.get_by_label("Contact telephone").fill("+31 10 555 0143")
    page.get_by_role("button", name="Save changes").click()

    expect(page.get_by_text(f"{customer.name} is corrected.")).to_be_visible()
    expect(page.get_by_text("Marit de Wit")).to_be_visible()
    entry = AuditEntry.objects.filter(act="customer.corrected").latest("at")
    assert entry.by is not None
    assert entry.by.email == HELPDESK
    assert entry.facts["contact_name"] == "– → Marit de Wit"


def test_what_is_not_granted_is_neither_offered_nor_reached(page: Page) -> None:
    customer = with_budget()
    licences = PriceList.objects.filter(kind="license", currency="EUR").latest("month")
    foreign = Customer.objects.exclude(partner=customer.partner)[0]
    sign_in(page, HELPDESK)

    page.goto("/customers/")
    expect(page.get_by_role("link", name="Add customer")).to_have_count(0)
    page.goto(f"/customers/{customer.public_id}/")
    expect(page.get_by_role("link", name="Order", exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", name="Orders")).to_have_count(0)
    expect(page.get_by_role("link", name="Price list", exact=True)).to_have_count(0)

    refused = {
        "/customers/new/": 403,
        f"/pricing/{licences.pk}/": 403,
        f"/customers/{foreign.public_id}/": 404,
        f"/customers/{foreign.public_id}/budget/": 404,
    }
    assert {address: page.request.get(address).status for address in refused} == refused
