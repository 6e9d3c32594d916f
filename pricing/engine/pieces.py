"""A priced row: what rating hands to billing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import Money
from partnercenter.periods import Period

# From the inputs stored with a row and its currency to the signed amount of the row.
Derivation = Callable[[Mapping[str, Any], str], Decimal]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row that the timeline implies, recognised from ``recognised_on`` (included) on.

    ``amount`` is negative for a credit, ``quantity`` never is. ``unit_price`` is the price of one
    for this row, prorated rows included; ``list_price`` is the price it came from.
    """

    charge_type: str
    period: Period
    quantity: Decimal
    unit_price: Decimal
    list_price: Decimal
    amount: Money
    recognised_on: date
    price_key: str = ""
    meter: str = ""
    explanation: Mapping[str, Any] = field(default_factory=dict)
