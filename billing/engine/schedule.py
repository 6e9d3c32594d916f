"""When what was bought reaches an invoice: cycles, renewals, service periods (domain 3.2).

Every function takes and gives plain days (UTC); a period's ``last`` day still belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from billing.engine import calendar
from billing.engine.streams import ONE_TIME
from partnercenter.periods import (
    DAY,
    Period,
    add_months,
    anniversaries,
    cycles,
    day_of_month,
    month_of,
)


@dataclass(frozen=True, slots=True)
class Service:
    """Days of service, and the day ``on`` which they are charged or their invoice is there."""

    period: Period
    on: date


def billed_on(billing_day: int, *, recognised_on: date) -> date:
    """Return the billing date of whatever is recognised on a day: the first on or after it."""
    return calendar.next_billing_date(billing_day, on=recognised_on)


def billing_dates(bought_on: date, billing_day: int, *, cycle_months: int) -> Iterator[date]:
    """Yield the billing date of each charge cycle of a purchase, the first one's first."""
    starts = anniversaries(bought_on, months=cycle_months)
    return (billed_on(billing_day, recognised_on=start) for start in starts)


def renewals(bought_on: date, *, term_months: int) -> Iterator[date]:
    """Yield the days on which a purchase renews, each the first day of its next term."""
    return (add_months(bought_on, term_months * step) for step in count(1))


def charge_cycles(bought_on: date, *, term_months: int, cycle_months: int) -> list[Period]:
    """Return the charge cycles of a purchase's first term.

    Bought on the 29th to 31st, a cycle begins on the last day of a shorter month, and on the
    anchor again in the next long one (A29).
    """
    found = cycles(bought_on, months=cycle_months)
    return [next(found) for _ in range(term_months // cycle_months)]


def usage_services(anniversary_day: int, *, since: date) -> Iterator[Service]:
    """Yield the service periods of metered use that are charged on or after a day.

    Each runs from one anniversary to the day before the next, on which it is charged in arrears.
    """
    first = calendar.next_billing_date(anniversary_day, on=since)
    months = anniversaries(first.replace(day=1))
    starts = (day_of_month(month.year, month.month, anniversary_day) for month in months)
    before = add_months(first.replace(day=1), -1)
    start = day_of_month(before.year, before.month, anniversary_day)
    for charged_on in starts:
        yield Service(Period(start, charged_on), charged_on)
        start = charged_on


def one_time_services(start: date) -> Iterator[Service]:
    """Yield the calendar months of a one-time or recurring purchase, the first from its start.

    Each comes with the day by which its invoice is there.
    """
    while True:
        period = Period(start, month_of(start).end)
        ready = calendar.available_by(ONE_TIME.code, closes_on=period.last)
        yield Service(period, ready.date())
        start = period.last + DAY
