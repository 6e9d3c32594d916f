"""Plays a subscription's story through the engine, invoice after invoice, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from billing.engine.bill import bill
from billing.engine.calendar import period_closing_on
from billing.engine.charges import Charge, Said
from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.terms import AgreedTerm, PricePoint, Terms

CYCLE_MONTHS = {"monthly": 1, "annual": 12}


def a_licence(
    *,
    price: str,
    bought_on: date,
    frequency: str = "monthly",
    quantity: int = 1,
    proration: str = "published",
    currency: str = "USD",
    settings: dict | None = None,
    events: Iterable[tuple[date, str, int]] = (),
    subject: str = "licence",
    years: int = 3,
) -> Agreement:
    """A licence at a monthly price, with what happened to it as (day, action, quantity after)."""
    timeline = [Event(1, Action.PURCHASE, bought_on, quantity)]
    for on, action, after in events:
        timeline.append(Event(len(timeline) + 1, Action(action), on, after))
    whole = Period(bought_on, add_months(bought_on, 12 * years))
    terms = Terms(
        kind="license",
        currency=currency,
        anchor=bought_on,
        proration=proration,
        terms=(
            AgreedTerm(
                whole,
                PricePoint("1", Decimal(price), "test list"),
                anchor=bought_on,
                cycle_months=CYCLE_MONTHS[frequency],
            ),
        ),
        settings=settings or {},
    )
    return Agreement(subject, terms, Activity(tuple(timeline)))


def play(agreements: list[Agreement], closing_on: Iterable[date]) -> dict[date, list[Charge]]:
    """Bill each period in turn, every invoice knowing all that was said before it."""
    said: list[Said] = []
    files: dict[date, list[Charge]] = {}
    for day in closing_on:
        charges = bill(agreements, period_closing_on(day.day, day), said)
        said += [Said(f"{day}/{n}", charge) for n, charge in enumerate(charges)]
        files[day] = charges
    return files


def said_in(files: dict[date, list[Charge]]) -> list[Said]:
    """Return all rows of all files as what was said."""
    return [
        Said(f"{day}/{n}", charge)
        for day, charges in files.items()
        for n, charge in enumerate(charges)
    ]
