"""Asking a register beyond this house whether a VAT id is valid: by a plug-in, if there is one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from customers.models import OnlineCheck

log = logging.getLogger(__name__)
LONGEST_PROOF = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register said, and the proof to keep: its name, the request's id, the name found."""

    state: OnlineCheck
    proof: str = ""


class Checker(Protocol):
    """What ``VAT_CHECKER`` names: asks about a number, within seconds, and tells what came back.

    ``number`` has its country's prefix as documents carry it. An outage is
    ``Answer(OnlineCheck.UNAVAILABLE)``, or any exception.
    """

    def __call__(self, number: str, *, country: str, at: datetime) -> Answer: ...


NOT_ASKED = Answer(OnlineCheck.UNKNOWN)


def ask(number: str, *, country: str, at: datetime) -> Answer:
    """Return what the configured check says of the number; an outage never raises.

    Not asked at all where ``VAT_CHECKER`` is empty (domain 6.4: validated by the supplier).
    """
    if not settings.VAT_CHECKER:
        return NOT_ASKED
    try:
        check: Checker = import_string(settings.VAT_CHECKER)
        answer = check(number, country=country, at=at)
        return Answer(OnlineCheck(answer.state), answer.proof[:LONGEST_PROOF])
    except Exception:  # a plug-in may do anything
        log.exception("the online check of VAT ids failed")
        return Answer(OnlineCheck.UNAVAILABLE)
