"""A quantity that a service period includes: used first, and free (domain 4.9)."""

from __future__ import annotations

from decimal import Decimal, localcontext

from partnercenter.money import EXACT
from pricing.engine.rates.slices import INCLUDED, Slice
from pricing.engine.terms import PricePoint


def cut(
    price: PricePoint, quantity: Decimal, *, before: Decimal = Decimal(0)
) -> tuple[list[Slice], Decimal]:
    """Return the slice that is still included after ``before`` units, if any, and the rest."""
    with localcontext(EXACT):
        free = min(quantity, max(price.included - before, Decimal(0)))
        return [Slice(free, Decimal(0), INCLUDED)] if free else [], quantity - free
