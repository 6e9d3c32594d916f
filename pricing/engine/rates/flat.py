"""One price for every unit."""

from decimal import Decimal

from pricing.engine.rates.slices import Slice
from pricing.engine.terms import PricePoint


def slices(price: PricePoint, quantity: Decimal, *, before: Decimal = Decimal(0)) -> list[Slice]:
    """Return the whole quantity as one slice; how much was used before does not matter."""
    return [Slice(quantity, price.unit_price, 1)] if quantity else []
