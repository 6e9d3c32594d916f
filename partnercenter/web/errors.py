"""Refusals and failures told to a person: what happened, what did not change, what to do."""

import logging
import secrets
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partnercenter.errors import Refused

log = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponseBase]
READABLE = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def refusal_middleware(get_response: Respond) -> Respond:
    """Turn a ``Refused`` that a page raised into a message page with status 409.

    An error may carry ``remedy``, what to do about it, as its class or instance attribute.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_exception = _tell_refusal  # type: ignore[attr-defined]
    return middleware


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours (``handler500``) without needing database, session or context."""
    reference = new_reference()
    failure = sys.exception()
    log.error("failed reference=%s path=%s", reference, request.path, exc_info=failure)
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)


def new_reference() -> str:
    """Return a reference that can be read out on the phone."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(2))


def _tell_refusal(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not isinstance(error, Refused):
        return None
    reference = new_reference()
    log.warning(
        "refused code=%s reference=%s path=%s: %s", error.code, reference, request.path, error
    )
    told = {
        "happened": str(error) or _("This is not possible right now."),
        "remedy": getattr(error, "remedy", ""),
        "reference": reference,
        "back": _page_before(request),
    }
    if request.headers.get("HX-Request") == "true":
        response = render(request, "components/refusal.html", told, status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#notices", "innerHTML show:window:top"
        return response
    return render(request, "refused.html", told, status=409)


def _page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure())
    return before if ours else ""
