"""The printed invoice, read back from its PDF as a person would read it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest

from billing.documents.formats import pdf
from billing.documents.sheet import Sheet, SheetLine
from partnercenter.money import Money
from partnercenter.periods import Period


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


LINE = SheetLine(
    customer="Łódź Logistyka Spółka z o.o.",
    product="Productivity suite, business standard",
    charge_type="Cycle fee",
    period=Period(date(2026, 11, 13), date(2026, 12, 13)),
    quantity=Decimal(25),
    unit_price=Decimal("12.92"),
    net=euros("323.00"),
    tax=euros("0"),
    gross=euros("323.00"),
)
SHEET = Sheet(
    number="D004111",
    title="Invoice",
    is_credit_note=False,
    stream_label="License-based and usage-based",
    issued_on=date(2026, 11, 13),
    due_on=date(2027, 1, 12),
    period=Period(date(2026, 10, 13), date(2026, 11, 13)),
    terms="Net 60 days",
    currency="EUR",
    language="en",
    seller={
        "name": "Kestrel Cloud Supply B.V.",
        "address_lines": ["Keizersgracht 112", "1015 CW Amsterdam", "NL"],
        "vat_number": "NL861234567B01",
        "registration": "KvK 71234567",
        "bank_name": "Amstel Handelsbank N.V.",
        "iban": "NL91ABNA0417164300",
        "bic": "AMSTNL2A",
        "email": "billing@kestrel.example",
    },
    buyer={
        "name": "Fjordnet Cloud Services AS",
        "address_lines": ["Storgata 14", "0155 Oslo", "NO"],
        "vat_number": "NO987654321MVA",
        "account_number": "0004100231",
        "mpn_id": "4390934",
    },
    purchase_order="PO-2026-118",
    summary=(
        ("License-based charges", euros("10340.55")),
        ("Usage-based charges", euros("2100.00")),
        ("Credits", euros("-100.00")),
    ),
    net=euros("12340.55"),
    tax=euros("0"),
    gross=euros("12340.55"),
    tax_rate=Decimal(0),
    tax_words="Reverse charge",
    lines=(LINE,),
    line_count=1,
    more_lines=0,
)


def pages_of(sheet: Sheet) -> list[str]:
    document = pypdfium2.PdfDocument(pdf.render_sheet(sheet))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return [" ".join(text.split()) for text in texts]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    return pages_of(SHEET)


def test_page_one_tells_who_owes_whom_what_and_when(pages):
    for words in (
        "Kestrel Cloud Supply B.V.",
        "Netherlands",
        "VAT number NL861234567B01",
        "Fjordnet Cloud Services AS",
        "VAT number NO987654321MVA",
        "Invoice number D004111",
        "Invoice date (UTC) 13 Nov 2026",
        "Payment terms Net 60 days",
        "Payment due date 12 Jan 2027",
        "Customer number 0004100231",
        "Purchase order PO-2026-118",
        "EUR 12,340.55",
        "Billing period 13 Oct – 12 Nov 2026",
    ):
        assert words in pages[0]


def test_the_summary_adds_up_and_says_why_there_is_no_tax(pages):
    after = pages[0].split("Billing summary", 1)[1]

    assert "License-based charges 10,340.55 Usage-based charges 2,100.00 Credits −100.00" in after
    assert "Subtotal 12,340.55 VAT 0% of EUR 12,340.55 Reverse charge 0.00" in after
    assert "Total in EUR 12,340.55" in after


@pytest.mark.parametrize(
    ("rounding", "words"), [("document", "rounded once"), ("line", "rounded on every charge")]
)
def test_how_the_tax_was_rounded_stands_beside_its_base(rounding, words):
    taxed = {"tax": euros("2591.52"), "tax_rate": Decimal(21), "tax_words": ""}

    (first, *_rest) = pages_of(replace(SHEET, **taxed, tax_rounding=rounding))

    assert f"VAT 21% of EUR 12,340.55, {words} 2,591.52" in first


def test_page_one_tells_how_to_pay_and_to_quote_the_number(pages):
    assert "IBAN NL91 ABNA 0417 1643 00 BIC AMSTNL2A Always quote D004111" in pages[0]


def test_the_charges_follow_with_their_particulars(pages):
    assert "13 Nov – 12 Dec 2026 Productivity suite, business standard" in pages[1]
    assert "Cycle fee · Łódź Logistyka Spółka z o.o. 25 12.92 323.00 0.00 323.00" in pages[1]


def test_a_long_invoice_repeats_head_number_and_page_on_every_page():
    pages = pages_of(replace(SHEET, lines=(LINE,) * 60, line_count=60))

    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"Invoice D004111 Page {number} of {len(pages)}" in text
    for text in pages[1:]:
        assert "Period Description Quantity Unit price Pre-tax VAT Total" in text
    assert "Total of 60 charges 12,340.55 0.00 12,340.55" in pages[-1]


def test_lines_left_out_are_counted():
    pages = pages_of(replace(SHEET, line_count=1240, more_lines=1239))

    assert "and 1,239 more charges, listed in the reconciliation file" in pages[1]
    assert "Total of 1,240 charges" in pages[1]


def test_a_document_without_charges_is_one_page():
    assert len(pages_of(replace(SHEET, lines=(), line_count=0))) == 1


def test_a_credit_note_asks_for_nothing():
    pages = pages_of(replace(SHEET, title="Credit Note", is_credit_note=True))

    assert "Total credit" in pages[0]
    assert "Nothing is to be paid." in pages[0]
    assert "IBAN" not in pages[0]
    assert "Due on" not in pages[0]


def test_the_partners_language_decides_separators_and_days():
    pages = pages_of(replace(SHEET, language="de"))

    assert "12.340,55 EUR" in pages[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "13. Okt. – 12. Nov. 2026" in pages[0]


def test_what_people_are_called_cannot_become_markup_or_fetch_anything():
    hostile = '<img src="https://example.org/x.png"><b>Ltd</b>'

    pages = pages_of(replace(SHEET, buyer={**SHEET.buyer, "name": hostile}))

    assert hostile in pages[0]


def test_the_pdf_is_tagged_has_title_and_language_and_is_the_same_twice():
    content = pdf.render_sheet(SHEET)

    document = pypdfium2.PdfDocument(content)

    assert document.is_tagged()
    assert document.get_metadata_value("Title") == "Invoice D004111"
    assert content == pdf.render_sheet(SHEET)


@pytest.mark.parametrize("quantity", ["25229.485075", "123456789.123456789012"])
def test_a_long_quantity_never_runs_into_the_unit_price(quantity: str) -> None:
    line = replace(LINE, quantity=Decimal(quantity), unit_price=Decimal("-0.00186"))
    sheet = replace(SHEET, lines=(line,))

    page = pypdfium2.PdfDocument(pdf.render_sheet(sheet))[1].get_textpage()

    right_of_quantity = right_edge(page, quantity_as_printed(quantity))
    left_of_price = left_edge(page, "−0.00186")
    assert right_of_quantity < left_of_price


def quantity_as_printed(quantity: str) -> str:
    """The first characters of the figure, which stand on its first line."""
    return f"{Decimal(quantity):,f}"[:8]


def right_edge(page: pypdfium2.PdfTextPage, text: str) -> float:
    """Where the run of characters that begins with the text ends, in points from the left."""
    index, _count = page.search(text).get_next()
    foot = page.get_charbox(index)[1]
    edge = page.get_charbox(index)[2]
    for n in range(index, index + 40):
        if not page.get_text_range(n, 1).strip() or abs(page.get_charbox(n)[1] - foot) > 4:
            break
        edge = page.get_charbox(n)[2]
    return edge


def left_edge(page: pypdfium2.PdfTextPage, text: str) -> float:
    index, _count = page.search(text).get_next()
    return page.get_charbox(index)[0]
