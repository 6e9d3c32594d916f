"""Makes up subscriptions and what happens to them, in every order that the services allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from billing.engine.charges import Charge, Said
from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.pieces import Piece
from pricing.engine.proration import STRATEGIES
from pricing.engine.terms import AgreedTerm, PricePoint, Terms

BEGINNING = date(2018, 1, 1)
HORIZON = timedelta(days=900)
EUROS = ["0.01", "0.07", "0.26", "0.50", "0.99", "4.00", "8.40", "17.60", "333.33", "0.125"]
PRICES = {"EUR": EUROS, "JPY": ["1", "17", "480", "1815"], "KWD": ["0.001", "0.150", "1.235"]}
QUANTITIES = st.one_of(st.integers(1, 5), st.integers(1, 2650))
REACTIVATION_DAYS = 90


@st.composite
def timelines(draw: st.DrawFn, bought_on: date) -> tuple[Event, ...]:
    """A purchase, and up to seven changes that the subscription's state allows."""
    quantity = draw(QUANTITIES)
    events = [Event(1, Action.PURCHASE, bought_on, quantity)]
    on, state = bought_on, Action.PURCHASE
    for _ in range(draw(st.sampled_from([0, 1, 2, 3, 5, 8]))):
        suspended = state is Action.SUSPEND
        action = draw(
            st.sampled_from(
                [Action.REACTIVATE, Action.REACTIVATE, Action.CANCEL]
                if suspended
                else [Action.SET_QUANTITY, Action.SET_QUANTITY, Action.SUSPEND, Action.CANCEL]
            )
        )
        if action is Action.CANCEL and draw(st.booleans()):
            action = Action.REACTIVATE if suspended else Action.SUSPEND
        longest = draw(st.sampled_from([3, 35, REACTIVATION_DAYS]))
        on += timedelta(days=draw(st.integers(0, longest)))
        if action is Action.SET_QUANTITY:
            quantity = draw(QUANTITIES.filter(lambda other, held=quantity: other != held))
        events.append(Event(events[-1].sequence + 1, action, on, quantity))
        state = action
        if action is Action.CANCEL:
            break
    return tuple(events)


@st.composite
def licences(draw: st.DrawFn, *, currency: str | None = None, subject: str = "1") -> Agreement:
    """A licence with a price for each term and a history."""
    currency = currency or draw(st.sampled_from(sorted(PRICES)))
    prices = st.sampled_from(PRICES[currency])
    bought_on = BEGINNING + timedelta(days=draw(st.integers(0, 3000)))
    frequency = draw(st.sampled_from(["monthly", "monthly", "annual", "at_once"]))
    longer = st.sampled_from([1, 12, 36] if frequency == "monthly" else [36, 72])
    months = 12 if frequency == "annual" else draw(longer)
    shift = draw(st.sampled_from([0, 0, 0, 9, 25, -2]))
    anchor = bought_on - timedelta(days=shift)
    cycle_months = {"monthly": 1, "annual": 12}.get(frequency, months)
    terms = tuple(
        AgreedTerm(
            Period(
                add_months(anchor, months * n) if n else bought_on,
                add_months(anchor, months * (n + 1)),
            ),
            PricePoint(f"{subject}{n}", Decimal(draw(prices) if n < 3 else "3"), "a list"),
            anchor,
            cycle_months,
        )
        for n in range(36 // months + 1)
    )
    settings = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "full_credit_days": st.sampled_from([0, 7, 30]),
                "full_credit_dates": st.just("from_event"),
                "annual_rebill_split": st.just("anniversary"),
                "year_days": st.just("actual"),
                "change_recognition": st.just("at_once"),
            },
        )
    )
    agreed = Terms(
        kind="license",
        currency=currency,
        anchor=bought_on,
        proration=draw(st.sampled_from(sorted(STRATEGIES))),
        terms=terms,
        settings=settings,
    )
    return Agreement(subject, agreed, Activity(draw(timelines(bought_on))))


def as_known_on(agreement: Agreement, day: date) -> Agreement:
    """The same agreement, told by somebody who knows nothing of what happens after the day."""
    activity = Activity(
        tuple(event for event in agreement.activity.events if event.on <= day),
        tuple(use for use in agreement.activity.consumed if use.on <= day),
    )
    return replace(agreement, activity=activity)


def bought_on(agreement: Agreement) -> date:
    return agreement.activity.events[0].on


def through(day: date) -> Period:
    """Any period that ends with the day: rating tells all that was recognised by then."""
    return Period.of_days(day, day)


def cycle_of(row: Piece | Charge) -> str:
    """The start of the cycle whose charges the row belongs to."""
    return str(row.explanation["inputs"]["cycle_start"])


def say(charges: Iterable[Charge], said: list[Said]) -> list[Said]:
    """Add the charges to what was said, each under an identity of its own."""
    return said + [Said(f"row {len(said) + n}", charge) for n, charge in enumerate(charges)]
