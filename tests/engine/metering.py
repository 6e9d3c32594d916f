"""Metered plans for tests: what they used and when that became known, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months, month_of
from pricing.engine.activity import Action, Activity, Consumed, Event
from pricing.engine.kinds import rate
from pricing.engine.pieces import Piece
from pricing.engine.terms import ConversionRate, PricedStretch, PricePoint, Terms, Tier
from tests.engine.timelines import through

ANCHOR = date(2026, 1, 15)
Use = tuple[date, str] | tuple[date, str, date]
Prices = tuple[PricedStretch, ...]


def monthly(*prices: str, since: date = date(2026, 1, 1)) -> Prices:
    """One price for each calendar month, as lists have them; empty means no list that month."""
    months = [month_of(add_months(since, n)) for n in range(len(prices))]
    return tuple(
        PricedStretch(month, PricePoint(f"{n}", Decimal(price), "a list"))
        for n, (month, price) in enumerate(zip(months, prices, strict=True))
        if price
    )


def a_price(
    unit_price: str, *tiers: tuple[str, str], included: str = "0", key: str = "1"
) -> PricePoint:
    """A price with tiers, each as (above, unit price)."""
    return PricePoint(
        key,
        Decimal(unit_price),
        "a list",
        included=Decimal(included),
        tiers=tuple(Tier(Decimal(above), Decimal(price)) for above, price in tiers),
    )


def always(price: PricePoint) -> Prices:
    """The price, at any time."""
    return (PricedStretch(Period(date(2010, 1, 1), date.max), price),)


def a_plan(
    *use: Use,
    prices: Prices = (),
    kind: str = "usage",
    anchor: date = ANCHOR,
    cancelled_on: date | None = None,
    currency: str = "EUR",
    settings: Mapping[str, Any] | None = None,
    managed: Iterable[Period] = (),
    unearning: Iterable[str] = (),
    pricing_currency: str = "",
    rates: Iterable[ConversionRate] = (),
) -> Agreement:
    """A plan with one meter; use is (day, quantity) or (day, quantity, day it became known)."""
    events = [Event(1, Action.PURCHASE, anchor, 1)]
    if cancelled_on:
        events.append(Event(2, Action.CANCEL, cancelled_on, 1))
    consumed = tuple(
        Consumed("meter", on, Decimal(quantity), *known) for on, quantity, *known in use
    )
    terms = Terms(
        kind,
        currency,
        anchor,
        "",
        settings=settings or {},
        meters={"meter": prices},
        unearning=frozenset(unearning),
        managed=tuple(managed),
        pricing_currency=pricing_currency,
        rates=tuple(rates),
    )
    return Agreement("plan", terms, Activity(tuple(events), consumed))


def rated(plan: Agreement, day: date) -> list[Piece]:
    """Everything recognised by the day."""
    return list(rate(plan.terms, plan.activity, through(day)))


def lines(plan: Agreement, day: date) -> list[tuple[str, str, str, str]]:
    """The rows as (recognised on, dates, quantity, amount)."""
    return [
        (str(piece.recognised_on), str(piece.period), f"{piece.quantity:f}", f"{piece.amount}")
        for piece in rated(plan, day)
    ]


def known_by(plan: Agreement, day: date) -> Agreement:
    """The same plan, told by somebody who knows what had happened and arrived by the day."""
    activity = Activity(
        tuple(event for event in plan.activity.events if event.on <= day),
        tuple(use for use in plan.activity.consumed if (use.known_on or use.on) <= day),
    )
    return replace(plan, activity=activity)
