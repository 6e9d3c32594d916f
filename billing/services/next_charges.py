"""What will be charged of subscriptions on the coming invoices, billed ahead and undone again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from billing.engine import calendar, effects
from billing.engine.streams import STREAMS
from billing.queries import facts
from billing.services.effects import with_rates_that_go_on
from billing.services.order_previews import Charged
from customers.models import Partner, Subscription
from customers.services import renewals
from partnercenter.errors import Refused
from partnercenter.periods import Period
from pricing.engine.kinds import METERED

INVOICES = 12


class BeingBilled(Refused):
    """A run, or an act of somebody else, holds the partner just now."""

    code = "being_billed"


def next_charges(
    *, partner: Partner, subscriptions: Collection[Subscription], at: datetime
) -> dict[int, tuple[Charged, ...]]:
    """Return what comes on the next 12 invoices of each stream, by subscription, first one first.

    Renewals happen on their days, at the newest known prices. What is by use is left out. Raises
    whatever a run would, and BeingBilled at once instead of waiting for one.
    """
    kinds = {one.pk: one.availability.sku.product.billing_type for one in subscriptions}
    priced = [pk for pk, kind in kinds.items() if kind not in METERED]
    found: dict[int, list[Charged]] = defaultdict(list)
    if not priced:
        return {}
    with transaction.atomic():
        held = Partner.objects.select_for_update(skip_locked=True).filter(pk=partner.pk).first()
        if held is None:
            raise BeingBilled(_("Invoices are being made right now: look again in a minute."))
        periods = {stream: _periods(held, stream, at) for stream in STREAMS}
        through = max(some[-1].last for some in periods.values())
        renewals.renew_as_known(partner=held, through=through, at=at, only=priced)
        for stream, some in periods.items():
            for pk, charged in _charged(held, stream, some, priced):
                found[pk].append(charged)
        transaction.set_rollback(True)
    return {pk: tuple(rows) for pk, rows in found.items()}


def _periods(partner: Partner, stream: str, at: datetime) -> list[Period]:
    opened = calendar.open_period(stream, partner.billing_day, on=at.date())
    return list(
        islice(calendar.periods(stream, partner.billing_day, since=opened.start), INVOICES)
    )


def _charged(
    partner: Partner, stream: str, periods: list[Period], priced: Collection[int]
) -> Iterator[tuple[int, Charged]]:
    whole = Period(periods[0].start, periods[-1].end)
    known = facts.of(partner, stream=stream, period=whole, only=priced)
    agreements = [
        replace(one, terms=with_rates_that_go_on(one.terms, whole.end)) for one in known.agreements
    ]
    bills = effects.chained(agreements, periods, known.said)
    for period, charges in zip(periods, bills, strict=True):
        generated_on = calendar.billable_from(stream, period)
        on = calendar.invoice_date(stream, period, generated_on=generated_on)
        for charge in charges:
            yield (
                int(charge.subject),
                Charged(
                    invoice_on=on,
                    stream=stream,
                    charge_type=charge.charge_type,
                    period=charge.period,
                    quantity=int(charge.quantity),
                    amount=charge.amount,
                ),
            )
