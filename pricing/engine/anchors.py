"""On which day of the month a purchase's charge cycles begin, and which cycles its terms have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from partnercenter.periods import Period, add_months, cycles
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm

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


def charge_cycles(terms: Sequence[AgreedTerm]) -> Iterator[tuple[AgreedTerm, Period]]:
    """Yield the charge cycles that begin in each term, and one that a term begins inside of.

    A term without months of a cycle is one cycle by itself. One that was left for another
    frequency on its first day has no days, and so no cycles.
    """
    for term in (term for term in terms if term.period.days):
        if not term.cycle_months:
            yield term, term.period
            continue
        for cycle in cycles(term.anchor, months=term.cycle_months):
            if cycle.start >= term.period.end:
                break
            if cycle.end > term.period.start:
                yield term, cycle
