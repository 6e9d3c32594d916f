"""Makes up one-time and recurring purchases, and tells short stories of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from billing.engine.facts import Agreement
from partnercenter.periods import DAY, Period, add_months, month_of
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.cancellation import POLICIES
from pricing.engine.kinds import rate
from pricing.engine.proration import STRATEGIES
from pricing.engine.terms import AgreedTerm, ConversionRate, PricePoint, Terms
from tests.engine.timelines import BEGINNING, PRICES, QUANTITIES, through

FAR = date(2040, 1, 1)
TERMS = 8
Row = tuple[str, str, str, int, str]


def rows(agreement: Agreement, day: date = FAR) -> list[Row]:
    """The rows as (recognised on, charge type, dates, quantity, amount)."""
    return [
        (
            str(piece.recognised_on),
            piece.charge_type,
            str(piece.period),
            int(piece.quantity),
            str(piece.amount.amount),
        )
        for piece in rate(agreement.terms, agreement.activity, through(day))
    ]


def a_purchase(
    *prices: str,
    bought_on: date,
    months: int = 0,
    cycle_months: int = 0,
    price_months: int | None = None,
    quantity: int = 1,
    events: Iterable[tuple[date, str, int]] = (),
    currency: str = "USD",
    proration: str = "unit_rounded",
    **terms: Any,
) -> Agreement:
    """A purchase with a term for each price, and what happened as (day, action, quantity after).

    No ``months`` is a purchase for good; no ``cycle_months`` one charge for the term. A price is
    for the whole term unless ``price_months`` are said.
    """
    timeline = [Event(1, Action.PURCHASE, bought_on, quantity)]
    for on, action, after in events:
        timeline.append(Event(len(timeline) + 1, Action(action), on, after))
    of = price_months or months or 1
    agreed = tuple(
        AgreedTerm(
            _term(bought_on, months, number),
            PricePoint(str(number), Decimal(price), "test list", of),
            bought_on,
            cycle_months,
        )
        for number, price in enumerate(prices)
    )
    settings = terms.pop("settings", {})
    told = Terms("one_time", currency, bought_on, proration, agreed, settings, **terms)
    return Agreement("1", told, Activity(tuple(timeline)))


def _term(bought_on: date, months: int, number: int) -> Period:
    if not months:
        return Period(bought_on, bought_on + DAY)
    first, last = add_months(bought_on, months * number), months * (number + 1)
    return Period(first, add_months(bought_on, last))


@st.composite
def timelines(draw: st.DrawFn, bought_on: date) -> tuple[tuple[date, str, int], ...]:
    """Up to seven changes of quantity, and perhaps a cancellation after them."""
    on, held, events = bought_on, 0, []
    for _ in range(draw(st.sampled_from([0, 1, 2, 3, 7]))):
        on += timedelta(days=draw(st.sampled_from([0, 0, 1, 5, 29, 90])))
        held = draw(QUANTITIES.filter(lambda other, held=held: other != held))
        events.append((on, "set_quantity", held))
    if draw(st.booleans()):
        on += timedelta(days=draw(st.sampled_from([0, 1, 3, 5, 13, 14, 30, 31, 100, 400])))
        events.append((on, "cancel", held))
    return tuple(events)


@st.composite
def purchases(draw: st.DrawFn, *, subject: str = "1") -> Agreement:
    """A purchase of any kind with a price for each term and a history, perhaps converted."""
    currency = draw(st.sampled_from(sorted(PRICES)))
    prices = st.sampled_from([*PRICES[currency], "0"])
    bought_on = BEGINNING + timedelta(days=draw(st.integers(0, 3000)))
    months, cycle_months = draw(
        st.sampled_from([(0, 0), (1, 1), (12, 1), (12, 12), (36, 36), (36, 1), (12, 0), (36, 12)])
    )
    count = TERMS if months in (1, 12) else 1
    quantity = draw(QUANTITIES)
    events = draw(timelines(bought_on))
    made = a_purchase(
        *(draw(prices) for _ in range(count)),
        bought_on=bought_on,
        months=months,
        cycle_months=cycle_months,
        price_months=draw(st.sampled_from([None, 1])),
        quantity=quantity,
        events=[(on, action, after or quantity) for on, action, after in events],
        currency=currency,
        proration=draw(st.sampled_from(["unit_rounded", *sorted(STRATEGIES)])),
        settings=draw(
            st.fixed_dictionaries(
                {"cancellation": st.sampled_from(sorted(POLICIES))},
                optional={
                    "change_dates": st.just("cycle"),
                    "used": st.just(False),
                    "year_days": st.just("actual"),
                },
            )
        ),
        **draw(st.sampled_from([{}, {"pricing_currency": "GBP", "rates": monthly_rates()}])),
    )
    return Agreement(subject, made.terms, made.activity)


def monthly_rates() -> tuple[ConversionRate, ...]:
    """A rate for every month there is, each another one."""
    firsts = (add_months(BEGINNING, number) for number in range(300))
    return tuple(
        ConversionRate(month_of(first), Decimal(f"1.{first:%y%m}0202666"), "a bank, 2 days before")
        for first in firsts
    )
