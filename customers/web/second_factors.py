"""Whose roles ask for a second factor sets one up before anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.queries.people import lacks_second_factor
from partnercenter.models import User
from partnercenter.web.sessions import lead_to

Respond = Callable[[HttpRequest], HttpResponseBase]


def second_factor_middleware(get_response: Respond) -> Respond:
    """Lead people without the second factor their role needs to where it is set up.

    Pages of one's own account and sign-out stay open; ``SECOND_FACTOR_ROLES`` names the roles. What
    was sent before and waits until it is clear who is there (``step_up``) would be carried out on
    one of these pages: it is forgotten.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_FACTOR_ROLES or not _lacks_one(request):
            return get_response(request)
        if request.session.get(STATE_SESSION_KEY):
            del request.session[STATE_SESSION_KEY]
        if not request.path.startswith(_account()):
            messages.warning(
                request,
                _("Your role asks for a second factor. Set one up first; then you can go on."),
            )
            return lead_to(request, reverse("mfa_activate_totp"), status=403)
        return get_response(request)

    return middleware


def _lacks_one(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and lacks_second_factor(request.user)


def _account() -> str:
    return reverse("account_login").removesuffix("login/")
