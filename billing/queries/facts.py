"""The facts a billing run needs: read in a handful of queries, handed over as plain data."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from billing.engine.adjustments import Adjustment
from billing.engine.charges import Said
from billing.engine.facts import Agreement
from billing.engine.streams import STREAMS
from billing.queries import adjustments, metering, said
from customers.models import Partner, Subscription, SubscriptionChange, Term
from customers.models.subscriptions import SubscriptionQuerySet
from partnercenter.periods import Period
from pricing.engine.activity import AT_RENEWAL, Action, Activity, Event
from pricing.engine.kinds import METERED
from pricing.engine.terms import AgreedTerm, ConversionRate, Terms
from pricing.queries import prices, rates

READ_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What one partner's run of one stream is told."""

    agreements: list[Agreement]
    adjustments: list[Adjustment]
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription, as far as its charges depend on it."""

    pk: int
    kind: str
    currency: str
    pricing_currency: str
    anchor: date
    proration: str
    settings: Mapping[str, Any]
    decision: Mapping[str, Any]


def of(
    partner: Partner, *, stream: str, period: Period, only: Collection[int] | None = None
) -> Facts:
    """Read everything the charges of the partner's stream depend on, up to the period's end.

    ``only`` names subscriptions by key: then nothing else is read, and no adjustments.
    """
    rows = Subscription.objects.filter(
        customer__partner=partner,
        availability__sku__product__billing_type__in=STREAMS[stream].billing_types,
        starts_on__lt=period.end,
    )
    if only is not None:
        rows = rows.filter(pk__in=only)
    held = _held(rows)
    timelines, terms = _timelines(rows, period), _terms(rows)
    metered = [one.pk for one in held if one.kind in METERED]
    metering_of = metering.of(metered, country=partner.country, until=period.end)
    conversion = rates.until(
        {(one.pricing_currency, one.currency) for one in held}, until=period.end
    )
    agreements = [
        Agreement(
            subject=str(one.pk),
            terms=_terms_of(one, terms[one.pk], metering_of, conversion),
            activity=Activity(tuple(timelines[one.pk]), metering_of.use[one.pk]),
            decision=one.decision,
        )
        for one in held
    ]
    return Facts(
        agreements,
        adjustments.of(partner, stream=stream, until=period.end) if only is None else [],
        said.before(partner, stream=stream, period=period, only=only),
    )


def _held(rows: SubscriptionQuerySet) -> list[Held]:
    read = functools.cache(json.loads)  # most say the same, and reading it takes its time
    found = rows.order_by("customer__name", "starts_on", "pk").values_list(
        "pk",
        "availability__sku__product__billing_type",
        "currency",
        "availability__currency",
        "starts_on",
        "proration",
        Cast("settings", TextField()),
        Cast("currency_decision", TextField()),
    )
    return [
        Held(pk, kind, currency, pricing, anchor, strategy, read(settings), read(decision))
        for pk, kind, currency, pricing, anchor, strategy, settings, decision in found.iterator(
            chunk_size=READ_AT_ONCE
        )
    ]


def _timelines(rows: SubscriptionQuerySet, period: Period) -> dict[int, list[Event]]:
    timelines: dict[int, list[Event]] = defaultdict(list)
    changes = (
        SubscriptionChange.objects.filter(subscription__in=rows, on__lt=period.end)
        .order_by("subscription", "sequence")
        .values_list("subscription_id", "sequence", "action", "on", "quantity", "detail")
    )
    for pk, sequence, action, on, quantity, detail in changes.iterator(chunk_size=READ_AT_ONCE):
        event = Event(sequence, Action(action), on, quantity, detail == AT_RENEWAL)
        timelines[pk].append(event)
    return timelines


def _terms(rows: SubscriptionQuerySet) -> dict[int, tuple[AgreedTerm, ...]]:
    terms: dict[int, list[AgreedTerm]] = defaultdict(list)
    agreed = Term.objects.filter(subscription__in=rows)
    points = prices.points(agreed.order_by().values("price"))
    columns = ("subscription_id", "starts_on", "ends_on", "anchored_on", "cycle_months", "price")
    found = agreed.order_by("subscription", "number").values_list(*columns)
    for pk, starts_on, ends_on, anchored_on, months, price in found.iterator(
        chunk_size=READ_AT_ONCE
    ):
        term = AgreedTerm(Period(starts_on, ends_on), points[price], anchored_on, months)
        terms[pk].append(term)
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in terms.items()})


def _terms_of(
    held: Held,
    terms: tuple[AgreedTerm, ...],
    metered: metering.Metering,
    conversion: Mapping[tuple[str, str], tuple[ConversionRate, ...]],
) -> Terms:
    used = {use.meter for use in metered.use[held.pk]}
    return Terms(
        kind=held.kind,
        currency=held.currency,
        anchor=held.anchor,
        proration=held.proration,
        terms=terms,
        settings=held.settings,
        meters={meter: metered.prices.get((meter, held.pricing_currency), ()) for meter in used},
        unearning=metered.unearning & used,
        managed=metered.managed[held.pk],
        pricing_currency=held.pricing_currency,
        rates=conversion.get((held.pricing_currency, held.currency), ()),
    )
