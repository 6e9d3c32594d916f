"""Days and months as commands are told them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from partnercenter.days import OutOfReach, reachable


def day(text: str) -> date:
    """Return a day given as 2026-11-01."""
    return _read(text, text, f"{text} is not a day, such as 2026-11-01")


def month(text: str) -> date:
    """Return the first day of a month given as 2026-11."""
    return _read(text, f"{text}-01", f"{text} is not a month, such as 2026-11")


def _read(text: str, iso: str, otherwise: str) -> date:
    try:
        return reachable(date.fromisoformat(iso))
    except ValueError:
        raise ArgumentTypeError(otherwise) from None
    except OutOfReach as error:
        raise ArgumentTypeError(f"{text}: {error}") from None
