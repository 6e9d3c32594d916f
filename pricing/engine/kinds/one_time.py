"""One-time purchases: charged once, on the day they are bought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from partnercenter.money import Money
from partnercenter.periods import DAY, Period
from pricing.engine.activity import Action, Activity
from pricing.engine.pieces import Piece
from pricing.engine.proration import whole
from pricing.engine.settings import setting
from pricing.engine.terms import Terms

CODE, LABEL, PRORATION = "one_time", "One-time", "unit_rounded"
METERED = False


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the purchase, and its whole refund when cancelled within the window (A15)."""
    purchase = activity.events[0]
    window = setting(terms.settings, "full_credit_days")
    if purchase.on <= period.last:
        yield _row(terms, "New", "purchase", purchase.on, purchase.on, purchase.quantity, 1)
    for event in activity.events[1:]:
        within = (event.on - purchase.on).days <= window
        if event.action is Action.CANCEL and within and event.on <= period.last:
            yield _row(terms, "Cancel", "cancel", purchase.on, event.on, purchase.quantity, -1)


def _row(
    terms: Terms,
    charge_type: str,
    because: str,
    bought_on: date,
    on: date,
    quantity: int,
    sign: int,
) -> Piece:
    price = terms.terms[0].price
    cost = whole(price.unit_price, quantity)
    amount = Money(cost.amount, terms.currency).rounded()
    return Piece(
        charge_type=charge_type,
        period=Period(bought_on, bought_on + DAY),
        quantity=Decimal(quantity),
        unit_price=price.unit_price,
        list_price=price.unit_price,
        amount=amount * sign,
        recognised_on=on,
        price_key=price.key,
        explanation={
            "rule": "one_time.purchase" if sign > 0 else "one_time.cancel",
            "because": because,
            "inputs": {
                "price": f"{price.unit_price.normalize():f}",
                "price_source": price.source,
                "quantity": quantity,
                "start": bought_on.isoformat(),
                "end": bought_on.isoformat(),
                "event_on": on.isoformat(),
            },
            "steps": [{"formula": s.formula, "value": str(s.value)} for s in cost.steps],
            "notes": [],
        },
    )
