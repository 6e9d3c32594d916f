"""Sign-in rules: people are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Refuses every self-made account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
