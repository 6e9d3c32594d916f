"""WeasyPrint, with nothing fetched from anywhere but our own style sheets and fonts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

ASSETS = "asset:/"
# Where HarfBuzz cannot cut the fonts down, fontTools does, and writes the time into them.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
ALLOWED = {
    "css/document.css": "text/css",
    "css/letter.css": "text/css",
    "fonts/plex-sans-regular.ttf": "font/ttf",
    "fonts/plex-sans-semibold.ttf": "font/ttf",
}


class ForeignAddress(RuntimeError):
    """A document wanted something beyond its own style sheets and fonts."""


class OwnAssets(URLFetcher):  # type: ignore[misc]
    """Answers for the document's style sheets and fonts; refuses and remembers all else."""

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


def printed(html: str, *, identity: str) -> bytes:
    """Return the page as PDF/UA; equal input gives equal bytes.

    Raises ForeignAddress when anything on it pointed outside: the job fails, nothing leaks.
    """
    fetcher = OwnAssets()
    content: bytes = HTML(string=html, base_url=f"{ASSETS}/", url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(identity.encode()).digest()[:16],
    )
    if fetcher.refused:
        raise ForeignAddress(", ".join(fetcher.refused))
    return content
