"""Who has something that is not billed yet, and whose estimates are of no use any more."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from billing.engine.streams import STREAMS
from billing.models import Adjustment, BillingRun, Estimate, Invoice, RunState
from billing.models.estimates import EstimateQuerySet
from customers.models import Partner, Subscription


def something_open(*, on: date) -> list[tuple[Partner, str]]:
    """Return every partner and stream with a subscription or an adjustment still to be billed."""
    stream_of = {kind: stream.code for stream in STREAMS.values() for kind in stream.billing_types}
    held = Subscription.objects.filter(starts_on__lte=on).values_list(
        "customer__partner_id", "availability__sku__product__billing_type"
    )
    granted = Adjustment.objects.filter(withdrawn_at=None, charges=None)
    found = {(pk, stream_of[kind]) for pk, kind in held.distinct().order_by()}
    found |= set(granted.values_list("partner_id", "stream").distinct())
    partners = Partner.objects.in_bulk(sorted({pk for pk, _stream in found}))
    return [(partners[pk], stream) for pk, stream in sorted(found)]


def billed(*, on: date) -> EstimateQuerySet:
    """Return the estimates of periods that are over and billed, no draft of them waiting."""
    same = {
        "partner": OuterRef("partner"),
        "stream": OuterRef("stream"),
        "period_start": OuterRef("period_start"),
    }
    done = BillingRun.objects.filter(**same, state=RunState.DONE)
    waiting = Invoice.objects.drafts().filter(**same)
    return Estimate.objects.filter(Exists(done), ~Exists(waiting), period_end__lte=on)
