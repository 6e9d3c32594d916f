"""Metered use: charged in arrears on the anniversary, one line a meter and price.

A day's use costs the price valid that day, so a price change within the cycle makes a second
line (domain 4.9, decision A14).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from partnercenter.money import Money, minor_units
from partnercenter.periods import DAY, Period, cycles
from pricing.engine.activity import Action, Activity, Consumed
from pricing.engine.pieces import Piece
from pricing.engine.resolve import price_on, stretches
from pricing.engine.terms import PricePoint, Terms

CODE, LABEL, PRORATION = "usage", "Usage-based", ""
METERED = True
CURRENT, AT_CANCEL = "Assess usage fee for current cycle", "Assess usage fee when cancel"


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the lines of every service period that ended by the period's last day.

    Raises NoPrice when something was used on a day without a price.
    """
    end = _end_of_service(activity)
    by_meter: dict[str, list[Consumed]] = {}
    for consumed in activity.consumed:
        by_meter.setdefault(consumed.meter, []).append(consumed)
    for cycle in cycles(terms.anchor):
        cancelled = end is not None and cycle.start < end <= cycle.end
        served = Period(cycle.start, end) if cancelled and end else cycle
        if served.end > period.last or (end is not None and cycle.start >= end):
            return
        charge_type = AT_CANCEL if cancelled else CURRENT
        for meter in sorted(by_meter):
            yield from _lines(terms, meter, by_meter[meter], served, charge_type)


def _end_of_service(activity: Activity) -> date | None:
    """Return the day after the cancellation, whose own use is still charged."""
    ends = [event.on for event in activity.events if event.action is Action.CANCEL]
    return ends[0] + DAY if ends else None


def _lines(
    terms: Terms, meter: str, use: list[Consumed], served: Period, charge_type: str
) -> Iterator[Piece]:
    prices = terms.meters.get(meter, ())
    inside = [consumed for consumed in use if consumed.on in served]
    for consumed in inside:
        price_on(prices, consumed.on, meter=meter)
    for stretch, price in stretches(prices, served):
        quantity = sum((c.quantity for c in inside if c.on in stretch), Decimal(0))
        if quantity:
            yield _line(terms, meter, stretch, served, price, quantity, charge_type)


def _line(
    terms: Terms,
    meter: str,
    stretch: Period,
    served: Period,
    price: PricePoint,
    quantity: Decimal,
    charge_type: str,
) -> Piece:
    amount = (Money(price.unit_price, terms.currency) * quantity).rounded()
    unit, used = f"{price.unit_price.normalize():f}", f"{quantity.normalize():f}"
    return Piece(
        charge_type=charge_type,
        period=stretch,
        quantity=quantity,
        unit_price=price.unit_price,
        list_price=price.unit_price,
        amount=amount,
        recognised_on=served.end,
        price_key=price.key,
        meter=meter,
        explanation={
            "rule": "usage.line",
            "because": "usage" if charge_type == CURRENT else "usage_at_cancel",
            "inputs": {
                "price": unit,
                "price_source": price.source,
                "consumed": used,
                "included": "0",
                "quantity": used,
                "cycle_start": served.start.isoformat(),
                "cycle_end": served.last.isoformat(),
                "start": stretch.start.isoformat(),
                "end": stretch.last.isoformat(),
                "days": stretch.days,
            },
            "steps": [
                {"formula": f"{used} − 0", "value": used},
                {
                    "formula": f"ROUND({unit} × {used}, {minor_units(terms.currency)})",
                    "value": str(amount.amount),
                },
            ],
            "notes": [],
        },
    )
