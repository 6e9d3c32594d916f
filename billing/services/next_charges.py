"""What will be charged of subscriptions on the coming invoices, billed ahead and undone again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime

from billing.engine.streams import STREAMS
from billing.services.looks_ahead import (
    billed_ahead,
    earliest_date,
    looking_ahead,
    periods_ahead,
)
from billing.services.order_previews import Charged, Invoiced, by_invoice, charged
from customers.models import Partner, Subscription
from customers.services import renewals
from partnercenter.periods import Period
from pricing.engine.kinds import METERED


def next_charges(
    *, partner: Partner, subscriptions: Collection[Subscription], at: datetime
) -> dict[int, tuple[Invoiced, ...]]:
    """Return what comes on the next 12 invoices of each stream, by subscription, first one first.

    Before them comes one whose period is over and not billed yet. Renewals happen on their days,
    at the newest known prices. What is by use is left out. Raises whatever a run would, and
    BeingBilled instead of waiting for one.
    """
    kinds = {one.pk: one.availability.sku.product.billing_type for one in subscriptions}
    priced = [pk for pk, kind in kinds.items() if kind not in METERED]
    found: dict[int, list[Charged]] = defaultdict(list)
    if not priced:
        return {}
    with looking_ahead():
        held = Partner.objects.select_for_update().get(pk=partner.pk)
        periods = {stream: periods_ahead(held, stream, today=at.date()) for stream in STREAMS}
        through = max(some[-1].last for some in periods.values())
        renewals.renew_as_known(partner=held, through=through, at=at, only=priced)
        for stream, some in periods.items():
            for pk, one in _charged(held, stream, some, priced, at.date()):
                found[pk].append(one)
    return {pk: by_invoice(rows) for pk, rows in found.items()}


def _charged(
    partner: Partner, stream: str, periods: list[Period], priced: Collection[int], today: date
) -> Iterator[tuple[int, Charged]]:
    future = billed_ahead(partner, stream=stream, periods=periods, only=priced)
    for period, charges in zip(periods, future.bills, strict=True):
        on = earliest_date(stream, period, today=today)
        for charge in charges:
            yield int(charge.subject), charged(charge, stream=stream, invoice_on=on)
