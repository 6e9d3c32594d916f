"""A quantity planned for a renewal is charged from the term's first charge on, with no correction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.kinds import rate
from pricing.engine.terms import AgreedTerm, PricePoint, Terms

BOUGHT, RENEWED = date(2026, 1, 13), date(2026, 2, 13)
BOTH = Period(date(2026, 1, 1), date(2026, 4, 1))


def terms(kind: str) -> Terms:
    price = PricePoint("p", Decimal("4.00"))
    starts = [add_months(BOUGHT, step) for step in range(3)]
    agreed = tuple(
        AgreedTerm(Period(start, end), price, BOUGHT, 1) for start, end in pairwise(starts)
    )
    return Terms(kind=kind, currency="EUR", anchor=BOUGHT, proration="published", terms=agreed)


def amounts(kind: str, *events: Event) -> list[tuple[str, int, str]]:
    bought = Event(1, Action.PURCHASE, BOUGHT, 10)
    return [
        (str(piece.recognised_on), int(piece.quantity), str(piece.amount))
        for piece in rate(terms(kind), Activity((bought, *events)), BOTH)
    ]


@pytest.mark.parametrize("kind", ["license", "one_time"])
def test_the_first_charge_of_the_new_term_has_the_planned_quantity(kind: str) -> None:
    planned = Event(2, Action.SET_QUANTITY, RENEWED, 4, at_renewal=True)

    assert amounts(kind, planned) == [
        ("2026-01-13", 10, "EUR 40.00"),
        ("2026-02-13", 4, "EUR 16.00"),
    ]


def test_a_quantity_changed_by_hand_on_that_day_is_still_charged_anew() -> None:
    changed = Event(2, Action.SET_QUANTITY, RENEWED, 4)

    assert amounts("license", changed) == [
        ("2026-01-13", 10, "EUR 40.00"),
        ("2026-02-13", 10, "EUR 40.00"),
        ("2026-03-13", 10, "EUR -40.00"),
        ("2026-03-13", 4, "EUR 16.00"),
    ]
