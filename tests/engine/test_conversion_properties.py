"""What holds for every licence whose billing frequency changes, whatever else happens to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Event
from pricing.engine.kinds import rate
from pricing.engine.kinds.license import DERIVATIONS
from pricing.engine.terms import AgreedTerm, PricePoint
from tests.engine.timelines import (
    HORIZON,
    as_known_on,
    bought_on,
    cycle_of,
    licences,
    say,
    through,
)


@st.composite
def converted(draw: st.DrawFn) -> Agreement:
    """A licence whose frequency changes once, on a day on which it is active."""
    agreement = draw(licences())
    events = list(agreement.activity.events)
    stopped = (Action.SUSPEND, Action.CANCEL)
    after = draw(
        st.sampled_from([n for n, event in enumerate(events) if event.action not in stopped])
    )
    first = events[after].on
    last = events[after + 1].on if after + 1 < len(events) else first + timedelta(days=400)
    on = first + timedelta(days=draw(st.integers(0, (last - first).days)))
    events.insert(after + 1, Event(0, Action.SET_FREQUENCY, on, events[after].quantity))
    timeline = tuple(replace(event, sequence=n) for n, event in enumerate(events, start=1))
    months = draw(st.sampled_from([1, 12]))
    kept = [
        replace(term, period=Period(term.period.start, min(term.period.end, on)))
        for term in agreement.terms.terms
        if term.period.start <= on
    ]
    price = PricePoint("new", Decimal(draw(st.sampled_from(["3", "17", "480"]))), "a list")
    anew = [
        AgreedTerm(Period(add_months(on, 12 * n), add_months(on, 12 * (n + 1))), price, on, months)
        for n in range(6)
    ]
    terms = replace(agreement.terms, terms=(*kept, *anew))
    return replace(agreement, terms=terms, activity=Activity(timeline))


@given(converted(), st.integers(0, 900), st.integers(0, 200))
def test_the_book_only_grows_through_a_conversion(
    agreement: Agreement, days: int, more: int
) -> None:
    day = bought_on(agreement) + timedelta(days=days)

    def told(by: date) -> list:
        known = as_known_on(agreement, by)
        return list(rate(known.terms, known.activity, through(by)))

    before, after = told(day), told(day + timedelta(days=more))
    assert after[: len(before)] == before


@given(converted(), st.lists(st.integers(1, 120), min_size=1, max_size=12))
def test_billing_again_and_again_says_what_one_run_at_the_end_says_through_a_conversion(
    agreement: Agreement, gaps: list[int]
) -> None:
    said, day = [], bought_on(agreement)
    for gap in gaps:
        day += timedelta(days=gap)
        said = say(bill([as_known_on(agreement, day)], through(day), said), said)

    at_once = bill([as_known_on(agreement, day)], through(day), [])

    assert not any(row.charge.reverses for row in said)
    assert Counter(row.charge.key for row in said) == Counter(charge.key for charge in at_once)


@given(converted())
def test_credits_never_exceed_charges_and_every_row_is_derived_again(agreement: Agreement) -> None:
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rate(agreement.terms, agreement.activity, through(bought_on(agreement) + HORIZON)):
        inputs = row.explanation["inputs"]
        key = cycle_of(row), inputs["cycle_end"]
        left[key] += row.amount.amount

        assert left[key] >= 0, row
        derived = DERIVATIONS[row.explanation["rule"]](inputs, row.amount.currency)
        notes = row.explanation["notes"]
        assert derived == (-Decimal(notes[0]["asked"]) if notes else row.amount.amount)
