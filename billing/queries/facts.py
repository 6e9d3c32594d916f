"""The facts a billing run needs: read in a handful of queries, handed over as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from billing.engine.charges import Charge, Said
from billing.engine.facts import Agreement
from billing.engine.streams import STREAMS
from billing.models import ChargeRecord, UsageRecord
from customers.models import Partner, Subscription, SubscriptionChange, Term
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine.activity import Action, Activity, Consumed, Event
from pricing.engine.terms import PricedStretch, Terms
from pricing.queries import prices

Stretches = tuple[PricedStretch, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one partner's run of one stream is told; ``subscriptions`` by subject, for texts."""

    agreements: list[Agreement]
    said: list[Said]
    subscriptions: Mapping[str, Subscription]


def of(partner: Partner, *, stream: str, period: Period) -> Facts:
    """Read everything the charges of the partner's stream depend on, up to the period's end."""
    held = list(
        Subscription.objects.filter(
            customer__partner=partner,
            availability__sku__product__billing_type__in=STREAMS[stream].billing_types,
            starts_on__lt=period.end,
        )
        .select_related("customer", "order", "availability__sku__product")
        .order_by("customer__name", "starts_on", "pk")
    )
    ids = [subscription.pk for subscription in held]
    timelines, terms = _timelines(ids, period), _terms(ids)
    use = _use(held, period)
    meters = prices.of_meters(
        {row.meter for rows in use.values() for row in rows},
        country=partner.country,
        until=period.end,
    )
    agreements = [
        Agreement(
            subject=str(subscription.pk),
            terms=_terms_of(subscription, terms[subscription.pk], use[subscription.pk], meters),
            activity=Activity(tuple(timelines[subscription.pk]), tuple(use[subscription.pk])),
        )
        for subscription in held
    ]
    return Facts(
        agreements,
        said_before(partner, stream=stream, period=period),
        {str(subscription.pk): subscription for subscription in held},
    )


def said_before(partner: Partner, *, stream: str, period: Period) -> list[Said]:
    """Return every row charged so far that was recognised by the period's end.

    Names and explanations stay in the database: they decide nothing.
    """
    rows = ChargeRecord.objects.filter(
        invoice__partner=partner, invoice__stream=stream, recognised_on__lt=period.end
    ).values_list(
        "pk",
        "subscription_id",
        "billing_type",
        "charge_type",
        "period_start",
        "period_end",
        "quantity",
        "unit_price",
        "list_price",
        "amount",
        "invoice__currency",
        "recognised_on",
        "sku_id",
        "price_id",
        "reverses_id",
    )
    return [_said(*row) for row in rows.order_by("pk").iterator()]


def _said(
    pk: int,
    subscription_id: int,
    billing_type: str,
    charge_type: str,
    start: date,
    end: date,
    quantity: Decimal,
    unit_price: Decimal,
    list_price: Decimal,
    amount: Decimal,
    currency: str,
    recognised_on: date,
    sku_id: int,
    price_id: int | None,
    reverses_id: int | None,
) -> Said:
    charge = Charge(
        subject=str(subscription_id),
        billing_type=billing_type,
        charge_type=charge_type,
        period=Period(start, end),
        quantity=quantity,
        unit_price=unit_price,
        list_price=list_price,
        amount=Money(amount, currency),
        recognised_on=recognised_on,
        meter=str(sku_id) if billing_type == "usage" else "",
        price_key=str(price_id or ""),
        reverses=str(reverses_id or ""),
    )
    return Said(str(pk), charge)


def _timelines(ids: Sequence[int], period: Period) -> dict[int, list[Event]]:
    timelines: dict[int, list[Event]] = defaultdict(list)
    changes = SubscriptionChange.objects.filter(subscription__in=ids, on__lt=period.end)
    for pk, sequence, action, on, quantity in changes.order_by(
        "subscription", "sequence"
    ).values_list("subscription_id", "sequence", "action", "on", "quantity"):
        timelines[pk].append(Event(sequence, Action(action), on, quantity))
    return timelines


def _terms(ids: Sequence[int]) -> dict[int, Stretches]:
    terms: dict[int, list[PricedStretch]] = defaultdict(list)
    rows = Term.objects.filter(subscription__in=ids).order_by("subscription", "number")
    for pk, starts_on, ends_on, *price in rows.values_list(
        "subscription_id", "starts_on", "ends_on", *prices.point_columns("price__")
    ):
        terms[pk].append(PricedStretch(Period(starts_on, ends_on), prices.point(*price)))
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in terms.items()})


def _use(held: Iterable[Subscription], period: Period) -> dict[int, list[Consumed]]:
    """Sum the metered use by subscription, meter and day, in the database."""
    metered = [s.pk for s in held if s.availability.sku.product.billing_type == "usage"]
    use: dict[int, list[Consumed]] = defaultdict(list)
    if not metered:
        return use
    rows = (
        UsageRecord.objects.filter(subscription__in=metered, usage_on__lt=period.end)
        .values_list("subscription_id", "meter_id", "usage_on")
        .annotate(quantity=Sum("quantity"))
        .order_by("subscription_id", "meter_id", "usage_on")
    )
    for pk, meter, on, quantity in rows:
        use[pk].append(Consumed(str(meter), on, quantity))
    return use


def _terms_of(
    subscription: Subscription,
    terms: Stretches,
    use: Sequence[Consumed],
    meters: Mapping[tuple[str, str], Stretches],
) -> Terms:
    currency = subscription.availability.currency
    return Terms(
        kind=subscription.availability.sku.product.billing_type,
        currency=currency,
        frequency=subscription.frequency,
        anchor=subscription.starts_on,
        proration=subscription.proration,
        terms=terms,
        settings=subscription.settings,
        meters={meter: meters.get((meter, currency), ()) for meter in {row.meter for row in use}},
    )
