"""A session ends when nothing was done for a while, and at the latest some hours after sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnercenter.models import User
from partnercenter.web.sign_in_log import note

Respond = Callable[[HttpRequest], HttpResponseBase]
SIGNED_IN, ACTIVE = "signed_in_at", "active_at"
NOTED_EVERY = 60  # seconds: not every page writes to the session


def begin(session: SessionBase, *, at: datetime) -> None:
    """Count both limits from this moment: somebody just signed in."""
    session[SIGNED_IN] = session[ACTIVE] = at.timestamp()


def is_fresh(session: SessionBase, *, at: datetime) -> bool:
    """Whether the sign-in is as recent as a step-up would have to be."""
    return _since(session, SIGNED_IN, at) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def limits_middleware(get_response: Respond) -> Respond:
    """Sign people out whose session is over, and note when they last did something.

    What htmx fetches is no activity: a page that asks every two seconds whether a file is ready
    would never let its session end.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now()
            if SIGNED_IN not in request.session:
                begin(request.session, at=now)
            if why := _over(request.session, now):
                return _sign_in_again(request, why)
            if not (is_htmx(request) and request.method == "GET"):
                _note(request.session, now)
        return get_response(request)

    return middleware


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def page_of(request: HttpRequest) -> str:
    """Return the address of the page somebody is at, empty if unknown; never one to send to."""
    if request.method in {"GET", "HEAD"} and not is_htmx(request):
        return request.get_full_path()
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def lead_to(request: HttpRequest, address: str, *, status: int) -> HttpResponseBase:
    """Send somebody elsewhere; a part of a page that htmx asked for leads the whole page there."""
    if is_htmx(request):
        return HttpResponse(status=status, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _over(session: SessionBase, now: datetime) -> str:
    """Say why the session is over; nothing while it is not."""
    minutes, hours = settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS
    if _since(session, SIGNED_IN, now) >= hours * 3600:
        return ngettext(
            "You signed in %(number)d hour ago: please sign in again.",
            "You signed in %(number)d hours ago: please sign in again.",
            hours,
        ) % {"number": hours}
    if _since(session, ACTIVE, now) >= minutes * 60:
        return ngettext(
            "You were signed out because nothing was done for %(number)d minute.",
            "You were signed out because nothing was done for %(number)d minutes.",
            minutes,
        ) % {"number": minutes}
    return ""


def _sign_in_again(request: HttpRequest, why: str) -> HttpResponseBase:
    back, address = page_of(request), reverse("account_login")
    if isinstance(request.user, User):
        note("sign_in.timed_out", request.user, request=request)
    logout(request)
    if request.method not in {"GET", "HEAD"}:
        why = f"{why} {_('What you sent last was not carried out.')}"
    messages.warning(request, why)
    if back and not back.startswith(address.removesuffix("login/")):
        address = f"{address}?{urlencode({'next': back})}"
    return lead_to(request, address, status=401)


def _note(session: SessionBase, now: datetime) -> None:
    if _since(session, ACTIVE, now) >= NOTED_EVERY:
        session[ACTIVE] = now.timestamp()
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def _since(session: SessionBase, name: str, now: datetime) -> float:
    return now.timestamp() - float(session.get(name, 0))
