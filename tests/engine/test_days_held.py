"""What a licence costs in all is what its days cost, counted one by one by an oracle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from billing.engine.facts import Agreement
from partnercenter.money import minor_units
from partnercenter.periods import DAY, Period
from pricing.engine.activity import Action, Event
from pricing.engine.anchors import charge_cycles
from pricing.engine.kinds import rate
from pricing.engine.terms import AgreedTerm
from tests.engine.timelines import bought_on, licences, through

STOPS = (Action.SUSPEND, Action.CANCEL)
Cycle = tuple[AgreedTerm, Period]


def by_exact_days(agreement: Agreement) -> Agreement:
    """The same licence, its days priced without a formula of roundings."""
    agreed: Mapping[str, Any] = {**agreement.terms.settings, "year_days": "actual"}
    terms = replace(agreement.terms, proration="exact_line", settings=agreed)
    return replace(agreement, terms=terms)


def cycles_begun(agreement: Agreement, day: date) -> list[Cycle]:
    """The charge cycles whose first charged day has come."""
    found = charge_cycles(agreement.terms.terms)
    return [(term, cycle) for term, cycle in found if max(term.period.start, cycle.start) <= day]


def cost_of_a_day(agreement: Agreement, cycle: Cycle) -> Fraction:
    term, days = cycle
    price = term.price.for_months(term.cycle_months, agreement.terms.currency)
    return Fraction(price) / days.days


def days_held(agreement: Agreement, day: date) -> Fraction:
    """What was held on each day up to the end of the cycles begun, at the price of that day.

    A stop within the window gives all days before back; a reactivation within it charges the
    whole of its cycle.
    """
    window = agreement.terms.settings.get("full_credit_days", 30)
    begun = cycles_begun(agreement, day)
    due: dict[date, Fraction] = {}
    events, quantity, active = list(agreement.activity.events), 0, False
    today = bought_on(agreement)
    while today < begun[-1][1].end:
        cycle = next((one for one in reversed(begun) if today in one[1]), None)
        while events and events[0].on == today:
            event = events.pop(0)
            quantity, active = event.quantity, _active_after(event, active)
            if (today - bought_on(agreement)).days > window:
                continue
            if event.action in STOPS:
                due.clear()
            if event.action is Action.REACTIVATE and cycle:
                first = max(cycle[1].start, cycle[0].period.start)
                whole = quantity * cost_of_a_day(agreement, cycle)
                due.update({first + DAY * n: whole for n in range((today - first).days)})
        if active and cycle:
            due[today] = quantity * cost_of_a_day(agreement, cycle)
        today += DAY
    return sum(due.values(), Fraction(0))


def _active_after(event: Event, active: bool) -> bool:
    if event.action in STOPS:
        return False
    return active or event.action in (Action.PURCHASE, Action.REACTIVATE)


@given(licences())
@settings(max_examples=200, deadline=None)
def test_a_licence_costs_what_its_days_held_cost(agreement: Agreement) -> None:
    licence = by_exact_days(agreement)
    day = licence.activity.events[-1].on + DAY * 35

    rows = list(rate(licence.terms, licence.activity, through(day)))

    total = Fraction(sum((row.amount.amount for row in rows), Decimal(0)))
    cents = Fraction(len(rows) + 1, 2 * 10 ** minor_units(licence.terms.currency))
    assert abs(total - days_held(licence, day)) <= cents
