"""The code of the second factor at sign-in: a wrong one stands in the activity log."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm

from partnercenter.web.accounts import note


class Code(AuthenticateForm):  # type: ignore[misc]
    """Asks for a code of the app, or one of the recovery codes."""

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        note("second_factor.failed", self.user, request=context.request)
