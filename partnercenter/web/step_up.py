"""Before what is dangerous a person shows once more who it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

Page = TypeVar("Page", bound=Callable[..., HttpResponseBase])


def step_up(page: Page) -> Page:
    """Ask for password or second factor again unless that was a short time ago.

    Stands under ``requires``, so that strangers are not asked for anything. How short is
    ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds. A form that was sent is carried out after that,
    fields and all, unless its address has a query or it brought files. Where the thing in the
    address may be a stranger's, find it first and step up in a function of its own.
    """

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_recent(request)
        return page(request, *args, **kwargs)

    return cast("Page", guarded)


def require_recent(request: HttpRequest, *, is_kept: bool = True) -> None:
    """Ask the same within a page that steps up only sometimes; allauth's middleware answers.

    What was sent waits in the session, where a password does not belong (``is_kept``) and files
    have no place: it is then sent again.
    """
    try:
        ASK_AGAIN(request)
    except ReauthenticationRequired:
        if request.method == "POST" and (request.FILES or not is_kept):
            messages.warning(
                request, _("What you sent was not carried out: please send it again.")
            )
            request.method = "GET"
        raise


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


ASK_AGAIN = reauthentication_required(_nothing)
