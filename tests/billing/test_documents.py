"""Documents: asked for with the invoice, made once, never lost, always the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.files.storage import storages
from weasyprint.pdf import fonts

from billing.documents.formats import FORMATS, pdf
from billing.documents.printing import ForeignAddress, OwnAssets
from billing.documents.sheet import NotIssued, sheet_of
from billing.models import Document, Invoice
from billing.services import documents
from billing.services.documents import NotFailed
from customers.models import Customer
from partnercenter import storage
from partnercenter.models import AuditEntry
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    SECOND,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    billed,
    early_on,
    use,
)
from tests.builders import AT, a_change, a_user

pytestmark = pytest.mark.django_db
ASKED_AT = early_on(date(2026, 11, 16))


@pytest.fixture
def customer() -> Customer:
    return a_customer_of(language="nl")


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    a_licence(customer)
    (made,) = billed(customer.partner)
    return made


def of(invoice: Invoice, code: str = "recon_license") -> Document:
    return invoice.documents.get(format=code)


def text(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pages).split())


def breaks(invoice: Invoice) -> bytes:
    raise OSError("the printer is on fire")


def test_a_document_is_made_once_and_keeps_its_bytes(invoice: Invoice) -> None:
    document = of(invoice)

    documents.render(document=document, at=AT)
    documents.render(document=document, at=AT + timedelta(days=1))

    document.refresh_from_db()
    with storage.open_stream(document.storage_key) as stream:
        content = stream.read()
    assert (document.state, document.attempts, document.made_at) == ("ready", 1, AT)
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)
    assert document.storage_key == f"{document.sha256[:2]}/{document.sha256}.csv"
    assert document.file_name == f"{invoice.number}_license_EUR_20261115.csv"
    assert content.startswith(b"PartnerId,")


def test_the_documents_of_the_latest_invoice_are_made_first(
    customer: Customer, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    (second,) = billed(customer.partner, SECOND)
    for kind in FORMATS.values():
        monkeypatch.setattr(kind, "render", lambda i: str(i).encode())

    for _ in range(3):
        documents.render_next(at=AT)

    assert set(second.documents.values_list("state", flat=True)) == {"ready"}
    assert sorted(invoice.documents.values_list("state", flat=True)) == ["asked", "ready"]


def test_when_nothing_is_asked_for_nothing_is_made(invoice: Invoice) -> None:
    Document.objects.all().delete()

    documents.render_next(at=AT)

    assert Document.objects.count() == 0


def test_a_lost_message_loses_no_document(
    invoice: Invoice, nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    documents.render(document=of(invoice), at=AT)

    with django_capture_on_commit_callbacks(execute=True):
        too_early = documents.sweep(at=ASKED_AT + timedelta(minutes=2))
        found = documents.sweep(at=ASKED_AT + timedelta(minutes=2, seconds=1))

    assert (too_early, found) == (0, 1)
    assert nudges == [("billing.render_next_document", {})]


def test_a_failure_is_told_and_tried_three_times_in_all(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = of(invoice)
    monkeypatch.setattr(FORMATS["recon_license"], "render", breaks)
    states = []

    for _ in range(3):
        with pytest.raises(OSError, match="on fire"):
            documents.render(document=document, at=AT)
        document.refresh_from_db()
        states.append((document.state, document.attempts))
    documents.render(document=document, at=AT)

    document.refresh_from_db()
    assert states == [("asked", 1), ("asked", 2), ("failed", 3)]
    assert (document.state, document.attempts) == ("failed", 3)
    assert document.error == "the printer is on fire"
    assert documents.sweep(at=AT + timedelta(days=1)) == 1


def test_a_failed_document_can_be_asked_for_again(
    invoice: Invoice,
    monkeypatch: pytest.MonkeyPatch,
    nudges: Nudges,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    document = of(invoice)
    with monkeypatch.context() as broken:
        broken.setattr(FORMATS["recon_license"], "render", breaks)
        for _ in range(3):
            with pytest.raises(OSError, match="on fire"):
                documents.render(document=document, at=AT)

    with django_capture_on_commit_callbacks(execute=True):
        documents.ask_again(document=document, at=AT, by=a_user())
    documents.render(document=document, at=AT)

    document.refresh_from_db()
    assert (document.state, document.attempts, document.error) == ("ready", 1, "")
    assert nudges == [("billing.render_next_document", {})]
    assert AuditEntry.objects.filter(act="document.asked_again").count() == 1


@pytest.mark.parametrize("state", ["asked", "ready"])
def test_only_a_failed_document_is_asked_for_again(invoice: Invoice, state: str) -> None:
    document = of(invoice)
    if state == "ready":
        documents.render(document=document, at=AT)

    with pytest.raises(NotFailed, match="has not failed"):
        documents.ask_again(document=document, at=AT)

    document.refresh_from_db()
    assert document.state == state


def test_an_invoice_asks_for_its_page_and_for_a_file_of_each_billing_type(
    customer: Customer,
) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10")
    use(plan, meter, "10", on=date(2026, 10, 31))

    (made,) = billed(customer.partner)

    assert sorted(made.documents.values_list("format", flat=True)) == ["pdf", "recon_usage"]


@pytest.mark.parametrize("subsetting", ["by HarfBuzz", "by Python"])
def test_the_same_invoice_printed_years_later_is_the_same_to_the_byte(
    invoice: Invoice, subsetting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if subsetting == "by Python":
        monkeypatch.setattr(fonts, "harfbuzz_subset", None)

    with time_machine.travel(datetime(2026, 11, 16, 6, 0, tzinfo=UTC)):
        first = pdf.render(invoice)
    with time_machine.travel(datetime(2033, 1, 2, 3, 4, tzinfo=UTC)):
        later = pdf.render(Invoice.objects.get(pk=invoice.pk))

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(later).hexdigest()


def test_equal_bytes_are_kept_once() -> None:
    one, other = storage.keep(b"the same", suffix="csv"), storage.keep(b"the same", suffix="csv")

    assert one == other
    assert len(storages["documents"].listdir(one[0][:2])[1]) == 1


def test_the_page_of_an_issued_invoice_says_what_the_invoice_says(
    customer: Customer, invoice: Invoice
) -> None:
    printed = text(pdf.render(invoice))

    for words in (invoice.number, "Waterkant Cloud B.V.", "Kelvarra Distribution B.V.", "48,40"):
        assert words in printed
    assert customer.name in printed


def test_a_credit_note_prints_positive_amounts(customer: Customer) -> None:
    subscription = a_licence(customer, quantity=10)
    billed(customer.partner)
    a_change(subscription, action="cancel", on=date(2026, 11, 19), quantity=10)

    (note,) = billed(customer.partner, SECOND)
    sheet = sheet_of(note)

    assert sheet.is_credit_note
    assert [str(amount) for _, amount in sheet.summary] == ["EUR 40.00"]
    assert [str(line.gross) for line in sheet.lines] == ["EUR 48.40"]
    assert [str(a) for a in (sheet.net, sheet.tax, sheet.gross)] == [
        "EUR 40.00",
        "EUR 8.40",
        "EUR 48.40",
    ]


def test_a_draft_is_not_printed(invoice: Invoice) -> None:
    invoice.number = None

    with pytest.raises(NotIssued, match="is a draft"):
        sheet_of(invoice)


def test_markup_in_a_name_is_printed_as_it_is_written_and_fetches_nothing(
    customer: Customer,
) -> None:
    Customer.objects.update(name='<img src="file:///etc/hostname"> & Zonen <b>B.V.</b>')
    a_licence(Customer.objects.get())
    (made,) = billed(customer.partner)

    printed = text(pdf.render(made))

    assert "& Zonen <b>B.V.</b>" in printed


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://elsewhere.example/pixel.png",
        "asset:/../partnercenter/settings.py",
        "asset:/fonts/../../manage.py",
        "data:text/plain,hello",
    ],
)
def test_a_document_gets_nothing_from_beyond_its_own_style_sheet_and_fonts(address: str) -> None:
    fetcher = OwnAssets()

    with pytest.raises(ForeignAddress):
        fetcher.fetch(address)

    assert fetcher.refused == [address]
