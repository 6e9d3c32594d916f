"""A part of a quantity that has one unit price."""

from dataclasses import dataclass
from decimal import Decimal

INCLUDED = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """Units of one tier, counted from 1; the tier of what is included is ``INCLUDED``."""

    quantity: Decimal
    unit_price: Decimal
    tier: int
