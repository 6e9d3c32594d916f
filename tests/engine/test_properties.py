"""What holds for every licence, whatever happens to it, in every currency and strategy."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from hypothesis import assume, given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.charges import Charge
from billing.engine.facts import Agreement
from partnercenter.money import half_up, minor_units
from partnercenter.periods import add_months, cycles
from pricing.engine.activity import Action, Activity
from pricing.engine.kinds import rate
from pricing.engine.kinds.license import DERIVATIONS
from pricing.engine.pieces import Piece
from tests.engine.timelines import (
    HORIZON,
    as_known_on,
    bought_on,
    cycle_of,
    licences,
    say,
    through,
)


def told(agreement: Agreement, day: date) -> list[Piece]:
    known = as_known_on(agreement, day)
    return list(rate(known.terms, known.activity, through(day)))


def the_end(agreement: Agreement) -> date:
    return bought_on(agreement) + HORIZON


@given(licences(), st.integers(0, 900), st.integers(0, 200))
def test_the_book_only_grows(agreement: Agreement, days: int, more: int) -> None:
    day = bought_on(agreement) + timedelta(days=days)

    before, after = told(agreement, day), told(agreement, day + timedelta(days=more))

    assert after[: len(before)] == before
    assert all(piece.recognised_on > day for piece in after[len(before) :])


@given(licences())
def test_no_credit_is_ever_more_than_what_was_charged_for_its_cycle(agreement: Agreement) -> None:
    left: dict[str, Decimal] = defaultdict(Decimal)

    for piece in told(agreement, the_end(agreement)):
        left[cycle_of(piece)] += piece.amount.amount

        assert left[cycle_of(piece)] >= 0, piece


@given(licences())
def test_every_amount_follows_from_its_explanation_also_where_a_credit_was_limited(
    agreement: Agreement,
) -> None:
    places = minor_units(agreement.terms.currency)

    for piece in told(agreement, the_end(agreement)):
        computed = half_up(Decimal(piece.explanation["steps"][-1]["value"]), places)
        said = abs(piece.amount.amount)
        match piece.explanation["notes"]:
            case []:
                assert said == computed
            case [{"code": "capped", "asked": asked, "allowed": allowed}]:
                assert piece.amount.amount <= 0
                assert Decimal(asked) == computed
                assert Decimal(allowed) == said < computed
            case notes:
                raise AssertionError(notes)


@given(licences())
def test_every_amount_is_derived_again_from_what_the_row_stores(agreement: Agreement) -> None:
    for piece in told(agreement, the_end(agreement)):
        derive = DERIVATIONS[piece.explanation["rule"]]
        amount = derive(piece.explanation["inputs"], agreement.terms.currency)

        notes = piece.explanation["notes"]
        said = -Decimal(notes[0]["asked"]) if notes else piece.amount.amount
        assert amount == said


@given(licences())
def test_every_amount_is_in_whole_minor_units_and_every_row_covers_days_of_its_cycle(
    agreement: Agreement,
) -> None:
    for piece in told(agreement, the_end(agreement)):
        assert piece.amount == piece.amount.rounded()
        assert piece.amount.currency == agreement.terms.currency
        assert piece.period.days > 0
        assert piece.quantity > 0
        inputs = piece.explanation["inputs"]
        first_day = min(inputs["cycle_start"], bought_on(agreement).isoformat())
        assert first_day <= piece.period.start.isoformat()
        assert inputs["cycle_start"] <= inputs["start"] <= inputs["end"] <= inputs["cycle_end"]
        assert piece.period.last.isoformat() <= inputs["cycle_end"]


@given(licences(), st.lists(st.integers(1, 120), min_size=1, max_size=25))
def test_billing_again_and_again_says_in_total_what_one_run_at_the_end_says(
    agreement: Agreement, gaps: list[int]
) -> None:
    said, day = [], bought_on(agreement)
    for gap in gaps:
        day += timedelta(days=gap)
        said = say(bill([as_known_on(agreement, day)], through(day), said), said)

    at_once = bill([as_known_on(agreement, day)], through(day), [])

    assert not any(row.charge.reverses for row in said)
    assert Counter(row.charge.key for row in said) == Counter(charge.key for charge in at_once)


@given(licences(), st.integers(0, 900))
def test_billing_twice_says_nothing_more(agreement: Agreement, days: int) -> None:
    day = bought_on(agreement) + timedelta(days=days)

    said = say(bill([agreement], through(day), []), [])

    assert bill([agreement], through(day), said) == []


@given(licences(subject="1"), licences(subject="2"), licences(subject="3"), st.integers(0, 500))
def test_the_order_in_which_subscriptions_are_billed_does_not_matter(
    one: Agreement, two: Agreement, three: Agreement, days: int
) -> None:
    day = bought_on(one) + timedelta(days=days)

    def keys(agreements: list[Agreement]) -> Counter:
        known = [a for a in agreements if bought_on(a) <= day]
        return Counter(charge.key for charge in bill(known, through(day), []))

    alone = sum((keys([agreement]) for agreement in (one, two, three)), Counter())
    assert keys([one, two, three]) == keys([three, one, two]) == alone


@given(licences(), st.integers(0, 30))
def test_cancelling_within_the_window_gives_everything_back(
    agreement: Agreement, days: int
) -> None:
    window = agreement.terms.settings.get("full_credit_days", 30)
    assume(days <= window)
    cancelled_on = bought_on(agreement) + timedelta(days=days)
    before = list(as_known_on(agreement, cancelled_on).activity.events)
    if before[-1].action is Action.CANCEL:
        before.pop()
    end = replace(before[-1], sequence=len(before) + 1, action=Action.CANCEL, on=cancelled_on)
    cancelled = replace(agreement, activity=Activity((*before, end)))

    rows = told(cancelled, the_end(agreement))

    assert sum(row.amount.amount for row in rows) == 0


@given(licences(), st.integers(0, 900))
def test_an_unchanged_licence_costs_its_price_once_every_cycle_begun(
    agreement: Agreement, days: int
) -> None:
    purchase = agreement.activity.events[0]
    agreed = agreement.terms
    day = purchase.on + timedelta(days=days)
    assume(agreed.terms[0].anchor == purchase.on)

    rows = told(replace(agreement, activity=Activity((purchase,))), day)

    months = agreed.terms[0].cycle_months
    begun = [c for c in islice(cycles(purchase.on, months=months), 40) if c.start <= day]
    places = minor_units(agreed.currency)
    price_of = {
        cycle: next(t.price.unit_price for t in agreed.terms if cycle.start in t.period)
        for cycle in begun
    }
    assert [(row.period, row.amount.amount, row.recognised_on) for row in rows] == [
        (cycle, half_up(price_of[cycle] * months * purchase.quantity, places), cycle.start)
        for cycle in begun
    ]


@given(licences())
def test_a_reversal_is_a_row_charged_before_with_its_sign_turned(agreement: Agreement) -> None:
    charged: Counter = Counter()

    for piece in told(agreement, the_end(agreement)):
        row = (piece.period, piece.quantity, abs(piece.amount.amount))
        if piece.explanation["rule"] != "license.reversal":
            charged[row] += 1
        elif not piece.explanation["notes"]:
            assert charged[row] > 0, piece


def stopped_on(agreement: Agreement, day: date) -> bool:
    """Say whether the subscription stood still at the end of the day."""
    last = as_known_on(agreement, day).activity.events[-1]
    return last.action in (Action.SUSPEND, Action.CANCEL)


@given(licences())
def test_a_cycle_that_begins_while_the_subscription_is_stopped_costs_nothing_that_day(
    agreement: Agreement,
) -> None:
    cost: dict[str, Decimal] = defaultdict(Decimal)

    for piece in told(agreement, the_end(agreement)):
        if cycle_of(piece) == piece.recognised_on.isoformat():
            cost[cycle_of(piece)] += piece.amount.amount

    for start, amount in cost.items():
        if stopped_on(agreement, date.fromisoformat(start)):
            assert amount == 0, start


@given(licences(currency="EUR"), st.integers(1, 11))
def test_a_longer_timeline_never_changes_which_cycle_a_row_is_of(
    agreement: Agreement, months: int
) -> None:
    day = add_months(bought_on(agreement), months)
    grid = cycles(agreement.terms.terms[0].anchor, months=agreement.terms.terms[0].cycle_months)
    starts = {cycle.start.isoformat() for cycle in islice(grid, 60)}

    charges: list[Charge] = bill([as_known_on(agreement, day)], through(day), [])

    assert {cycle_of(charge) for charge in charges} <= starts


@given(licences(subject="1"), licences(subject="2"), st.data())
def test_changing_the_past_opens_again_only_what_it_touches(
    changed: Agreement, other: Agreement, data: st.DataObject
) -> None:
    day = max(bought_on(changed), bought_on(other)) + timedelta(
        days=data.draw(st.integers(0, 600))
    )
    said = say(bill([changed, other], through(day), []), [])
    events = changed.activity.events
    kept = data.draw(st.integers(1, len(events)))
    touched_from = events[kept].on if kept < len(events) else date.max
    shorter = replace(changed, activity=Activity(events[:kept]))

    opened = bill([shorter, other], through(day), said)

    assert {charge.subject for charge in opened} <= {"1"}
    assert all(charge.recognised_on >= touched_from for charge in opened if charge.reverses)
    assert all(charge.recognised_on >= touched_from for charge in opened)
