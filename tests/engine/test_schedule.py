"""What was bought reaches an invoice when the published calendar says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine import calendar
from billing.engine.schedule import (
    Service,
    billed_on,
    billing_dates,
    charge_cycles,
    one_time_services,
    renewals,
    usage_services,
)

PATH = Path(__file__).parent.parent / "golden" / "billing_examples.json"
EXAMPLES = {example["id"]: example for example in json.loads(PATH.read_text())["calendar"]}
DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
BILLING_DAYS = st.integers(1, 31)


def window(inputs: dict[str, Any]) -> dict[str, Any]:
    made = calendar.generation_window(
        "recurring", closes_on=date.fromisoformat(inputs["billing_date"])
    )
    return {
        "generation_starts": f"{made.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "complete_by": f"{made.done_by:%Y-%m-%dT%H:%M:%SZ}",
        "sla_breach_if_not_visible_by": f"{made.complaint_after:%Y-%m-%dT%H:%M:%SZ}",
    }


def due(inputs: dict[str, Any]) -> dict[str, Any]:
    return {"due_date": str(calendar.due_date(date.fromisoformat(inputs["invoice_date"])))}


def told(service: Service) -> list[str]:
    return [str(service.period.start), str(service.period.last)]


def plan(inputs: dict[str, Any]) -> dict[str, Any]:
    first, second = islice(one_time_services(date.fromisoformat(inputs["start"])), 2)
    return {
        "first_invoice_by": str(first.on),
        "first_service_period": told(first),
        "second_invoice_by": str(second.on),
        "second_service_period": told(second),
    }


def annual(inputs: dict[str, Any]) -> dict[str, Any]:
    bought_on = date.fromisoformat(inputs["purchase"])
    dates = billing_dates(bought_on, inputs["billing_day"], cycle_months=12)
    first, second = islice(dates, 2)
    return {"billed_on": str(first), "next_billed_on": str(second)}


def renewal(inputs: dict[str, Any]) -> dict[str, Any]:
    renews_on = next(renewals(date.fromisoformat(inputs["purchase"]), term_months=12))
    billed = billed_on(inputs["billing_day"], recognised_on=renews_on)
    return {"renews_on": str(renews_on), "renewal_billed_on": str(billed)}


def usage(inputs: dict[str, Any]) -> list[dict[str, Any]]:
    services = usage_services(inputs["anniversary_day"], since=date.fromisoformat(inputs["from"]))
    return [{"charged_on": str(s.on), "service_period": told(s)} for s in islice(services, 2)]


def month_end(inputs: dict[str, Any]) -> dict[str, Any]:
    bought_on = date.fromisoformat(inputs["purchase"])
    found = charge_cycles(bought_on, term_months=inputs["term_months"], cycle_months=1)
    return {
        "charge_starts": [str(cycle.start) for cycle in found],
        "last_charge_end": str(found[-1].last),
    }


PLAYED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "CA-01": window,
    "CA-02": due,
    "CA-06": plan,
    "CA-07": annual,
    "CA-08": renewal,
    "CA-09": usage,
    "CA-12": month_end,
}


@pytest.mark.parametrize("name", PLAYED)
def test_a_published_calendar_comes_out_day_by_day(name: str) -> None:
    example = EXAMPLES[name]

    assert PLAYED[name](example["inputs"]) == example["expected"]


def test_every_published_calendar_is_played_or_says_why_not() -> None:
    assert {name for name, example in EXAMPLES.items() if not example.get("skip")} == set(PLAYED)


def test_what_is_bought_on_the_billing_date_is_billed_that_day() -> None:
    assert billed_on(15, recognised_on=date(2026, 11, 15)) == date(2026, 11, 15)
    assert billed_on(15, recognised_on=date(2026, 11, 16)) == date(2026, 12, 15)


def test_a_leap_day_anchor_comes_back_in_the_next_leap_year() -> None:
    found = list(islice(renewals(date(2024, 2, 29), term_months=12), 4))

    assert found == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


@pytest.mark.parametrize(
    ("since", "first"),
    [
        (date(2026, 1, 31), "2025-12-31 to 2026-01-30"),
        (date(2026, 2, 1), "2026-01-31 to 2026-02-27"),
        (date(2028, 2, 1), "2028-01-31 to 2028-02-28"),
        (date(2026, 3, 1), "2026-02-28 to 2026-03-30"),
    ],
)
def test_an_anniversary_on_the_31st_keeps_its_anchor_through_short_months(
    since: date, first: str
) -> None:
    service = next(usage_services(31, since=since))

    assert str(service.period) == first
    assert service.on == service.period.end


@given(BILLING_DAYS, DAYS)
def test_service_periods_of_use_leave_no_day_out_and_are_charged_when_over(
    day: int, since: date
) -> None:
    services = list(islice(usage_services(day, since=since), 14))

    assert services[0].period.start < since <= services[0].on
    for before, after in pairwise(services):
        assert before.period.end == after.period.start == before.on


@given(DAYS, st.sampled_from([12, 36, 72]), st.sampled_from([1, 12]))
def test_the_cycles_of_a_term_cover_it_without_a_gap(start: date, term: int, cycle: int) -> None:
    found = charge_cycles(start, term_months=term, cycle_months=cycle)

    assert len(found) == term // cycle
    assert found[0].start == start
    assert found[-1].end == next(renewals(start, term_months=term))
    assert all(before.end == after.start for before, after in pairwise(found))


@given(DAYS)
def test_one_time_services_are_calendar_months_after_the_first(start: date) -> None:
    first, second = islice(one_time_services(start), 2)

    assert first.period.start == start
    assert second.period.start == first.period.end
    assert second.period.start.day == 1
    assert first.on == second.period.start + timedelta(days=7)
