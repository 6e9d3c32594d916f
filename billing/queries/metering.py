"""What metered plans used, what their meters cost, and when the partner managed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from django.db.models import Sum
from django.db.models.functions import TruncDate

from billing.models import UsageRecord
from customers.models import ManagedAccess
from partnercenter.periods import Period
from pricing.engine.activity import Consumed
from pricing.engine.terms import PricedStretch
from pricing.models import Sku
from pricing.queries import prices


@dataclass(frozen=True, slots=True)
class Metering:
    """Use and managed days by subscription; prices by meter and currency."""

    use: Mapping[int, tuple[Consumed, ...]]
    managed: Mapping[int, tuple[Period, ...]]
    prices: Mapping[tuple[str, str], tuple[PricedStretch, ...]]
    unearning: frozenset[str]


def of(ids: Sequence[int], *, country: str, until: date) -> Metering:
    """Read what these subscriptions used before the day; no query when there are none."""
    if not ids:
        return Metering(defaultdict(tuple), defaultdict(tuple), {}, frozenset())
    use = _use(ids, until)
    meters = {row.meter for rows in use.values() for row in rows}
    unearning = Sku.objects.filter(pk__in=[int(meter) for meter in meters], earns_credit=False)
    return Metering(
        use,
        _managed(ids, until),
        prices.of_meters(meters, country=country, until=until),
        frozenset(str(pk) for pk in unearning.values_list("pk", flat=True)),
    )


def _use(ids: Sequence[int], until: date) -> Mapping[int, tuple[Consumed, ...]]:
    """Sum the use by subscription, meter, day and the day it became known, in the database."""
    use: dict[int, list[Consumed]] = defaultdict(list)
    rows = (
        UsageRecord.objects.filter(subscription__in=ids, usage_on__lt=until)
        .annotate(known_on=TruncDate("usage_file__taken_at", tzinfo=UTC))
        .values_list("subscription_id", "meter_id", "usage_on", "known_on")
        .annotate(quantity=Sum("quantity"))
        .order_by("subscription_id", "meter_id", "usage_on", "known_on")
    )
    for pk, meter, on, known_on, quantity in rows:
        use[pk].append(Consumed(str(meter), on, quantity, known_on))
    return defaultdict(tuple, {pk: tuple(rows) for pk, rows in use.items()})


def _managed(ids: Sequence[int], until: date) -> Mapping[int, tuple[Period, ...]]:
    managed: dict[int, list[Period]] = defaultdict(list)
    rows = ManagedAccess.objects.filter(subscription__in=ids, since__lt=until)
    for pk, since, ends in rows.order_by("since").values_list("subscription_id", "since", "until"):
        managed[pk].append(Period(since, min(ends or until, until)))
    return defaultdict(tuple, {pk: tuple(days) for pk, days in managed.items()})
