"""Before what is dangerous a person shows once more who it is."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required


def step_up(page: Any) -> Any:
    """Ask for password or second factor again unless that was a short time ago.

    Stands under ``requires``, so that strangers are not asked for anything. How short is
    ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds.
    """
    return reauthentication_required(page)
