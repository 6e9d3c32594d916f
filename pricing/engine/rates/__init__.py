"""Every way a quantity of a meter is priced. A new way is a new module and a line here."""

from decimal import Decimal

from partnercenter.money import EXACT
from pricing.engine.rates import flat, graduated, included
from pricing.engine.rates.slices import Slice
from pricing.engine.terms import PricePoint

__all__ = ["Slice", "rated"]


def rated(price: PricePoint, quantity: Decimal, *, before: Decimal = Decimal(0)) -> list[Slice]:
    """Cut a quantity into slices of one unit price each, in the order in which they are used.

    ``before`` units of the same meter and service period were rated already. What is included
    is used first and costs nothing; the tiers count the units beyond it (domain 4.9).
    """
    free, charged = included.cut(price, quantity, before=before)
    slices = graduated.slices if price.tiers else flat.slices
    paid_before = max(EXACT.subtract(before, price.included), Decimal(0))
    return free + slices(price, charged, before=paid_before)
