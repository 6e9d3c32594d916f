"""The billing run: for one partner, stream and period, say what has not been said yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from billing.engine import calendar
from billing.engine.bill import bill
from billing.engine.charges import Charge, by_currency
from billing.engine.streams import STREAMS
from billing.models import BillingRun, ChargeRecord, Estimate, Invoice, RunState
from billing.queries import facts, previews, problems
from billing.services import estimates, invoices
from customers.models import Partner
from customers.services import renewals
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.periods import Period
from partnercenter.queue import enqueue


class RunRefused(Refused):
    """The run cannot be billed; nothing of it was kept."""

    code = "run_refused"


class PeriodNotOver(Refused):
    """A period is billed from a day after its last day on, 00:00 UTC."""

    code = "period_not_over"


def request(
    *, partner: Partner, stream: str, period: Period, at: datetime, by: User | None = None
) -> BillingRun:
    """Ask for a run, or return the one asked for before; a worker is woken after commit.

    Raises PeriodNotOver when the period may not be billed yet at that moment.
    """
    billable_from = calendar.billable_from(stream, period)
    if billable_from > at.date():
        raise PeriodNotOver(
            _("%(period)s can be billed from %(day)s, 00:00 UTC.")
            % {"period": period, "day": billable_from}
        )
    run, _created = BillingRun.objects.get_or_create(
        partner=partner,
        stream=stream,
        period_start=period.start,
        defaults={"period_end": period.end, "asked_at": at, "asked_by": by},
    )
    enqueue("billing.perform_run", run_id=run.pk)
    return run


def request_due(*, on: date, at: datetime) -> list[BillingRun]:
    """Ask for every run whose period closed and which nobody asked for yet; wake the undone."""
    known = set(BillingRun.objects.values_list("partner_id", "stream", "period_start"))
    missing = [
        request(partner=partner, stream=stream, period=period, at=at)
        for partner in Partner.objects.order_by("pk")
        for stream in STREAMS
        for period in calendar.closed_periods(
            stream, partner.billing_day, since=partner.enrolled_on, on=on
        )
        if (partner.pk, stream, period.start) not in known
    ]
    asked = {run.pk for run in missing}
    for run in BillingRun.objects.exclude(state=RunState.DONE).exclude(pk__in=asked):
        enqueue("billing.perform_run", run_id=run.pk)
    return missing


def perform(*, run: BillingRun, at: datetime, by: User | None = None) -> list[Invoice]:
    """Bill the run's period and return its new documents; nothing when all was said.

    One transaction under the partner's lock; a run that another worker holds is left to it.
    Raises RunRefused when a price or rate is missing. That reason, or any other error, is kept
    on the run, which is tried again until it is done.
    """
    try:
        with transaction.atomic():
            return _perform(run, at, by)
    except Exception as error:
        reason = problems.in_words(error)
        BillingRun.objects.filter(pk=run.pk).update(
            state=RunState.FAILED, error=reason, finished_at=at
        )
        if isinstance(error, problems.EXPECTED):
            raise RunRefused(reason) from error
        raise


def _perform(run: BillingRun, at: datetime, by: User | None) -> list[Invoice]:
    claimed = BillingRun.objects.select_for_update(skip_locked=True, of=("self",))
    held = claimed.filter(pk=run.pk).select_related("partner").first()
    if held is None:
        return []
    Partner.objects.select_for_update().get(pk=held.partner_id)
    period = held.period
    renewals.renew_due(partner=held.partner, through=period.last, at=at)
    _drafts_of(held).delete()
    known = facts.of(held.partner, stream=held.stream, period=period)
    charges = bill(known.agreements, period, known.said, known.adjustments)
    on = calendar.invoice_date(held.stream, period, generated_on=at.date())
    estimated = _estimated(held, charges, known, on)
    made = []
    for currency, rows in by_currency(charges).items():
        if _is_issued(held, currency):
            continue
        said = estimated.get(currency)
        made.append(
            invoices.draft(run=held, currency=currency, charges=rows, on=on, estimated=said)
        )
        if held.issues:
            made[-1] = invoices.issue(invoice=made[-1], on=on, at=at, by=by)
    if held.issues:
        estimates.forget(partner=held.partner, stream=held.stream, period=period)
    if made:
        estimates.ask_again(partner=held.partner, stream=held.stream, after=period, at=at)
    held.state, held.finished_at, held.error = RunState.DONE, at, ""
    held.charge_count = ChargeRecord.objects.filter(invoice__run=held).count()
    held.save()
    audit.record("run.done", held, at=at, by=by, partner_id=held.partner_id, documents=len(made))
    return made


def _drafts_of(run: BillingRun) -> QuerySet[Invoice]:
    return Invoice.objects.drafts().filter(
        partner=run.partner_id, stream=run.stream, period_start=run.period_start
    )


def _is_issued(run: BillingRun, currency: str) -> bool:
    """What comes up after a period's document was issued goes to the next one."""
    return (
        Invoice.objects.issued()
        .filter(
            partner=run.partner_id,
            stream=run.stream,
            period_start=run.period_start,
            currency=currency,
        )
        .exists()
    )


def _estimated(
    run: BillingRun, charges: list[Charge], known: facts.Facts, on: date
) -> dict[str, dict[str, Any]]:
    """Return what the last estimate of the period said by currency, and what differs since."""
    estimate = Estimate.objects.filter(
        partner=run.partner_id,
        stream=run.stream,
        period_start=run.period_start,
        made_at__isnull=False,
    ).first()
    if estimate is None:
        return {}
    tax = previews.tax_told(run.partner, on=on)
    return previews.compared(estimate, charges=charges, known=known, tax=tax)
