"""Every page is open to keyboard and screen reader, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from customers.models import Subscription
from tests.journeys.conftest import sign_in
from tests.journeys.test_a_bill import BILLING_ADMIN, latest
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
    for address in [
        *PAGES,
        f"/billing/invoices/{latest().number}/",
        f"/pricing/{coming.pk}/?flag=CHG",
        f"/pricing/{coming.pk}/changes/",
        f"/pricing/{coming.pk}/impact/",
        f"/pricing/items/{priced.availability_id}/",
        f"/customers/{held.customer.public_id}/subscriptions/{held.public_id}/price/",
    ]:
        page.goto(address)
        found[address] = faults(page)
        sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not sideways, f"{address} scrolls sideways at {width} px"

    assert {address: said for address, said in found.items() if said} == {}
