"""The estimates of the demo world: of what is open today, and of what was a month before."""

from __future__ import annotations

from datetime import datetime

from billing.queries import open_periods
from billing.services import estimates


def look_ahead(*, at: datetime) -> None:
    """Estimate every stream that has something open, as the night before ``at`` would have."""
    for partner, stream in open_periods.something_open(on=at.date()):
        estimates.make(partner=partner, stream=stream, at=at)
