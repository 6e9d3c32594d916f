"""A billing admin opens Billing and takes home the latest invoice and its lines."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from billing.models import Invoice
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.browser
BILLING_ADMIN = "billing.admin@waterkant-cloud.example"
WHILE_IT_IS_MADE = 120_000


def latest(mpn_id: str = "4390127") -> Invoice:
    """The invoice of the partner's last billing date."""
    invoices = Invoice.objects.issued().filter(partner__mpn_id=mpn_id, stream="recurring")
    return invoices.latest("issued_on")


def fetch(page: Page, name: str) -> bytes:
    """Wait until the document is made, then follow its link."""
    link = page.locator("section.latest").get_by_role("link", name=re.compile(name))
    expect(link).to_be_visible(timeout=WHILE_IT_IS_MADE)
    with page.expect_download() as started:
        link.click()
    return Path(started.value.path()).read_bytes()


def test_the_latest_invoice_and_its_lines_agree_to_the_cent(worker: None, page: Page) -> None:
    invoice = latest()
    sign_in(page, BILLING_ADMIN)

    page.get_by_role("link", name="Billing", exact=True).first.click()
    pdf = fetch(page, "Invoice PDF")
    lines = fetch(page, "License-based CSV")
    use = fetch(page, "Usage-based CSV")

    printed = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf))
    net = f"{invoice.net:,.2f}".translate(str.maketrans(",.", ".,"))
    assert invoice.number in printed
    assert net in printed
    subtotals = [Decimal(row["Subtotal"]) for row in rows(lines)]
    subtotals += [Decimal(row["PretaxCharges"]) for row in rows(use)]
    assert sum(subtotals) == invoice.net
    taxes = [Decimal(row["Tax"]) for row in rows(lines)]
    taxes += [Decimal(row["TaxAmount"]) for row in rows(use)]
    assert sum(taxes) == invoice.tax


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_every_line_of_an_invoice_unfolds_to_its_explanation(page: Page) -> None:
    sign_in(page, BILLING_ADMIN)

    page.goto(f"/billing/invoices/{latest().number}/")
    page.locator("tbody.line a.row-link").first.click()

    unfolded = page.locator(".why-line")
    expect(unfolded).to_contain_text("Price from")
    expect(unfolded).to_contain_text("Rounding")
    expect(unfolded).to_contain_text("Share of the document's tax")


def test_another_partners_invoice_does_not_exist(page: Page) -> None:
    sign_in(page, "billing.admin@haselbrueck-it.example")

    answer = page.request.get(f"/billing/invoices/{latest().number}/")

    assert answer.status == 404
