"""The amount of a charge cycle's row again, from nothing but the inputs stored with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from partnercenter.money import half_up, minor_units
from pricing.engine.proration import formula


def whole(price: Decimal, inputs: Mapping[str, Any], currency: str) -> Decimal:
    """Return what the whole cycle costs at a price for one, with the sign of the row."""
    return signed(price * inputs["quantity"], inputs, currency)


def part(price: Decimal, inputs: Mapping[str, Any], currency: str) -> Decimal:
    """Return what the days of the row cost at a price of the cycle for one, with its sign."""
    cost = formula(
        inputs["strategy"],
        price,
        inputs["quantity"],
        inputs["cycle_days"],
        inputs["days"],
        currency=currency,
    )
    return signed(cost.amount, inputs, currency)


def before(inputs: Mapping[str, Any], currency: str) -> Decimal:
    """Return what was charged before, with the sign of the row that takes it back."""
    return signed(Decimal(inputs["charged_before"]), inputs, currency)


def signed(amount: Decimal, inputs: Mapping[str, Any], currency: str) -> Decimal:
    """Round an amount to minor units, and turn it where the row is a credit."""
    sign: int = inputs["sign"]
    return half_up(amount, minor_units(currency)) * sign
