"""Questions about prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from partnercenter.money import minor_units, trimmed
from partnercenter.periods import Period
from pricing.engine.terms import PricedStretch, PricePoint
from pricing.models import Price


def point(price: Price) -> PricePoint:
    """Return a price as plain data; its ``price_list`` must have been fetched with it."""
    currency = price.price_list.currency
    return PricePoint(
        str(price.pk), trimmed(price.unit_price, minor_units(currency)), str(price.price_list)
    )


def of_meters(
    meters: Collection[str], *, country: str, until: date
) -> dict[tuple[str, str], tuple[PricedStretch, ...]]:
    """Return the prices of these SKUs over time, by (SKU, currency), valid before ``until``.

    A price for the country's own market goes before one for every market of the currency.
    """
    found: dict[tuple[str, str], list[PricedStretch]] = defaultdict(list)
    if not meters:
        return {}
    rows = (
        Price.objects.filter(
            in_force=True,
            availability__sku__in=[int(meter) for meter in meters],
            availability__market__in=("", country),
            valid_from__lt=until,
        )
        .select_related("price_list", "availability")
        .order_by("-availability__market", "valid_from")
    )
    for price in rows:
        stretches = found[str(price.availability.sku_id), price.availability.currency]
        period = Period(price.valid_from, price.valid_until)
        if not any(stretch.period.overlap(period) for stretch in stretches):
            stretches.append(PricedStretch(period, point(price)))
    return {key: tuple(stretches) for key, stretches in found.items()}
