"""Licences: charged a cycle in advance; what changes is credited and charged anew in arrears.

The timeline is told as a book of rows, each recognised on a day, and the book only grows:
what is known on a later day begins with all that was known before (domain 4.2, 4.3, 4.6, 4.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.periods import Period
from pricing.engine import cycle_derivations
from pricing.engine.activity import Action, Activity, Event, planned
from pricing.engine.anchors import charge_cycles
from pricing.engine.cycle_book import CycleBook
from pricing.engine.pieces import Derivation, Piece
from pricing.engine.terms import AgreedTerm, Terms

CODE, LABEL, PRORATION = "license", "License-based", "published"
METERED = False


def _whole(inputs: Mapping[str, Any], currency: str) -> Decimal:
    return cycle_derivations.whole(Decimal(inputs["cycle_price"]), inputs, currency)


def _part(inputs: Mapping[str, Any], currency: str) -> Decimal:
    return cycle_derivations.part(Decimal(inputs["cycle_price"]), inputs, currency)


DERIVATIONS: Mapping[str, Derivation] = {
    "license.full": _whole,
    "license.proration": _part,
    "license.reversal": cycle_derivations.before,
    "license.full_credit": cycle_derivations.before,
}


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield the rows recognised up to the period's last day, in order of recognition.

    A trial has no priced term, so it has no rows.
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
    events, active, quantity = list(rest), True, purchase.quantity
    books: list[CycleBook] = []
    because, longest = "purchase", 0
    for (term, cycle), is_last in _with_last(charge_cycles(terms.terms)):
        book = CycleBook(terms, cycle, term, purchased_on=purchase.on, earlier=tuple(books))
        if book.begins_on > through:
            return
        if before := _before_conversion(events, term):
            quantity, because = before[-1].quantity, "convert" if books else "purchase"
            for event in before:
                active = _active_after(event, active)
        if active:
            quantity = planned(events, book.begins_on, quantity)
        inside = _taken(events, cycle, is_last=is_last)
        # A conversion may have cut this term short; those before it have their length.
        longest = max(longest if cycle.start == term.period.start else 0, term.period.days)
        if active and (not books or not _ends_at_once(inside, cycle.start)):
            book.charge(quantity, because, term_days=longest)
        for event in inside:
            book.tell(event)
            active = _active_after(event, active)
            quantity = event.quantity
        yield from book.close()
        books.append(book)
        because = "convert" if _converts(inside) else ""


def _before_conversion(events: list[Event], term: AgreedTerm) -> list[Event]:
    """Remove and return what led to a term that begins by a conversion between two cycles.

    Of several conversions on the day, the last one began the term.
    """
    day = term.period.start
    conversions = [
        index
        for index, event in enumerate(events)
        if event.action is Action.SET_FREQUENCY and event.on == day
    ]
    if not conversions or events[0].on > day:
        return []
    before = events[: conversions[-1] + 1]
    del events[: len(before)]
    return before


def _with_last(
    cycles_of_terms: Iterable[tuple[AgreedTerm, Period]],
) -> Iterator[tuple[tuple[AgreedTerm, Period], bool]]:
    """Yield each cycle, and whether none comes after it."""
    found = iter(cycles_of_terms)
    held = next(found, None)
    while held is not None:
        following = next(found, None)
        yield held, following is None
        held = following


def _taken(events: list[Event], cycle: Period, *, is_last: bool) -> list[Event]:
    """Remove and return the events before the cycle ends, or is left for another frequency.

    What stops on the day after the last cycle of all, before anything was renewed, is its end.
    """
    inside: list[Event] = []
    stops = (Action.SUSPEND, Action.CANCEL)
    while events and not _converts(inside):
        at_the_end = is_last and events[0].on == cycle.end and events[0].action in stops
        if events[0].on >= cycle.end and not at_the_end:
            break
        inside.append(events.pop(0))
    return inside


def _converts(inside: Sequence[Event]) -> bool:
    return bool(inside) and inside[-1].action is Action.SET_FREQUENCY


def _ends_at_once(inside: Sequence[Event], start: date) -> bool:
    """Say whether the cycle ends on its first day, so that nothing is charged for it."""
    ends = (Action.SUSPEND, Action.CANCEL, Action.SET_FREQUENCY)
    return bool(inside) and inside[0].on == start and inside[0].action in ends


def _active_after(event: Event, active: bool) -> bool:
    match event.action:
        case Action.SUSPEND | Action.CANCEL:
            return False
        case Action.REACTIVATE:
            return True
        case _:
            return active
