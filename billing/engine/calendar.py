"""The two clocks, and the dates that follow from them (domain 3.1, 3.3). Everything is UTC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

from billing.engine.streams import ONE_TIME, RECURRING
from partnercenter.periods import DAY, Period, add_months, day_of_month, month_of

NET_DAYS = 60
ONE_TIME_READY_DAY = 8
COMPLAIN_AFTER_DAYS = 3
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """When an invoice is made: from ``starts_at`` (included) and finished by ``done_by``.

    Not there by ``complaint_after``, it is late and a matter for support.
    """

    starts_at: datetime
    done_by: datetime
    complaint_after: datetime


def billing_date(billing_day: int, *, in_month_of: date) -> date:
    """Return the partner's billing date in that month, its last day where it is shorter."""
    return day_of_month(in_month_of.year, in_month_of.month, billing_day)


def period_closing_on(billing_day: int, closes_on: date) -> Period:
    """Return the billing period whose last day is that billing date."""
    before = billing_date(billing_day, in_month_of=add_months(closes_on.replace(day=1), -1))
    return Period.of_days(before + DAY, closes_on)


def next_billing_date(billing_day: int, *, on: date) -> date:
    """Return the first billing date on or after the day."""
    this = billing_date(billing_day, in_month_of=on)
    return this if this >= on else billing_date(billing_day, in_month_of=add_months(on, 1))


def last_billing_date(billing_day: int, *, before: date) -> date:
    """Return the last billing date strictly before the day."""
    this = billing_date(billing_day, in_month_of=before)
    if this < before:
        return this
    return billing_date(billing_day, in_month_of=add_months(before.replace(day=1), -1))


def periods(stream: str, billing_day: int, *, since: date) -> Iterator[Period]:
    """Yield the periods of a stream from the one in which the day lies, in order, without end.

    Raises ValueError for a stream that is not known.
    """
    day = since
    while True:
        if stream == RECURRING.code:
            closes_on = next_billing_date(billing_day, on=day)
            period = period_closing_on(billing_day, closes_on)
        elif stream == ONE_TIME.code:
            period = month_of(day)
        else:
            raise ValueError(f"no stream is called {stream}")
        yield period
        day = period.end


def closed_periods(stream: str, billing_day: int, *, since: date, on: date) -> Iterator[Period]:
    """Yield the periods of a stream that closed after ``since`` and before ``on``, in order.

    They are those that may be billed on the day: see ``billable_from``.
    """
    found = periods(stream, billing_day, since=since)
    return takewhile(lambda period: billable_from(stream, period) <= on, found)


def open_period(stream: str, billing_day: int, *, on: date) -> Period:
    """Return the earliest period of a stream that may not be billed yet on the day."""
    found = periods(stream, billing_day, since=on - DAY)
    return next(period for period in found if billable_from(stream, period) > on)


def billable_from(stream: str, period: Period) -> date:
    """Return the first day (UTC) on which a period may be billed, from 00:00 on.

    That is the day after its last day; of calendar months one day later, because the use of
    their last day counts as known in time until the day after is over (domain 3.2).
    """
    return period.end + DAY if stream == ONE_TIME.code else period.end


def invoice_date(stream: str, period: Period, *, generated_on: date) -> date:
    """Return the date an invoice bears: the billing date, or the day it was generated."""
    return period.last if stream == RECURRING.code else generated_on


def due_date(issued_on: date) -> date:
    """Return the last day for the payment to arrive: net 60 days for every stream."""
    return issued_on + timedelta(days=NET_DAYS)


def available_by(stream: str, *, closes_on: date) -> datetime:
    """Return when the invoice of the period with this last day is there at the latest.

    That is 24 hours after its billing date is over; or, of one-time and recurring purchases, the
    8th of the month after, 00:00 UTC.
    """
    over = closes_on + DAY
    if stream == ONE_TIME.code:
        return _midnight(over.replace(day=ONE_TIME_READY_DAY))
    return _midnight(over + DAY)


def generation_window(stream: str, *, closes_on: date) -> Window:
    """Return when the invoice of the period with this last day is made (domain 3.1)."""
    done_by = available_by(stream, closes_on=closes_on)
    last = done_by.date()
    if stream == RECURRING.code:
        last = closes_on + timedelta(days=COMPLAIN_AFTER_DAYS)
    return Window(
        starts_at=_midnight(billable_from(stream, Period.of_days(closes_on, closes_on))),
        done_by=done_by,
        complaint_after=datetime.combine(last, LAST_MINUTE, UTC),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
