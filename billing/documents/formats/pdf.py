"""The page a person reads: tagged PDF."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from billing.documents.sheet import Sheet, sheet_of
from billing.models import Invoice
from partnercenter.roles import Permission

CODE, SUFFIX, MEDIA_TYPE = "pdf", "pdf", "application/pdf"
NEEDS = Permission.DOWNLOAD_INVOICES


def wanted(invoice: Invoice) -> bool:
    """Every document has its page."""
    return True


def file_name(invoice: Invoice) -> str:
    """Name the file after the document's number."""
    return f"{invoice.number}.pdf"


def render(invoice: Invoice) -> bytes:
    """Return the PDF/UA of an issued document; equal input gives equal bytes.

    Raises ForeignAddress when anything on it pointed outside: the job fails, nothing leaks.
    """
    return render_sheet(sheet_of(invoice))


def render_sheet(sheet: Sheet) -> bytes:
    """Return the PDF of a sheet."""
    with translation.override(sheet.language):
        html = render_to_string(
            "documents/invoice.html", {"sheet": sheet, "language": sheet.language}
        )
    # Only who prints pays for loading the renderer.
    from billing.documents import printing

    return printing.printed(html, identity=sheet.number)
