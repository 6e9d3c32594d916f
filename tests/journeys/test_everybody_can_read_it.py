"""Every page is open to keyboard and screen reader, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from customers.models import Subscription
from tests.journeys.conftest import sign_in
from tests.journeys.test_a_bill import BILLING_ADMIN, latest
from tests.journeys.test_a_global_admin import GLOBAL_ADMIN
from tests.journeys.test_price_lists import preview

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
PAGES = [
    "/",
    "/billing/",
    "/billing/one-time/",
    "/billing/estimate/",
    "/billing/one-time/estimate/",
    "/billing/calendar/",
    "/customers/",
    "/pricing/",
    "/pricing/exchange-rates/",
    "/pricing/find/?search=suite",
    "/account-settings/activity/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/sessions/",
    "/account/password/change/",
    "/requests/",
    "/requests/new/",
    "/requests/new/withholding/",
]
MANAGING = [
    "/orders/",
    "/files/",
    "/files/import/customers/",
    "/customers/new/",
    "/account-settings/profile/",
    "/account-settings/tax/",
    "/account-settings/users/",
]


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in GRAVE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_has_a_serious_fault(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/account/login/")
    found = {"sign-in": faults(page)}

    sign_in(page, BILLING_ADMIN)
    coming = preview()
    priced = coming.prices.filter(status="CHG").order_by("pk")[0].availability
    held = Subscription.objects.filter(customer__partner__mpn_id="4390127", terms__isnull=False)[0]
    addresses = [
        *PAGES,
        f"/billing/invoices/{latest().number}/",
        f"/pricing/{coming.pk}/?flag=CHG",
        f"/pricing/{coming.pk}/changes/",
        f"/pricing/{coming.pk}/impact/",
        f"/pricing/items/{priced.availability_id}/",
        f"/customers/{held.customer.public_id}/subscriptions/{held.public_id}/price/",
    ]
    found |= read(page, addresses, width)

    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_no_page_of_ordering_and_managing_has_a_serious_fault(
    page: Page, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    sign_in(page, GLOBAL_ADMIN)
    licences = Subscription.objects.filter(
        customer__partner__mpn_id="4390127", status="active", terms__isnull=False
    )
    held = licences.order_by("pk")[0]
    customer = f"/customers/{held.customer.public_id}/"
    one = f"{customer}subscriptions/{held.public_id}/"
    offer = f"{customer}order/{held.availability.availability_id}/"
    addresses = [
        *MANAGING,
        *(customer + page for page in ("", "edit/", "budget/", "order/", "cart/")),
        *(one + page for page in ("", "quantity/?quantity=3&preview=1", "cancel/", "suspend/")),
        offer,
        f"/orders/{held.order.order_id}/",
    ]

    found = read(page, addresses, width)

    assert {address: said for address, said in found.items() if said} == {}


def read(page: Page, addresses: Iterable[str], width: int) -> dict[str, list[str]]:
    """What axe finds on each page, none of which scrolls sideways."""
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer, address
        assert answer.ok, f"{address} answers {answer.status}"
        found[address] = faults(page)
        sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not sideways, f"{address} scrolls sideways at {width} px"
    return found
