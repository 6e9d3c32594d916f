"""Before what is dangerous a person shows once more who it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Page = TypeVar("Page", bound=Callable[..., HttpResponseBase])


def step_up(page: Page) -> Page:
    """Ask for password or second factor again unless that was a short time ago.

    Stands under ``requires``, so that strangers are not asked for anything. How short is
    ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds. A form that was sent is carried out after that,
    fields and all, unless its address has a query or it brought files. Where the thing in the
    address may be a stranger's, find it first and step up in a function of its own.
    """
    return cast("Page", reauthentication_required(page))


def require_recent(request: HttpRequest) -> None:
    """Ask the same within a page that steps up only sometimes; allauth's middleware answers."""
    step_up(_nothing)(request)


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
