"""Requests with a character that no database stores are not understood, whatever they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]
FORM = "application/x-www-form-urlencoded"
RAW, ESCAPED = b"\0", b"%00"


def nul_middleware(get_response: Respond) -> Respond:
    """Answer 400 where path, query, a cookie or a field of a form has a NUL character.

    Uploads are left to their page: they may be long, and their bytes may well be NUL.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if any(RAW in said or ESCAPED in said for said in _said(request)):
            raise BadRequest("a NUL character")
        return get_response(request)

    return middleware


def _said(request: HttpRequest) -> Iterator[bytes]:
    """Yield what the request says, as it came; path and cookies are decoded already."""
    decoded = (request.path_info, *request.COOKIES.values())
    yield RAW if any("\0" in text for text in decoded) else b""
    yield request.META.get("QUERY_STRING", "").encode(errors="replace")
    if request.content_type == FORM:
        yield _body(request)


def _body(request: HttpRequest) -> bytes:
    """Return the form; of one that broke off nothing, whoever reads it is told so then."""
    try:
        return request.body
    except UnreadablePostError:
        return b""
