"""Licences: charged a cycle in advance; what changes is credited and charged anew in arrears.

The timeline is told as a book of rows, each recognised on a day, and the book only grows:
what is known on a later day begins with all that was known before (domain 4.2, 4.3, 4.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from partnercenter.periods import Period, cycles
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.cycle_book import CycleBook
from pricing.engine.cycle_rows import CYCLE_MONTHS
from pricing.engine.pieces import Piece
from pricing.engine.terms import PricedStretch, Terms

CODE, LABEL, PRORATION = "license", "License-based", "published"


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the rows recognised up to the period's last day, in order of recognition."""
    told = [
        piece
        for piece in _book(terms, activity, period.last)
        if piece.recognised_on <= period.last
    ]
    return iter(sorted(told, key=lambda piece: piece.recognised_on))


def _book(terms: Terms, activity: Activity, through: date) -> Iterator[Piece]:
    """Tell every cycle begun by ``through``, one after the other."""
    events = list(activity.events)
    purchase = events.pop(0)
    active, quantity = True, purchase.quantity
    books: list[CycleBook] = []
    for cycle in cycles(terms.anchor, months=CYCLE_MONTHS[terms.frequency]):
        term = _term_of(terms, cycle.start)
        if cycle.start > through or term is None:
            break
        book = CycleBook(terms, cycle, term, purchased_on=purchase.on, earlier=tuple(books))
        inside = _taken(events, cycle)
        if active and (not books or not _stops_at_once(inside, cycle.start)):
            book.charge(quantity, first=not books)
        for event in inside:
            book.tell(event)
            active = _active_after(event, active)
            quantity = event.quantity
        yield from book.close()
        books.append(book)


def _term_of(terms: Terms, day: date) -> PricedStretch | None:
    return next((term for term in terms.terms if day in term.period), None)


def _taken(events: list[Event], cycle: Period) -> list[Event]:
    """Remove and return the events that happen before the cycle ends."""
    inside = [event for event in events if event.on < cycle.end]
    del events[: len(inside)]
    return inside


def _stops_at_once(inside: list[Event], start: date) -> bool:
    """Say whether the subscription stops on the cycle's first day, so nothing is charged."""
    stops = (Action.SUSPEND, Action.CANCEL)
    return bool(inside) and inside[0].on == start and inside[0].action in stops


def _active_after(event: Event, active: bool) -> bool:
    match event.action:
        case Action.SUSPEND | Action.CANCEL:
            return False
        case Action.REACTIVATE:
            return True
        case _:
            return active
