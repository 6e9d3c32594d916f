"""Figures of the calendar: when something is charged, billed, available and due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from billing.engine import calendar, schedule
from billing.engine.streams import RECURRING
from billing.examples.figures import difference, figure
from billing.examples.reading import Example, UnknownKey, expected_of, known, needed
from pricing.engine.anchors import anchor_of

Said = Mapping[str, Any]
YEAR = 12
CYCLE_MONTHS = {"Monthly": 1, "Annual": YEAR}
# What a row of the list of services tells, and what it needs.
SERVICE_INPUTS = {"anniversary_day", "from"}


def _day(inputs: Said, name: str) -> date:
    return date.fromisoformat(inputs[name])


def _window(inputs: Said, _settings: Said) -> Said:
    closes_on = _day(inputs, "billing_date")
    window = calendar.generation_window(RECURRING.code, closes_on=closes_on)
    return {
        "generation_starts": window.starts_at,
        "complete_by": window.done_by,
        "sla_breach_if_not_visible_by": window.complaint_after,
        "due_date": calendar.due_date(closes_on),
    }


def _due(inputs: Said, _settings: Said) -> Said:
    return {"due_date": calendar.due_date(_day(inputs, "invoice_date"))}


def _months(inputs: Said, _settings: Said) -> Said:
    first, second = islice(schedule.one_time_services(_day(inputs, "start")), 2)
    return {
        "first_invoice_by": first.on,
        "first_service_period": first.period,
        "second_invoice_by": second.on,
        "second_service_period": second.period,
    }


def _yearly(inputs: Said, _settings: Said) -> Said:
    bought_on, billing_day = _day(inputs, "purchase"), inputs["billing_day"]
    first, second = islice(schedule.billing_dates(bought_on, billing_day, cycle_months=YEAR), 2)
    renews_on = next(schedule.renewals(bought_on, term_months=inputs.get("term_months", YEAR)))
    return {
        "billed_on": first,
        "next_billed_on": second,
        "renews_on": renews_on,
        "renewal_billed_on": schedule.billed_on(billing_day, recognised_on=renews_on),
    }


def _cycles(inputs: Said, settings: Said) -> Said:
    frequency = inputs.get("billing_frequency", "Monthly")
    if frequency not in CYCLE_MONTHS:
        raise UnknownKey(f"billing_frequency {frequency}")
    found = schedule.charge_cycles(
        anchor_of(_day(inputs, "purchase"), settings),
        term_months=inputs["term_months"],
        cycle_months=CYCLE_MONTHS[frequency],
    )
    return {
        "charge_starts": [cycle.start for cycle in found],
        "last_charge_end": found[-1].last,
    }


def check_services(example: Example) -> str:
    """Compare a list of service periods, as many as are expected."""
    known(example.inputs, SERVICE_INPUTS)
    expected = expected_of(example)
    found = schedule.usage_services(
        needed(example.inputs, "anniversary_day"),
        since=date.fromisoformat(needed(example.inputs, "from")),
    )
    computed = [
        {"charged_on": service.on, "service_period": service.period}
        for service in islice(found, len(expected))
    ]
    return difference(expected, computed)


FIGURES = (
    figure(
        _window,
        keys="generation_starts complete_by sla_breach_if_not_visible_by due_date",
        needs="billing_date",
    ),
    figure(_due, keys="due_date", needs="invoice_date"),
    figure(
        _months,
        keys="first_invoice_by first_service_period second_invoice_by second_service_period",
        needs="start",
    ),
    figure(
        _yearly,
        keys="billed_on next_billed_on renews_on renewal_billed_on",
        needs="billing_day purchase",
        may="term_months",
    ),
    figure(
        _cycles,
        keys="charge_starts last_charge_end",
        needs="purchase term_months",
        may="billing_frequency",
    ),
)
