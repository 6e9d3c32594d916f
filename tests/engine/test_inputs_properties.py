"""Whenever a bill comes out otherwise, some input of it is told otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.differences import differences, marks
from billing.engine.facts import Agreement
from billing.engine.inputs import everything, told
from partnercenter.periods import Period
from tests.engine.mutations import (
    activity_changed,
    named,
    with_another_term,
    with_another_timeline,
    with_other_prices,
    with_other_rules,
    with_other_use,
)
from tests.engine.purchases import purchases
from tests.engine.test_metered_properties import agreements as plans
from tests.engine.timelines import licences, say

Change = Callable[[Agreement], st.SearchStrategy[Agreement]]
KINDS_OF_THINGS = st.one_of(licences(), purchases(), plans(), plans(late_usage="true_up"))


def a_period_of(agreement: Agreement, days: int) -> Period:
    start = agreement.activity.events[0].on + timedelta(days=days)
    return Period(start, start + timedelta(days=30))


@given(KINDS_OF_THINGS, st.integers(0, 800), st.randoms(use_true_random=False))
def test_equal_facts_differ_in_nothing_whatever_order_they_are_told_in(
    agreement: Agreement, days: int, random: object
) -> None:
    period, use = a_period_of(agreement, days), list(agreement.activity.consumed)
    random.shuffle(use)  # type: ignore[attr-defined]
    shuffled = activity_changed(agreement, consumed=tuple(use))

    found = differences(
        everything([agreement], period, [], []), everything([shuffled], period, [], [])
    )

    assert found == []


METERED = st.one_of(plans(), plans(late_usage="true_up"))


@pytest.mark.parametrize(
    ("things", "change"),
    [
        (licences(), with_another_timeline),
        (licences(), with_another_term),
        (licences(), with_other_rules),
        (purchases(), with_another_timeline),
        (purchases(), with_another_term),
        (purchases(), with_other_rules),
        (METERED, with_another_timeline),
        (METERED, with_other_use),
        (METERED, with_other_prices),
        (METERED, with_other_rules),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
@given(data=st.data())
def test_whenever_the_bill_differs_something_is_named(
    things: st.SearchStrategy[Agreement], change: Change, data: st.DataObject
) -> None:
    agreement = data.draw(things)
    after = data.draw(change(agreement))
    period = a_period_of(agreement, data.draw(st.integers(20, 400)))

    differs = marks(bill([agreement], period, [])) != marks(bill([after], period, []))

    assert bool(named(agreement, after, period)) == differs


@given(KINDS_OF_THINGS, KINDS_OF_THINGS, st.integers(0, 400))
def test_two_things_that_are_billed_otherwise_are_told_otherwise(
    one: Agreement, other: Agreement, days: int
) -> None:
    other = replace(other, subject=one.subject)
    period = a_period_of(one, days)

    differs = marks(bill([one], period, [])) != marks(bill([other], period, []))

    assert not differs or told(one, period) != told(other, period)


@given(licences(), st.integers(0, 400))
def test_what_was_invoiced_meanwhile_is_named(agreement: Agreement, days: int) -> None:
    period = a_period_of(agreement, days)
    said = say(bill([agreement], Period(period.start, period.start), []), [])

    before, after = (everything([agreement], period, known, []) for known in ([], said))

    assert [one.name for one in differences(before, after)] == (["invoiced"] if said else [])
