"""Looking ahead: what runs will bill in the periods to come, worked out and undone again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from billing.engine import calendar, effects
from billing.engine.charges import Charge
from billing.engine.facts import Agreement
from billing.models import BillingRun, Invoice, RunState
from billing.queries import facts
from customers.models import Partner
from partnercenter.errors import Refused
from partnercenter.periods import DAY, Period
from pricing.engine.terms import Terms

INVOICES = 12
PATIENCE = "2s"


class BeingBilled(Refused):
    """A run, or an act of somebody else, holds the partner just now."""

    code = "being_billed"


@dataclass(frozen=True, slots=True)
class Future:
    """What was agreed, and what is billed of it in each of some consecutive periods."""

    agreements: list[Agreement]
    bills: list[list[Charge]]


@contextmanager
def looking_ahead() -> Iterator[None]:
    """Undo everything that is done within, and wait for nobody longer than two seconds.

    Raises BeingBilled where somebody holds what is needed for longer.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if not isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected)):
            raise
        raise BeingBilled(
            _("Somebody is billing or changing this partner right now: look again in a minute.")
        ) from error


def periods_ahead(
    partner: Partner, stream: str, *, today: date, until: date | None = None
) -> list[Period]:
    """Return the period that is open, the coming ones, and before it one that is not billed yet.

    There are 12 that are open or coming, more when the day ``until`` lies beyond. An earlier
    unbilled one would be billed before them, which changes nothing.
    """
    first = calendar.open_period(stream, partner.billing_day, on=today)
    coming = calendar.periods(stream, partner.billing_day, since=first.start)
    found = list(islice(coming, INVOICES))
    while until is not None and found[-1].end <= until:
        found.append(next(coming))
    last = next(calendar.periods(stream, partner.billing_day, since=first.start - DAY))
    same = {"partner": partner, "stream": stream, "period_start": last.start}
    billed = (
        BillingRun.objects.filter(**same, state=RunState.DONE).exists()
        or Invoice.objects.issued().filter(**same).exists()
    )
    return found if billed else [last, *found]


def earliest_date(stream: str, period: Period, *, today: date) -> date:
    """Return the earliest date that the invoice of a period not billed yet can bear."""
    generated_on = max(today, calendar.billable_from(stream, period))
    return calendar.invoice_date(stream, period, generated_on=generated_on)


def billed_ahead(
    partner: Partner, *, stream: str, periods: list[Period], only: Collection[int]
) -> Future:
    """Bill the subscriptions, named by key, period after period as runs will."""
    whole = Period(periods[0].start, periods[-1].end)
    known = facts.of(partner, stream=stream, period=whole, only=only)
    agreements = [
        replace(one, terms=_with_rates_that_go_on(one.terms, whole.end))
        for one in known.agreements
    ]
    return Future(agreements, effects.chained(agreements, periods, known.said))


def _with_rates_that_go_on(terms: Terms, end: date) -> Terms:
    """Let the last known rate be that of all months to come, as nobody knows theirs."""
    if not terms.rates or terms.rates[-1].period.end >= end:
        return terms
    *earlier, last = terms.rates
    return replace(terms, rates=(*earlier, replace(last, period=Period(last.period.start, end))))
