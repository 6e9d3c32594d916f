"""Where the estimate of each stream is shown, brought up to date and exported."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from billing.engine.streams import RECURRING
from billing.models import ChargeRecord, EstimateLine


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one stream's estimate; ``overview`` is its billing page."""

    overview: str
    page: str
    update: str
    status: str
    export: str


def namespace_of(stream: str) -> str:
    """Return the name under which the stream's addresses are found."""
    return "billing:estimate" if stream == RECURRING.code else "billing:one_time_estimate"


def addresses(stream: str) -> Addresses:
    """Return the addresses of the stream's estimate."""
    space = namespace_of(stream)
    return Addresses(
        overview=reverse("billing:overview" if stream == RECURRING.code else "billing:one_time"),
        page=reverse(f"{space}:page"),
        update=reverse(f"{space}:update"),
        status=reverse(f"{space}:status"),
        export=reverse(f"{space}:export"),
    )


def line_address(line: ChargeRecord | EstimateLine) -> str:
    """Return where a line of an estimate is explained."""
    if isinstance(line, ChargeRecord):
        raise TypeError("an issued line is explained on its invoice")
    space = namespace_of(line.estimate.stream)
    return reverse(f"{space}:line", args=[line.currency, line.position])
