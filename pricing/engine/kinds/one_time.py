"""One-time and recurring purchases: charged whole on the first day of every cycle.

Software for good and reservations paid at once have one cycle; software subscriptions and
marketplace items renew. Like licences they are told as a book that only grows, but every change
is recognised on its day (domain 4.1, 4.3, 4.10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.periods import Period
from pricing.engine import cycle_derivations
from pricing.engine.activity import Action, Activity, Event, planned
from pricing.engine.anchors import charge_cycles
from pricing.engine.cancellation import unused_part
from pricing.engine.pieces import Derivation, Piece
from pricing.engine.purchase_cycle import PurchaseCycle
from pricing.engine.purchase_rows import cycle_price
from pricing.engine.terms import PricePoint, Terms

CODE, LABEL, PRORATION = "one_time", "One-time", "unit_rounded"
METERED = False


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the rows recognised up to the period's last day, in order of recognition.

    A purchase cannot be suspended, so an event that says so changes nothing. Raises NoRate.
    """
    told = [
        piece
        for piece in _book(terms, activity, period.last)
        if piece.recognised_on <= period.last
    ]
    return iter(sorted(told, key=lambda piece: piece.recognised_on))


def _book(terms: Terms, activity: Activity, through: date) -> Iterator[Piece]:
    """Tell every cycle begun by ``through``, one after the other."""
    purchase, *rest = activity.events
    events = [event for event in rest if event.action in (Action.SET_QUANTITY, Action.CANCEL)]
    quantity, ends_on = purchase.quantity, date.max
    earlier: list[PurchaseCycle] = []
    for term, period in charge_cycles(terms.terms):
        cycle = PurchaseCycle(terms, period, term, purchased_on=purchase.on)
        if cycle.begins_on > through or cycle.begins_on >= ends_on:
            return
        quantity = planned(events, cycle.begins_on, quantity)
        inside = _taken(events, cycle)
        for event in inside:
            if event.action is Action.CANCEL:
                ends_on = cycle.ends_on(event)
        if not earlier or cycle.begins_on < ends_on:
            cycle.charge(quantity, "" if earlier else "purchase")
        for event in inside:
            if event.action is Action.CANCEL:
                cycle.stop(event, earlier)
            else:
                cycle.change(event)
                quantity = event.quantity
        yield from cycle.rows
        earlier.append(cycle)


def _taken(events: list[Event], cycle: PurchaseCycle) -> list[Event]:
    """Remove and return the events within the cycle: all there are of a purchase for good."""
    inside: list[Event] = []
    while events and (cycle.for_good or events[0].on < cycle.cycle.end):
        inside.append(events.pop(0))
    return inside


def _price(inputs: Mapping[str, Any], currency: str) -> Decimal:
    """Return the price of the cycle from the list price, its months and the rate."""
    rate = inputs.get("exchange_rate")
    return cycle_price(
        PricePoint("", Decimal(inputs["price"]), months=inputs["price_months"]),
        inputs["months"],
        currency,
        inputs.get("pricing_currency", currency),
        None if rate is None else Decimal(rate),
    )


def _whole(inputs: Mapping[str, Any], currency: str) -> Decimal:
    return cycle_derivations.whole(_price(inputs, currency), inputs, currency)


def _part(inputs: Mapping[str, Any], currency: str) -> Decimal:
    return cycle_derivations.part(_price(inputs, currency), inputs, currency)


def _refund(inputs: Mapping[str, Any], currency: str) -> Decimal:
    back = unused_part(
        Decimal(inputs["paid"]),
        inputs["unused_days"],
        inputs["term_days"],
        Decimal(inputs["fee_percent"]),
        currency=currency,
    )
    return cycle_derivations.signed(back.refund, inputs, currency)


DERIVATIONS: Mapping[str, Derivation] = {
    "one_time.whole": _whole,
    "one_time.proration": _part,
    "one_time.full_credit": cycle_derivations.before,
    "one_time.refund": _refund,
}
