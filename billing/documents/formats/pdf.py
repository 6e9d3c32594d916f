"""The page a person reads: WeasyPrint, tagged, with nothing fetched from anywhere else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from billing.documents.sheet import Sheet, sheet_of
from billing.models import Invoice

CODE, SUFFIX, MEDIA_TYPE = "pdf", "pdf", "application/pdf"
ASSETS = "asset:/"
# Where HarfBuzz cannot cut the fonts down, fontTools does, and writes the time into them.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
ALLOWED = {
    "css/document.css": "text/css",
    "fonts/plex-sans-regular.ttf": "font/ttf",
    "fonts/plex-sans-semibold.ttf": "font/ttf",
}


class ForeignAddress(RuntimeError):
    """A document wanted something beyond its own style sheet and fonts."""


class OwnAssets(URLFetcher):  # type: ignore[misc]
    """Answers for the document's style sheet and fonts; refuses and remembers all else."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        name = url.removeprefix(ASSETS).lstrip("/")
        if not url.startswith(ASSETS) or name not in ALLOWED:
            self.refused.append(url)
            raise ForeignAddress(url)
        path = Path(settings.BASE_DIR) / "static" / name
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": ALLOWED[name]})


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
    fetcher = OwnAssets()
    content: bytes = HTML(string=html, base_url=f"{ASSETS}/", url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(sheet.number.encode()).digest()[:16],
    )
    if fetcher.refused:
        raise ForeignAddress(", ".join(fetcher.refused))
    return content
