"""Sending a file that somebody attached: to be saved, never to be shown or run here."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse

HARMLESS = "default-src 'none'; sandbox"


def attached(content: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """Return the download; the browser neither guesses another type nor opens it in our name."""
    is_text = media_type.startswith("text/")
    response = FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=f"{media_type}; charset=utf-8" if is_text else media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["Cache-Control"] = "private, no-store"
    return response
