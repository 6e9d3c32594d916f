"""The doors of the workers: they read the clock and let the rows decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from billing import tasks
from billing.models import BillingRun, Document, Invoice
from tests.billing.conftest import Nudges
from tests.billing.scenes import a_customer_of, a_licence

pytestmark = pytest.mark.django_db


def work_off(nudges: Nudges, *, times: int = 1) -> None:
    """Do what was sent to the workers, each message as often as it was delivered."""
    while nudges:
        name, kwargs = nudges.pop(0)
        act = {
            "billing.perform_run": tasks.perform_run,
            "billing.render_next_document": tasks.render_next_document,
        }[name]
        for _ in range(times):
            act(**kwargs)


@pytest.mark.parametrize("delivered", [1, 3])
def test_from_the_clock_to_the_printed_invoice_however_often_messages_arrive(
    delivered: int, nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    a_licence(customer)

    with (
        time_machine.travel(datetime(2026, 11, 16, 0, 5, tzinfo=UTC), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tasks.run_what_is_due()
    with (
        time_machine.travel(datetime(2026, 11, 16, 0, 6, tzinfo=UTC), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        work_off(nudges, times=delivered)
    with time_machine.travel(datetime(2026, 11, 16, 0, 7, tzinfo=UTC), tick=False):
        work_off(nudges, times=delivered)

    assert set(BillingRun.objects.values_list("state", flat=True)) == {"done"}
    assert Invoice.objects.get().issued_at == datetime(2026, 11, 16, 0, 6, tzinfo=UTC)
    assert set(Document.objects.values_list("format", "state", "attempts", "made_at")) == {
        (code, "ready", 1, datetime(2026, 11, 16, 0, 7, tzinfo=UTC))
        for code in ("pdf", "recon_license")
    }


def test_when_every_message_is_lost_the_clock_alone_finishes_the_work(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    a_licence(customer)

    for hour in range(1, 5):
        nudges.clear()
        with (
            time_machine.travel(datetime(2026, 11, 16, hour, 0, tzinfo=UTC), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            tasks.run_what_is_due()
            tasks.sweep_documents()
        with (
            time_machine.travel(datetime(2026, 11, 16, hour, 1, tzinfo=UTC), tick=False),
            django_capture_on_commit_callbacks(execute=False),
        ):
            work_off(nudges)

    assert set(BillingRun.objects.values_list("state", flat=True)) == {"done"}
    assert set(Document.objects.values_list("state", flat=True)) == {"ready"}
