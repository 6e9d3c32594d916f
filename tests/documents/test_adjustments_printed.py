"""Adjustments as they are printed: a line of the summary, and each by its reason."""

from __future__ import annotations

import pypdfium2
import pytest

from billing.documents import sheet
from billing.documents.formats import pdf
from billing.documents.sheet import sheet_of
from billing.models import Invoice
from billing.services import adjustments
from customers.models import Partner
from tests.billing.grants import GOODWILL, UNUSED, granted, refunded
from tests.billing.scenes import SECOND, THIRD, a_customer_of, a_licence, billed
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    customer = a_customer_of()
    a_licence(customer)
    return customer.partner


@pytest.fixture
def adjusted(partner: Partner) -> Invoice:
    """A licence, a whole refund of the licence before, and goodwill."""
    (first,) = billed(partner)
    refunded(first.charges.get(), "12.00")
    granted(partner)
    return billed(partner, SECOND)[0]


def printed(invoice: Invoice) -> str:
    pages = pypdfium2.PdfDocument(pdf.render(invoice))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def summed(invoice: Invoice) -> list[tuple[str, str]]:
    return [(label, str(amount)) for label, amount in sheet_of(invoice).summary]


def test_the_summary_tells_charges_credits_and_adjustments_apart(adjusted: Invoice) -> None:
    assert summed(adjusted) == [
        ("License-based charges", "EUR 40.00"),
        ("Credits", "EUR -12.00"),
        ("Adjustments", "EUR -25.00"),
    ]
    assert sum(amount.amount for _, amount in sheet_of(adjusted).summary) == adjusted.net


def test_each_is_printed_with_its_reason_and_its_charge_type(adjusted: Invoice) -> None:
    refund = next(line for line in sheet_of(adjusted).lines if line.note)
    (goodwill,) = sheet_of(adjusted).adjustments

    assert (refund.charge_type, refund.note) == ("Offset a line item", UNUSED)
    assert (goodwill.product, goodwill.charge_type, goodwill.customer) == (
        GOODWILL,
        "Adjustment",
        "",
    )
    text = printed(adjusted)
    for words in (GOODWILL, UNUSED, "Total of 3 charges", "in no reconciliation file"):
        assert words in text


def test_what_is_in_no_file_is_printed_however_long_the_invoice_is(
    adjusted: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "PRINTED_LINES", 1)

    whole = sheet_of(adjusted)

    assert (len(whole.lines), whole.more_lines, whole.line_count) == (1, 1, 3)
    assert [line.product for line in whole.adjustments] == [GOODWILL]
    assert "and 1 more charge, listed in the reconciliation file" in printed(adjusted)


def test_what_takes_back_a_withdrawn_one_says_so(partner: Partner, adjusted: Invoice) -> None:
    for line in adjusted.charges.exclude(adjustment=None):
        assert line.adjustment
        adjustments.withdraw(adjustment=line.adjustment, at=AT)

    (third,) = billed(partner, THIRD)

    whole = sheet_of(third)
    notes = [line.note for line in (*whole.lines, *whole.adjustments) if line.note]
    positions = {line.charge_type: line.position for line in adjusted.charges.all()}
    assert sorted(notes) == [
        f"{UNUSED}: withdrawn, takes back line {positions['Offset a line item']} of {adjusted}",
        f"withdrawn, takes back line {positions['Adjustment']} of {adjusted}",
    ]
    assert summed(third) == [("License-based charges", "EUR 52.00"), ("Adjustments", "EUR 25.00")]


def test_a_credit_note_of_an_adjustment_alone_mentions_no_file(partner: Partner) -> None:
    granted(partner, currency="USD")
    (note,) = (made for made in billed(partner) if made.currency == "USD")

    text = printed(note)

    assert summed(note) == [("Adjustments", "USD 25.00")]
    assert GOODWILL in text
    assert "Adjustments stand on this document only" in text
    assert "lists every charge" not in text
