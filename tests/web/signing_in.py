"""Browsers of people who sign in for real, each at an address of its own."""

from __future__ import annotations

import secrets
from typing import Any

from django.test import Client

from partnercenter.models import User

PASSWORD = "brass-kettle-1934"


def a_browser(**headers: Any) -> Client:
    """Return a browser at an address nobody used before, so that no test locks another's out."""
    network = ":".join(f"{secrets.randbelow(65536):x}" for _ in range(2))
    return Client(REMOTE_ADDR=f"2001:db8:{network}::1", **headers)


def signs_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post("/account/login/", {"login": user.email, "password": password, **more})
