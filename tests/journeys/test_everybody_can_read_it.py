"""Every page is open to keyboard and screen reader, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.journeys.test_a_bill import BILLING_ADMIN, latest

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
    for address in [*PAGES, f"/billing/invoices/{latest().number}/"]:
        page.goto(address)
        found[address] = faults(page)
        sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not sideways, f"{address} scrolls sideways at {width} px"

    assert {address: said for address, said in found.items() if said} == {}
