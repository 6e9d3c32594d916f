"""Estimates are asked for, made once each, found again when a message is lost, and let go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from billing import tasks
from billing.models import Estimate, Invoice
from billing.services import estimates, runs
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    FIRST,
    NOVEMBER,
    OCTOBER,
    SECOND,
    a_customer_of,
    a_licence,
    a_purchase,
    asked_for,
    early_on,
)
from tests.builders import a_partner

pytestmark = pytest.mark.django_db
DAY_9 = datetime(2026, 11, 9, 2, 15, tzinfo=UTC)
NUDGE: tuple[str, dict[str, object]] = ("billing.make_next_estimate", {})


def test_asked_for_twice_it_is_one_row_and_made_once(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    a_licence(customer)

    with django_capture_on_commit_callbacks(execute=True):
        estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)
        estimates.ask(
            partner=customer.partner, stream="recurring", at=DAY_9 + timedelta(seconds=5)
        )
    made = [estimates.make_next(at=DAY_9 + timedelta(seconds=9)) for _ in nudges]

    assert nudges == [NUDGE, NUDGE]
    assert [one is None for one in made] == [False, True]
    assert Estimate.objects.get().asked_at is None


def test_what_was_asked_for_before_midnight_is_made_of_the_period_open_after_it() -> None:
    customer = a_customer_of()
    a_licence(customer)
    evening = datetime(2026, 11, 15, 23, 59, tzinfo=UTC)
    asked = estimates.ask(partner=customer.partner, stream="recurring", at=evening)

    made = estimates.make_next(at=evening + timedelta(minutes=2))

    asked.refresh_from_db()
    assert made is not None
    assert (asked.period, asked.asked_at, asked.made_at) == (FIRST, None, None)
    assert made.period == SECOND


def test_every_night_whoever_has_something_open_is_asked_for(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer, idle = a_customer_of(), a_partner("Nobody's B.V.")
    a_licence(customer)
    a_purchase(customer)
    estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)
    nudges.clear()

    with django_capture_on_commit_callbacks(execute=True):
        asked = estimates.ask_all(at=DAY_9 + timedelta(hours=1))

    assert asked == 2
    assert nudges == [NUDGE, NUDGE]
    rows = Estimate.objects.order_by("stream").values_list("partner", "stream", "period_start")
    assert list(rows) == [
        (customer.partner.pk, "one_time", NOVEMBER),
        (customer.partner.pk, "recurring", FIRST.start),
    ]
    assert not idle.estimates.exists()


def test_a_lost_message_is_found_by_the_sweeper(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)
    estimates.ask(partner=customer.partner, stream="one_time", at=DAY_9)

    with django_capture_on_commit_callbacks(execute=True):
        soon = estimates.sweep(at=DAY_9 + timedelta(seconds=119))
        later = estimates.sweep(at=DAY_9 + timedelta(seconds=121))

    assert (soon, later) == (0, 2)
    assert nudges == [NUDGE, NUDGE]


def test_one_message_makes_one_stream_and_nudges_for_the_other(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)
    estimates.ask(partner=customer.partner, stream="one_time", at=DAY_9 + timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        made = estimates.make_next(at=DAY_9 + timedelta(seconds=2))

    assert made is not None
    assert made.stream == "recurring"
    assert nudges == [NUDGE]


def test_estimates_of_billed_periods_go_with_the_run_or_in_the_night() -> None:
    customer = a_customer_of()
    a_licence(customer, on=OCTOBER.replace(day=20))
    estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)
    run = asked_for(customer.partner)
    run.issues = False
    run.save()
    runs.perform(run=run, at=early_on(FIRST.end))
    drafted = Estimate.objects.count()

    (draft,) = Invoice.objects.all()
    estimates.ask_all(at=early_on(FIRST.end))
    kept = Estimate.objects.filter(period_start=FIRST.start).count()
    runs.invoices.issue(invoice=draft, on=FIRST.last, at=early_on(FIRST.end))
    estimates.ask_all(at=early_on(FIRST.end) + timedelta(days=1))

    assert (drafted, kept) == (1, 1)
    assert not Estimate.objects.filter(period_start=FIRST.start).exists()


def test_when_every_message_is_lost_the_clock_alone_makes_the_estimates(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    a_licence(customer)
    a_purchase(customer)

    with time_machine.travel(DAY_9, tick=False):
        tasks.ask_for_estimates()
    nudges.clear()
    for minute in (3, 6):
        with (
            time_machine.travel(DAY_9 + timedelta(minutes=minute), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            tasks.sweep_estimates()
        assert nudges == [NUDGE] * (2 if minute == 3 else 1)
        with time_machine.travel(DAY_9 + timedelta(minutes=minute + 1), tick=False):
            tasks.make_next_estimate()
        nudges.clear()

    made = Estimate.objects.order_by("made_at").values_list("made_at", "asked_at")
    assert list(made) == [(DAY_9 + timedelta(minutes=minute), None) for minute in (4, 7)]
