"""One-time purchases: charged whole on their day, given back whole within the window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.engine.facts import Agreement
from partnercenter.periods import DAY, Period
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.kinds import rate
from pricing.engine.terms import AgreedTerm, PricePoint, Terms
from tests.engine.timelines import through

BOUGHT = date(2026, 11, 10)


def a_purchase(
    price: str = "615.00", *, currency: str = "EUR", cancelled_after: int | None = None
) -> Agreement:
    events = [Event(1, Action.PURCHASE, BOUGHT, 2)]
    if cancelled_after is not None:
        events.append(Event(2, Action.CANCEL, BOUGHT + timedelta(days=cancelled_after), 2))
    point = PricePoint("1", Decimal(price), "a list")
    term = AgreedTerm(Period(BOUGHT, BOUGHT + DAY), point, BOUGHT, 0)
    terms = Terms("one_time", currency, BOUGHT, "unit_rounded", terms=(term,))
    return Agreement("1", terms, Activity(tuple(events)))


def rows(purchase: Agreement, day: date) -> list[tuple[str, str, str]]:
    return [
        (piece.charge_type, str(piece.recognised_on), str(piece.amount))
        for piece in rate(purchase.terms, purchase.activity, through(day))
    ]


def test_a_purchase_is_charged_on_its_day_and_never_again() -> None:
    assert rows(a_purchase(), BOUGHT - DAY) == []
    assert rows(a_purchase(), BOUGHT) == [("New", "2026-11-10", "EUR 1230.00")]
    assert rows(a_purchase(), date(2036, 1, 1)) == [("New", "2026-11-10", "EUR 1230.00")]


@pytest.mark.parametrize(("days", "given_back"), [(0, True), (30, True), (31, False), (90, False)])
def test_cancelled_within_thirty_days_it_is_given_back_whole_and_later_not_at_all(
    days: int, given_back: bool
) -> None:
    found = rows(a_purchase(cancelled_after=days), date(2036, 1, 1))

    cancelled_on = BOUGHT + timedelta(days=days)
    back = [("Cancel", str(cancelled_on), "EUR -1230.00")] if given_back else []
    assert found[1:] == back


@pytest.mark.parametrize(
    ("currency", "price", "expected"),
    [("JPY", "1815.5", "JPY 3631"), ("KWD", "1.2345", "KWD 2.469"), ("EUR", "0.005", "EUR 0.01")],
)
def test_the_amount_is_in_whole_minor_units(currency: str, price: str, expected: str) -> None:
    assert rows(a_purchase(price, currency=currency), BOUGHT)[0][2] == expected
