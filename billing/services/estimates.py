"""Estimates: what a stream's open period comes to so far, worked out as its bill and not billed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from billing.engine import calendar
from billing.models import Estimate
from billing.queries import open_periods, problems
from billing.services import estimating
from customers.models import Partner
from partnercenter.periods import Period
from partnercenter.queue import enqueue

OVERDUE = timedelta(minutes=2)
SWEPT = 500


@transaction.atomic
def ask(*, partner: Partner, stream: str, at: datetime) -> Estimate:
    """Ask for the estimate of the open period; a worker is woken after commit.

    Asked for twice it is made once. The open period is the first that is not over at ``at``.
    """
    period = open_period(partner, stream, on=at.date())
    estimate, _created = Estimate.objects.defer("inputs").get_or_create(
        partner=partner,
        stream=stream,
        period_start=period.start,
        defaults={"period_end": period.end, "asked_at": at},
    )
    if estimate.asked_at is None:
        Estimate.objects.filter(pk=estimate.pk).update(asked_at=at)
        estimate.asked_at = at
    enqueue("billing.make_next_estimate")
    return estimate


@transaction.atomic
def ask_all(*, at: datetime) -> int:
    """Ask for the estimates of all partners that have something unbilled; return how many.

    What was left of periods that have been billed is thrown away.
    """
    open_periods.billed(on=at.date()).delete()
    wanted = [
        Estimate(
            partner=partner,
            stream=stream,
            period_start=period.start,
            period_end=period.end,
            asked_at=at,
        )
        for partner, stream in open_periods.something_open(on=at.date())
        for period in [open_period(partner, stream, on=at.date())]
    ]
    Estimate.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["partner", "stream", "period_start"],
        update_fields=["asked_at"],
    )
    for _estimate in wanted:
        enqueue("billing.make_next_estimate")
    return len(wanted)


def forget(*, partner: Partner, stream: str, period: Period) -> None:
    """Throw away the estimate of a period that is billed."""
    Estimate.objects.filter(partner=partner, stream=stream, period_start=period.start).delete()


def ask_again(*, partner: Partner, stream: str, after: Period, at: datetime) -> None:
    """Ask anew for what was estimated of later periods: it counted what is invoiced by now."""
    known = Estimate.objects.filter(partner=partner, stream=stream, asked_at=None)
    if known.filter(period_start__gte=after.end).update(asked_at=at):
        enqueue("billing.make_next_estimate")


def make(*, partner: Partner, stream: str, at: datetime) -> Estimate:
    """Work out the unbilled charges of the open period and keep them instead of the older ones.

    One transaction under the partner's lock, like a run, of which nothing but the estimate is
    kept. When a price or a rate is missing, that reason is kept beside the older lines.
    """
    try:
        with transaction.atomic():
            return _made(partner, stream, at)
    except Exception as error:
        return _noted(partner, stream, at, error)


def make_next(*, at: datetime) -> Estimate | None:
    """Make one of the estimates asked for, the longest waiting first; None when none is.

    A partner on which another worker works is left to it. What was asked for of a period that
    is over by now is made of the period that is open.
    """
    asked: Estimate | None = None
    try:
        with transaction.atomic():
            asked = _claimed(at)
            return asked and _made(asked.partner, asked.stream, at)
    except Exception as error:
        if asked is None:
            raise
        return _noted(asked.partner, asked.stream, at, error)


def sweep(*, at: datetime) -> int:
    """Wake a worker for each estimate asked for two minutes ago or earlier; return how many."""
    found = min(Estimate.objects.left_over().filter(asked_at__lt=at - OVERDUE).count(), SWEPT)
    for _number in range(found):
        enqueue("billing.make_next_estimate")
    return found


def open_period(partner: Partner, stream: str, *, on: date) -> Period:
    """Return the first period of the stream that is not over on the day."""
    return calendar.open_period(stream, partner.billing_day, on=on)


def _claimed(at: datetime) -> Estimate | None:
    """Lock a partner for whom something is asked and return what waits the longest."""
    waiting = Partner.objects.filter(pk__in=Estimate.objects.left_over().values("partner"))
    partner = waiting.order_by("pk").select_for_update(skip_locked=True, no_key=True).first()
    asked = Estimate.objects.left_over().filter(partner=partner).defer("inputs")
    first = asked.select_related("partner").order_by("asked_at", "pk").first()
    if first and asked.exclude(stream=first.stream).exists():
        enqueue("billing.make_next_estimate")
    return first


def _made(partner: Partner, stream: str, at: datetime) -> Estimate:
    held = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    period = open_period(held, stream, on=at.date())
    _no_longer_asked(held, stream, before=period)
    return estimating.work_out(partner=held, stream=stream, period=period, at=at)


def _noted(partner: Partner, stream: str, at: datetime, error: Exception) -> Estimate:
    """Keep the reason beside the older lines; whatever nobody foresaw is raised again.

    What the database refused passes by itself, so it stays asked for.
    """
    expected, passing = isinstance(error, problems.EXPECTED), isinstance(error, DatabaseError)
    period = open_period(partner, stream, on=at.date())
    unforeseen = _("An unexpected error stopped the work; nothing else is affected.")
    with transaction.atomic():
        _no_longer_asked(partner, stream, before=period)
        estimate, _created = Estimate.objects.defer("inputs").get_or_create(
            partner=partner,
            stream=stream,
            period_start=period.start,
            defaults={"period_end": period.end},
        )
        estimate.error = problems.in_words(error) if expected else unforeseen
        estimate.asked_at = at if passing else None
        estimate.save(update_fields=["error", "asked_at"])
    if not expected:
        raise error
    return estimate


def _no_longer_asked(partner: Partner, stream: str, *, before: Period) -> None:
    """Let go of what was asked for of periods that are over: their bill is made instead."""
    over = Estimate.objects.left_over().filter(partner=partner, stream=stream)
    over.filter(period_start__lt=before.start).update(asked_at=None)
