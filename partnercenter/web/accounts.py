"""Sign-in rules: people are invited, nobody signs up; who came, went or failed is written down."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnercenter.models import User
from partnercenter.web import sessions
from partnercenter.web.sign_in_log import note, printable

log = logging.getLogger(__name__)
# What allauth would tell a person by mail is what the activity log keeps.
TOLD = {
    "account/email/password_changed": "password.changed",
    "account/email/password_reset": "password.reset",
    "account/email/password_set": "password.changed",
    "mfa/email/totp_activated": "second_factor.set_up",
    "mfa/email/totp_deactivated": "second_factor.removed",
    "mfa/email/recovery_codes_generated": "recovery_codes.made",
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Everybody signs in by e-mail address; nobody makes an account of their own."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail address and password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _(
            "Too many attempts failed, so that sign-in is locked for a while. Wait 15 minutes, or "
            "choose a new password through “Forgot your password?”."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Let somebody who has just signed in set up a first second factor without asking again."""
        request = current.request
        if app == "allauth.mfa" and _sets_up_the_first(request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.begin(request.session, at=timezone.now())
        note("sign_in.done", user, request=request)

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        if isinstance(user, User):
            note("sign_in.ended", user, request=request)
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            typed = printable(credentials.get("email", ""))
            log.warning("sign-in blocked address=%s for=%r", self.get_client_ip(request), typed)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        signed_in = getattr(request, "user", None)
        if isinstance(signed_in, User):
            note("step_up.failed", signed_in, request=request)
            return
        typed = printable(credentials.get("email", "")).lower()
        known = User.objects.filter(email=typed).first()
        note("sign_in.failed", known, request=request, subject=typed)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if act := TOLD.get(template_prefix):
            note(act, user, request=self.request)
        super().send_notification_mail(template_prefix, user, context, email)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseBase:
        note("sign_in.refused", user, request=request)
        return super().respond_user_inactive(request, user)  # type: ignore[no-any-return]


def _sets_up_the_first(request: HttpRequest) -> bool:
    """Whether somebody just came, and has no factor yet or is now shown the codes to one."""
    if not sessions.is_fresh(request.session, at=timezone.now()):
        return False
    held = Authenticator.objects.filter(user=request.user)
    if request.path != reverse("mfa_view_recovery_codes"):
        return not held.exists()
    codes = held.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return codes is not None and not codes.wrap().did_view
