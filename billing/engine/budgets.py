"""How far a budget for metered use is used up, and when that is to be told (domain 11)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from partnercenter.money import EXACT, exactly, toward_zero

ALERT_PERCENT = 80
USED_UP = 100
# A budget tells and never holds anything up (domain 11, BU-01).
STOPS_CONSUMPTION = False


def percent_used(*, budget: Decimal, used: Decimal) -> int:
    """Return the whole percent of the budget that is used; what is begun does not count."""
    return int(toward_zero(exactly(EXACT.multiply(used, Decimal(100)), budget), 0))


def reaches(percent: int, *, budget: Decimal, used: Decimal) -> bool:
    """Say whether at least this percent of the budget is used."""
    return EXACT.multiply(used, Decimal(100)) >= EXACT.multiply(budget, Decimal(percent))


def steps_reached(alert_percent: int, *, budget: Decimal, used: Decimal) -> list[int]:
    """Return the percents that are told of and reached: the budget's own, and all of it."""
    steps = sorted({alert_percent, USED_UP})
    return [step for step in steps if reaches(step, budget=budget, used=used)]


def alert(*, budget: Decimal, used: Decimal, percent: int = ALERT_PERCENT) -> Mapping[str, object]:
    """Return what becomes of a budget, as worked examples tell it."""
    return {
        "alert": reaches(percent, budget=budget, used=used),
        "threshold_percent": percent,
        "stops_consumption": STOPS_CONSUMPTION,
    }
