"""What is to come for a partner: billing dates, invoices, due dates and the ends of terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from billing.engine import calendar
from billing.engine.calendar import Window
from billing.engine.streams import RECURRING, STREAMS, Stream
from billing.models import Invoice
from customers.models import Partner, Subscription
from customers.queries import renewals
from customers.queries.renewals import TermsEnd
from partnercenter.access import Actor
from partnercenter.periods import DAY, Period

PERIODS = 6
RENEWAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Expected:
    """A period that is to be billed if anything is owed then, and the dates of its invoice.

    ``due_on`` is the earliest due date: a one-time invoice made later is due later. Where the
    month is too short for the billing day, ``wanted_day`` is that day, otherwise 0.
    """

    stream: Stream
    period: Period
    window: Window
    due_on: date
    wanted_day: int

    @property
    def closes_on(self) -> date:
        """The period's last day: of the recurring stream the billing date."""
        return self.period.last

    @property
    def ready_on(self) -> date:
        """The day at whose beginning the invoice is there at the latest."""
        return self.window.done_by.date()

    @property
    def made_in(self) -> Period:
        """The days in the course of which the invoice is made."""
        return Period(self.window.starts_at.date(), self.ready_on)


@dataclass(frozen=True, slots=True)
class Coming:
    """All that is to come from the day ``on`` (included) on.

    ``awaited`` are periods that are over and whose invoice may still be in the making; ``due``
    are issued invoices whose due date is to come.
    """

    on: date
    billing_day: int
    periods: tuple[Expected, ...]
    awaited: tuple[Expected, ...]
    due: tuple[Invoice, ...]
    terms: tuple[TermsEnd, ...]
    has_bought: bool

    def of(self, stream: Stream) -> list[Expected]:
        """Return the coming periods of one stream."""
        return [expected for expected in self.periods if expected.stream == stream]

    @property
    def until(self) -> date:
        """The last day on which one of the periods ends."""
        return max(expected.closes_on for expected in self.periods)


def coming(actor: Actor, *, partner: Partner, on: date) -> Coming:
    """Return the next six periods of each stream, and what else happens meanwhile.

    Terms that end are told for the next 90 days. Payments are not recorded in this version, so
    every issued invoice is told until its due date has passed.
    """
    issued = Invoice.objects.visible_to(actor).filter(due_on__gte=on)
    documents = tuple(issued.order_by("due_on", "number"))
    terms = renewals.coming(actor, days=Period(on, on + timedelta(days=RENEWAL_DAYS)))
    return Coming(
        on=on,
        billing_day=partner.billing_day,
        periods=tuple(_periods(partner, on)),
        awaited=tuple(_awaited(partner, on, documents)),
        due=tuple(one for one in documents if not one.is_credit_note),
        terms=tuple(terms),
        has_bought=bool(terms or documents) or Subscription.objects.visible_to(actor).exists(),
    )


def _periods(partner: Partner, on: date) -> Iterator[Expected]:
    for stream in STREAMS.values():
        found = calendar.periods(stream.code, partner.billing_day, since=on)
        for period in islice(found, PERIODS):
            yield _expected(partner, stream, period)


def _awaited(partner: Partner, on: date, issued: Sequence[Invoice]) -> Iterator[Expected]:
    """Yield the last period of each stream until its invoice is there or should have been."""
    billed = {(one.stream, one.period_start) for one in issued}
    for stream in STREAMS.values():
        running = next(calendar.periods(stream.code, partner.billing_day, since=on))
        before = running.start - DAY
        if before < partner.enrolled_on:
            continue
        last = next(calendar.periods(stream.code, partner.billing_day, since=before))
        expected = _expected(partner, stream, last)
        if (stream.code, last.start) not in billed and expected.ready_on >= on:
            yield expected


def _expected(partner: Partner, stream: Stream, period: Period) -> Expected:
    window = calendar.generation_window(stream.code, closes_on=period.last)
    issued_on = calendar.invoice_date(stream.code, period, generated_on=window.starts_at.date())
    short = stream == RECURRING and period.last.day < partner.billing_day
    return Expected(
        stream=stream,
        period=period,
        window=window,
        due_on=calendar.due_date(issued_on),
        wanted_day=partner.billing_day if short else 0,
    )
