"""Before what is dangerous a person shows once more who it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http.response import HttpResponseBase

Page = TypeVar("Page", bound=Callable[..., HttpResponseBase])


def step_up(page: Page) -> Page:
    """Ask for password or second factor again unless that was a short time ago.

    Stands under ``requires``, so that strangers are not asked for anything. How short is
    ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds.
    """
    return cast("Page", reauthentication_required(page))
