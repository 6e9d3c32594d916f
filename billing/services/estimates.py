"""Estimates: what a stream's open period comes to so far, worked out as its bill and not billed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from billing.engine import calendar, differences, inputs, taxes
from billing.engine.bill import bill
from billing.engine.charges import by_currency
from billing.models import Estimate, EstimateLine, Supplier
from billing.queries import facts, open_periods, problems, taxation
from billing.services import invoices, lines
from customers.models import Partner
from customers.services import renewals
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


def forget(*, partner: Partner, stream: str, period: Period, at: datetime) -> None:
    """Throw away the estimate of a period that is billed now, and ask anew for a later one's.

    What was estimated of a later period counted the charges that are invoiced by now.
    """
    known = Estimate.objects.filter(partner=partner, stream=stream)
    known.filter(period_start=period.start).delete()
    if known.filter(period_start__gte=period.end, asked_at=None).update(asked_at=at):
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
        failed = _note(partner, stream, at, error)
        if not isinstance(error, problems.EXPECTED):
            raise
        return failed


def make_next(*, at: datetime) -> Estimate | None:
    """Make one of the estimates asked for, the longest waiting first; None when none is.

    A partner on which another worker works is left to it. What was asked for of a period that
    is over by now is made of the period that is open.
    """
    with transaction.atomic():
        waiting = Partner.objects.filter(pk__in=Estimate.objects.left_over().values("partner"))
        partner = waiting.order_by("pk").select_for_update(skip_locked=True, no_key=True).first()
        if partner is None:
            return None
        asked = Estimate.objects.left_over().filter(partner=partner).defer("inputs")
        first = asked.order_by("asked_at", "pk").first()
        if first is None:
            return None
        asked.filter(stream=first.stream, period_end__lte=at.date()).update(asked_at=None)
        made = make(partner=partner, stream=first.stream, at=at)
        if asked.exists():
            enqueue("billing.make_next_estimate")
        return made


def sweep(*, at: datetime) -> int:
    """Wake a worker for each estimate asked for two minutes ago or earlier; return how many."""
    found = min(Estimate.objects.left_over().filter(asked_at__lt=at - OVERDUE).count(), SWEPT)
    for _number in range(found):
        enqueue("billing.make_next_estimate")
    return found


def open_period(partner: Partner, stream: str, *, on: date) -> Period:
    """Return the first period of the stream that is not over on the day."""
    return next(calendar.periods(stream, partner.billing_day, since=on))


def _made(partner: Partner, stream: str, at: datetime) -> Estimate:
    held = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    period = open_period(held, stream, on=at.date())
    known = _facts(held, stream, period, at)
    charges = bill(known.agreements, period, known.said, known.adjustments)
    tax = _tax(held, stream, period, at)
    estimate, _created = Estimate.objects.update_or_create(
        partner=held,
        stream=stream,
        period_start=period.start,
        defaults={
            "period_end": period.end,
            "asked_at": None,
            "made_at": at,
            "error": "",
            "inputs": {
                "tax": tax.as_data(),
                "charged": differences.marks(charges),
                "told": {
                    inputs.DOCUMENT: inputs.told_tax(tax),
                    **inputs.everything(known.agreements, period, known.said, known.adjustments),
                },
            },
        },
    )
    EstimateLine.objects.filter(estimate=estimate).delete()
    for currency, rows in by_currency(charges).items():
        nets = [row.amount for row in rows]
        shares = taxes.tax_lines(nets, tax.percent, currency, rounding=tax.rounding)
        lines.write_estimated(estimate=estimate, currency=currency, charges=rows, taxes=shares)
    return estimate


def _facts(partner: Partner, stream: str, period: Period, at: datetime) -> facts.Facts:
    """Read the facts as they will be once what is due by now is renewed; nothing is renewed."""
    with transaction.atomic():
        through = min(period.last, at.date())
        renewals.renew_due(partner=partner, through=through, at=at)
        known = facts.of(partner, stream=stream, period=period)
        transaction.set_rollback(True)
    return known


def _tax(partner: Partner, stream: str, period: Period, at: datetime) -> taxes.TaxDecision:
    """Decide the tax of the day that the invoice will bear, as far as it is known."""
    generated_on = max(at.date(), period.end)
    on = calendar.invoice_date(stream, period, generated_on=generated_on)
    supplier = Supplier.objects.first()
    if supplier is None:
        raise invoices.NoSupplier(_("The supplier's name and tax number are not entered yet."))
    return taxation.decision(supplier, partner, on=on)


def _note(partner: Partner, stream: str, at: datetime, error: Exception) -> Estimate:
    """Keep the reason; what the database refused passes by itself and stays asked for."""
    period = open_period(partner, stream, on=at.date())
    if isinstance(error, problems.EXPECTED):
        reason = problems.in_words(error)
    else:
        reason = _("An unexpected error stopped the work; nothing else is affected.")
    passing = isinstance(error, DatabaseError)
    estimate, _created = Estimate.objects.defer("inputs").get_or_create(
        partner=partner,
        stream=stream,
        period_start=period.start,
        defaults={"period_end": period.end},
    )
    estimate.error, estimate.asked_at = reason, at if passing else None
    estimate.save(update_fields=["error", "asked_at"])
    return estimate
