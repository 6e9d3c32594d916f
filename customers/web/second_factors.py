"""Whose roles ask for a second factor sets one up before anything else."""

from __future__ import annotations

from collections.abc import Callable

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

    Pages of one's own account and sign-out stay open; ``SECOND_FACTOR_ROLES`` names the roles.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SECOND_FACTOR_ROLES and _is_closed(request):
            messages.warning(
                request,
                _("Your role asks for a second factor. Set one up first; then you can go on."),
            )
            return lead_to(request, reverse("mfa_activate_totp"), status=403)
        return get_response(request)

    return middleware


def _is_closed(request: HttpRequest) -> bool:
    account = reverse("account_login").removesuffix("login/")
    if request.path.startswith(account) or not isinstance(request.user, User):
        return False
    return lacks_second_factor(request.user)
