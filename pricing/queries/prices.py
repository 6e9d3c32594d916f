"""Questions about prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import minor_units, trimmed
from partnercenter.periods import Period
from pricing.engine import lists
from pricing.engine.terms import PricedStretch, PricePoint, Tier
from pricing.models import Price

COLUMNS = (
    "unit_price",
    "included",
    "tiers",
    "availability__months",
    "price_list__kind",
    "price_list__currency",
    "price_list__month",
)


def points(wanted: Any) -> dict[int, PricePoint]:
    """Return these prices as plain data, each made once however many agreed to it."""
    rows = Price.objects.filter(pk__in=wanted).values_list("pk", *COLUMNS)
    return {pk: _point(pk, *said) for pk, *said in rows}


def _point(
    pk: int,
    unit_price: Decimal,
    included: Decimal,
    tiers: Sequence[Mapping[str, str]],
    months: int,
    kind: str,
    currency: str,
    month: date,
) -> PricePoint:
    return PricePoint(
        key=str(pk),
        unit_price=trimmed(unit_price, minor_units(currency)),
        source=f"{lists.BY_CODE[kind].label} {currency} {month:%Y-%m}",
        months=months,
        included=trimmed(included),
        tiers=tuple(Tier(Decimal(t["above"]), Decimal(t["unit_price"])) for t in tiers),
    )


def of_meters(
    meters: Collection[str], *, country: str, until: date
) -> dict[tuple[str, str], tuple[PricedStretch, ...]]:
    """Return the prices of these SKUs over time, by (SKU, currency), valid before ``until``.

    A price for the country's own market goes before one for every market of the currency.
    """
    if not meters:
        return {}
    rows = Price.objects.filter(
        in_force=True,
        availability__sku__in=[int(meter) for meter in meters],
        availability__market__in=("", country),
        valid_from__lt=until,
    ).order_by("-availability__market", "valid_from")
    found: dict[tuple[str, str], list[PricedStretch]] = defaultdict(list)
    for sku, currency, market, start, end, *price in rows.values_list(
        "availability__sku_id",
        "availability__currency",
        "availability__market",
        "valid_from",
        "valid_until",
        "pk",
        *COLUMNS,
    ):
        key, point = (str(sku), currency), _point(*price)
        own = [stretch.period for stretch in found[key]] if not market else []
        found[key] += [PricedStretch(days, point) for days in _beside(Period(start, end), own)]
    return {key: tuple(stretches) for key, stretches in found.items()}


def _beside(period: Period, taken: Collection[Period]) -> list[Period]:
    """Return the days of a period that are in none of the others."""
    left = [period]
    for other in taken:
        left = [
            part
            for days in left
            for part in (
                Period(days.start, max(days.start, min(days.end, other.start))),
                Period(min(days.end, max(days.start, other.end)), days.end),
            )
            if part.days
        ]
    return left
