"""The supplier's side in a real browser: it works under the strict security policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from billing.models import Adjustment
from tests.admin.world import World, a_world
from tests.billing.grants import granted
from tests.builders import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Where pictures are kept for somebody to look at; nowhere unless asked.
PICTURES = os.environ.get("ADMIN_PICTURES")


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_world()


@pytest.fixture
def adjustment(world: World) -> Adjustment:
    return granted(world.partner)


@pytest.fixture
def page(live_server: LiveServer, world: World) -> Iterator[Page]:
    """Return a tab in which a superuser is signed in; afterwards nothing went wrong in it."""
    boss = Client()
    boss.force_login(a_user(email="boss@supplier.example", is_staff=True, is_superuser=True))
    session = boss.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="en-GB"
        )
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda said: _complaint(said, complaints))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        yield tab
        browser.close()
    assert complaints == []


def _complaint(said: ConsoleMessage, complaints: list[str]) -> None:
    if said.type in {"error", "warning"}:
        complaints.append(said.text)


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like, when somebody asked for pictures."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def serious(page: Page) -> list[str]:
    """Return what would keep somebody from using the page."""
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{wrong['id']}: {node['html'][:150]}"
        for wrong in found
        if wrong["impact"] in {"serious", "critical"}
        for node in wrong["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_day_work_and_can_be_read(
    adjustment: Adjustment, page: Page, world: World, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    pages = {
        "index": reverse("admin:index"),
        "invoices": reverse("admin:billing_invoice_changelist"),
        "invoice": reverse("admin:billing_invoice_change", args=[world.invoice.pk]),
        "issue": reverse("admin:billing_invoice_issue", args=[world.draft.pk]),
        "charges": reverse("admin:billing_chargerecord_changelist"),
        "charge": reverse("admin:billing_chargerecord_change", args=[world.charge.pk]),
        "refund": reverse("admin:billing_chargerecord_refund", args=[world.charge.pk]),
        "adjustments": reverse("admin:billing_adjustment_changelist"),
        "adjustment": reverse("admin:billing_adjustment_change", args=[adjustment.pk]),
        "grant": reverse("admin:billing_adjustment_add"),
        "subscription": reverse(
            "admin:customers_subscription_change", args=[world.subscription.pk]
        ),
        "suspend": reverse("admin:customers_subscription_suspend", args=[world.subscription.pk]),
        "partner": reverse("admin:customers_partner_change", args=[world.partner.pk]),
        "runs": reverse("admin:billing_billingrun_changelist"),
        "import": reverse("admin:pricing_pricelist_import"),
        "activity": reverse("admin:partnercenter_auditentry_changelist"),
        "user": reverse("admin:partnercenter_user_add"),
        "group": reverse("admin:auth_group_add"),
        "supplier": reverse("admin:billing_supplier_change", args=[1]),
    }
    wrong = {}
    for name, address in pages.items():
        page.goto(address)
        picture(page, f"{name}-{scheme}")
        if found := serious(page):
            wrong[name] = found

    assert wrong == {}


def test_a_file_with_problems_is_told_in_a_table(page: Page, world: World, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(
        "MpnId,CustomerId,CompanyName,DomainName,Country,Segment,RelationshipSince\n"
        "999,not-a-guid,Bakkerij Oost,,XX,Commercial,2026-02-30\n"
        f"999,{'1' * 8}-1111-1111-1111-{'1' * 12},Bakkerij West,,NL,Wholesale,2026-02-03\n"
    )
    page.goto(reverse("admin:customers_customer_import"))

    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Import customers").click()

    picture(page, "problems-light")
    assert "Nothing was stored." in page.get_by_role("alert").inner_text()
    told = page.locator("#content tbody tr").all_inner_texts()
    assert [line.split("\t")[:2] for line in told] == [
        ["2", "CustomerId"],
        ["2", "Country"],
        ["2", "RelationshipSince"],
        ["3", "Segment"],
    ]
    assert serious(page) == []


def test_what_needs_scripts_works_under_the_policy(page: Page, world: World) -> None:
    page.goto(reverse("admin:customers_customer_add"))

    page.locator(".field-partner .select2-selection").click()
    page.locator(".select2-search__field").fill("Hasel")
    page.get_by_role("option", name="Haselbrück IT-Dienste GmbH").click()
    page.get_by_text("Today").first.click()
    chosen = page.locator(".field-partner .select2-selection").inner_text()
    filled = page.locator("[name=tenant_created_on]").input_value()
    page.locator("details.drop > summary").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()

    assert "Haselbrück IT-Dienste GmbH" in chosen
    assert filled != ""
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_row_is_added_and_a_side_menu_filtered(page: Page, world: World) -> None:
    page.goto(reverse("admin:customers_partner_change", args=[world.partner.pk]))

    page.get_by_text("Add another Membership").click()
    page.locator("#nav-filter").fill("invoi")

    assert page.locator("[name=memberships-TOTAL_FORMS]").input_value() == "2"
    assert page.locator("#nav-sidebar tbody th:visible").all_inner_texts() == ["Invoices"]


@pytest.mark.parametrize("name", ["billing_invoice_changelist", "customers_partner_changelist"])
def test_a_narrow_screen_never_scrolls_sideways(page: Page, world: World, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(reverse(f"admin:{name}"))

    picture(page, f"{name}-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#content").evaluate("found => found.clientWidth") > 300
