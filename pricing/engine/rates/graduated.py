"""Graduated tiers: each unit costs the price of the tier in which it lies (domain 4.9, EX-25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

from partnercenter.money import EXACT, half_up, minor_units
from pricing.engine.rates.slices import Slice
from pricing.engine.terms import PricePoint, Tier

ENDLESS = Decimal("Infinity")


def slices(price: PricePoint, quantity: Decimal, *, before: Decimal = Decimal(0)) -> list[Slice]:
    """Cut a quantity at the tiers' bounds, going on where the ``before`` units ended."""
    bounds = [Decimal(0), *(tier.above for tier in price.tiers), ENDLESS]
    cut = []
    with localcontext(EXACT):
        end = before + quantity
        for number, (lower, upper) in enumerate(pairwise(bounds), start=1):
            units = min(end, upper) - max(before, lower)
            if units > 0:
                cut.append(Slice(units, unit_price(price, number), number))
    return cut


def unit_price(price: PricePoint, tier: int) -> Decimal:
    """Return what a unit of the tier costs; tiers are counted from 1."""
    return price.unit_price if tier == 1 else price.tiers[tier - 2].unit_price


def charge(price: PricePoint, quantity: Decimal, currency: str) -> Decimal:
    """Return what a quantity costs by itself, each tier rounded half up to minor units."""
    places = minor_units(currency)
    return sum(
        (
            half_up(EXACT.multiply(part.unit_price, part.quantity), places)
            for part in slices(price, quantity)
        ),
        Decimal(0).scaleb(-places),
    )


def price_of(rows: Sequence[Mapping[str, str]], *, key: str = "", source: str = "") -> PricePoint:
    """Return the price that tiers make as lists print them: 1 to 100, 101 to 100,000, above.

    A row has ``unit_price`` and, except the first, ``min``: its first whole unit, so that the
    tier holds what is beyond the unit before it.
    """
    first, *others = sorted(rows, key=lambda row: Decimal(row.get("min") or 0))
    tiers = (Tier(Decimal(row["min"]) - 1, Decimal(row["unit_price"])) for row in others)
    return PricePoint(key, Decimal(first["unit_price"]), source, tiers=tuple(tiers))
