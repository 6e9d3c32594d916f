"""People look prices up: a sales agent ahead of a call, a billing admin with files, a helpdesk."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from pricing.models import Price, PriceList
from tests.journeys.conftest import sign_in
from tests.journeys.test_a_bill import BILLING_ADMIN

pytestmark = pytest.mark.browser
SALES_AGENT = "sales.agent@waterkant-cloud.example"
HELPDESK = "helpdesk.agent@waterkant-cloud.example"
DECEMBER = date(2026, 12, 1)


def preview(kind: str = "license") -> PriceList:
    """The list of the coming month in euros."""
    return PriceList.objects.get(kind=kind, currency="EUR", month=DECEMBER)


def test_a_sales_agent_finds_a_price_sees_the_preview_and_reads_the_impact(page: Page) -> None:
    sign_in(page, SALES_AGENT)
    page.get_by_role("link", name="Pricing and offers").first.click()

    page.get_by_label("Find a price").fill("suite standard")
    page.get_by_role("button", name="Find").click()
    page.locator("main").get_by_role("row", name="Corporate").get_by_role(
        "link", name="Kelvarra Suite Standard"
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kelvarra Suite Standard")
    expect(page.locator("main")).to_contain_text("EUR 11.50")
    expect(page.locator("main")).to_contain_text("EUR 11.99 from 1 Dec 2026 on")

    page.get_by_role("link", name="Pricing and offers").first.click()
    coming = page.get_by_role("row", name="December 2026, EUR")
    expect(coming).to_contain_text("becomes current on 1 Dec 2026")
    coming.get_by_role("link", name="Open").click()
    page.get_by_role("link", name="Removed").click()
    expect(page.get_by_role("row", name="Kelvarra Campaigns")).to_be_visible()

    page.get_by_role("link", name="Impact in money").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Impact in money")
    expect(page.locator("main")).to_contain_text("in the next twelve months")
    address = page.locator("main table").get_by_role("link", name="PDF").first
    answer = page.context.request.get(address.get_attribute("href") or "")
    letter = pypdfium2.PdfDocument(answer.body())
    printed = "".join(sheet.get_textpage().get_text_range() for sheet in letter)
    assert "Waterkant Cloud B.V." in printed
    assert "Noordkade" not in printed


def test_a_billing_admin_takes_home_both_flavours_and_they_agree(page: Page) -> None:
    coming = preview()
    sign_in(page, BILLING_ADMIN)
    page.goto(f"/pricing/{coming.pk}/")

    exact = _rows(_fetch(page, "Exact file").decode())
    safe = _rows(_fetch(page, "File for spreadsheets").decode("utf-8-sig"))
    workbook = openpyxl.load_workbook(io.BytesIO(_fetch(page, "Workbook for reading")))
    exactly = openpyxl.load_workbook(io.BytesIO(_fetch(page, "Exact workbook")))

    header, *lines = _cells(workbook)
    assert header == list(exact[0])
    assert safe == exact
    assert [[str(cell or "") for cell in row] for row in _cells(exactly)[1:]] == [
        list(row.values()) for row in exact
    ]
    assert len(lines) == len(exact) == coming.prices.count() + 1
    prices = [Decimal(str(row[header.index("List Price")])) for row in lines]
    assert prices == [Decimal(row["List Price"]) for row in exact]
    listed = Price.objects.filter(price_list=coming).values_list("unit_price", flat=True)
    assert sorted(prices[: len(listed)]) == sorted(listed)
    days = [row[header.index("Valid-From Date")].date() for row in lines]
    assert days == [date.fromisoformat(row["Valid-From Date"]) for row in exact]
    assert {row["Status"] for row in exact} == {"CHG", "UNC", "DEL"}


def test_a_helpdesk_agent_sees_the_consumption_list_and_is_refused_all_others(page: Page) -> None:
    sign_in(page, HELPDESK)
    page.get_by_role("link", name="Pricing and offers").first.click()

    expect(page.locator("main")).to_contain_text("Consumption plan")
    expect(page.locator("main")).not_to_contain_text("License-based services")
    page.get_by_role("row", name="November 2026, USD").get_by_role("link", name="Open").click()
    expect(page.locator("main")).to_contain_text("Outbound data - Zone 1")

    refused = page.context.request.get(f"/pricing/{preview().pk}/")
    assert refused.status == 403
    assert "Your role" in refused.text()


def _fetch(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return Path(started.value.path()).read_bytes()


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _cells(workbook: openpyxl.Workbook) -> list[list[object]]:
    return [list(row) for row in workbook.active.iter_rows(values_only=True)]
