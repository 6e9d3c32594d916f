"""Metered use: charged in arrears on the anniversary, one line a meter, price and tier.

A day's use costs the price valid that day, so a price change within the cycle makes a second
line (domain 4.9, decision A14). Use that became known too late makes lines of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from partnercenter.money import EXACT, Money, exactly, half_up, minor_units
from partnercenter.periods import Period, cycles
from pricing.engine.activity import Activity
from pricing.engine.metered import Used, rows
from pricing.engine.pieces import Derivation, Piece
from pricing.engine.service_periods import UseByDay, services
from pricing.engine.terms import Terms

CODE, LABEL, PRORATION = "usage", "Usage-based", ""
METERED = True
CURRENT, AT_CANCEL = "Assess usage fee for current cycle", "Assess usage fee when cancel"
RATE_PLACES = 8


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the lines of every service period that ended by the period's last day.

    A service period is recognised on the day after it, late use on the day on which it became
    known. Raises NoPrice when something was used on a day without a price.
    """
    use, told = UseByDay(activity.consumed), []
    for service in services(cycles(terms.anchor), activity):
        if service.period.end > period.last:
            break
        for meter, consumed in use.within(service.period):
            found = rows(terms, meter, consumed, service, through=period.last)
            told += [_line(terms.currency, meter, used) for used in found]
    return iter(sorted(told, key=lambda piece: piece.recognised_on))


def charge(unit_price: Decimal, quantity: Decimal, currency: str) -> Decimal:
    """Return ROUND(price × quantity) to minor units, half away from zero."""
    return half_up(EXACT.multiply(unit_price, quantity), minor_units(currency))


def effective_rate(amount: Decimal, quantity: Decimal) -> Decimal:
    """Return what one unit of a rounded amount costs, to 8 decimals; 0 when there is none."""
    return half_up(exactly(amount, quantity), RATE_PLACES) if quantity else Decimal(0)


def line_figures(
    *, consumed: Decimal, included: Decimal, list_price: Decimal, tax: Decimal, currency: str
) -> dict[str, Decimal]:
    """Return the figures of a line by the names of its columns, as its file prints them."""
    overage = max(EXACT.subtract(consumed, included), Decimal(0))
    charges = charge(list_price, overage, currency)
    return {
        "OverageQuantity": overage,
        "PretaxCharges": charges,
        "PostTaxTotal": charges + tax,
        "PretaxEffectiveRate": effective_rate(charges, overage),
        "PostTaxEffectiveRate": effective_rate(charges + tax, overage),
    }


def _line(currency: str, meter: str, used: Used) -> Piece:
    amount, inputs = charge(used.unit_price, used.quantity, currency), used.inputs()
    rounding = f"ROUND({inputs['price']} × {inputs['quantity']}, {minor_units(currency)})"
    return Piece(
        charge_type=AT_CANCEL if used.service.stopped else CURRENT,
        period=used.stretch,
        quantity=used.quantity,
        unit_price=used.unit_price,
        list_price=used.unit_price,
        amount=Money(amount, currency),
        recognised_on=used.known_on or used.service.period.end,
        price_key=used.price.key,
        meter=meter,
        explanation={
            "rule": "usage.line",
            "because": used.because,
            "inputs": inputs,
            "steps": [used.overage_step(), {"formula": rounding, "value": str(amount)}],
            "notes": [],
        },
    )


def _derived(inputs: Mapping[str, Any], currency: str) -> Decimal:
    overage = EXACT.subtract(Decimal(inputs["consumed"]), Decimal(inputs["included"]))
    return charge(Decimal(inputs["price"]), overage, currency) * int(inputs["sign"])


DERIVATIONS: Mapping[str, Derivation] = {"usage.line": _derived}
