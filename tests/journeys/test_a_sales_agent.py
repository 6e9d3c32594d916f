"""A sales agent orders for a customer, sees before what it will cost, and finds it again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from customers.models import Cart, Customer, Order
from tests.journeys.conftest import sign_in
from tests.journeys.test_everybody_can_read_it import faults

pytestmark = pytest.mark.browser
SALES_AGENT = "sales.agent@waterkant-cloud.example"
HELPDESK = "helpdesk.agent@waterkant-cloud.example"


def the_customer() -> Customer:
    """A commercial customer of the demo's first partner that holds none of what is ordered."""
    return (
        Customer.objects.filter(partner__mpn_id="4390127", segment="commercial")
        .exclude(subscriptions__name__icontains="voice")
        .order_by("name")[0]
    )


def test_an_order_from_the_catalogue_to_the_history(page: Page) -> None:
    customer = the_customer()
    sign_in(page, SALES_AGENT)
    page.goto(f"/customers/{customer.public_id}/")
    page.get_by_role("link", name="Order", exact=True).click()

    page.get_by_label("Search", exact=True).fill("voice base")
    page.get_by_role("button", name="Search").click()
    assert faults(page) == []
    page.get_by_role("link", name="Kelvarra Voice Base", exact=True).click()
    page.get_by_label("Quantity").fill("10")
    page.get_by_text("add-ons fit").click()
    page.get_by_label(re.compile("Calling Plan Domestic")).fill("10")
    page.get_by_role("button", name="Show what it costs").click()
    costs = page.get_by_role("region", name="What it costs")
    expect(costs.get_by_text("Price guaranteed until").first).to_be_visible()
    expect(costs.get_by_text(re.compile(r"12 × EUR")).first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Add to cart").click()

    expect(page.get_by_text("Kelvarra Voice Base is in the cart.")).to_be_visible()
    expect(page.get_by_text("First charge", exact=True)).to_have_count(2)
    expect(page.get_by_text("Next charges", exact=True)).to_have_count(2)
    assert faults(page) == []
    page.get_by_label("Purchase order number").fill("PO-2026-4711")
    page.get_by_role("button", name="Place order of 2 items").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Order "))

    order = Order.objects.get(customer=customer, purchase_order="PO-2026-4711")
    assert order.subscriptions.count() == 2
    assert not Cart.objects.filter(customer=customer).exists()
    expect(page.get_by_text("it is credited in full").first).to_be_visible()
    assert faults(page) == []

    page.get_by_role("link", name="Order history").first.click()
    page.get_by_label("Search", exact=True).fill("PO-2026-4711")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=order.order_id)).to_have_count(1)
    assert faults(page) == []


def test_the_way_of_an_order_fits_a_narrow_screen(page: Page) -> None:
    customer = the_customer()
    sign_in(page, SALES_AGENT)
    page.set_viewport_size({"width": 390, "height": 900})

    for address in (
        f"/customers/{customer.public_id}/order/",
        f"/customers/{customer.public_id}/cart/",
        "/orders/",
    ):
        page.goto(address)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert faults(page) == []


def test_software_is_not_offered_to_a_sales_agent(page: Page) -> None:
    sign_in(page, SALES_AGENT)

    page.goto(f"/customers/{the_customer().public_id}/order/?search=server+licence")

    expect(page.get_by_text("No offer fits")).to_be_visible()
    expect(page.get_by_label("Kind")).not_to_contain_text("Software")


def test_helpdesk_has_no_catalogue(page: Page) -> None:
    sign_in(page, HELPDESK)

    page.goto(f"/customers/{the_customer().public_id}/")
    expect(page.get_by_role("link", name="Order", exact=True)).to_have_count(0)
    answer = page.request.get(f"/customers/{the_customer().public_id}/order/")

    assert answer.status == 403
