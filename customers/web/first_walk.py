"""Whoever has not confirmed the billing profile is led to it, once a session, from any page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from partnercenter.access import Actor
from partnercenter.roles import Permission

Respond = Callable[[HttpRequest], HttpResponseBase]
LED = "led_to_welcome"


def first_walk_middleware(get_response: Respond) -> Respond:
    """Lead a Global admin to the walk before the first page; who left it comes back by the notice.

    Sign-in may lead anywhere, so that the first page alone is no place for this. Forms, parts of
    pages and the pages of one's own account are never led away.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        walks = actor.is_unconfirmed and actor.may(Permission.EDIT_BILLING_PROFILE)
        if not walks or not _is_page(request) or request.session.get(LED):
            return get_response(request)
        request.session[LED] = True
        walk = reverse("customers:welcome")
        return get_response(request) if request.path.startswith(walk) else redirect(walk)

    return middleware


def _is_page(request: HttpRequest) -> bool:
    account = reverse("account_login").removesuffix("login/")
    is_part = request.headers.get("HX-Request") == "true"
    return request.method == "GET" and not is_part and not request.path.startswith(account)
