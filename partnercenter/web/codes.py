"""The code of the second factor, at sign-in and after it: a wrong one stands in the log."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm

from partnercenter.web.sign_in_log import note


class Code(AuthenticateForm):  # type: ignore[misc]
    """Asks for a code of the app, or one of the recovery codes."""

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        note("second_factor.failed", self.user, request=context.request)


class CodeAgain(ReauthenticateForm):  # type: ignore[misc]
    """Asks the same of somebody who is signed in, before what is dangerous."""

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        note("step_up.failed", self.user, request=context.request)
