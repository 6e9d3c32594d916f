"""On which day of the month a purchase's charge cycles begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from partnercenter.periods import add_months
from pricing.engine.settings import setting

LAST_DAY_EVERY_MONTH_HAS = 28


def anchor_of(bought_on: date, settings: Mapping[str, Any]) -> date:
    """Return the first day of the first charge cycle of a purchase (A29).

    That is the day it was bought, kept through shorter months; or, by the rule
    ``first_of_next_month`` and bought on the 29th to 31st, the first of the next month.
    """
    late = bought_on.day > LAST_DAY_EVERY_MONTH_HAS
    if late and setting(settings, "month_end_anchor") == "first_of_next_month":
        return add_months(bought_on.replace(day=1), 1)
    return bought_on
