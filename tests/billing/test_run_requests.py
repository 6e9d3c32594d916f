"""Asking for runs: drafts first where that is wanted, and nothing that is due is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from billing.models import BillingRun, Invoice
from billing.services import invoices, runs
from billing.services.runs import PeriodNotOver
from partnercenter.periods import DAY
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    FIRST,
    SECOND,
    a_customer_of,
    a_licence,
    asked_for,
    early_on,
    rows,
)

pytestmark = pytest.mark.django_db


def test_a_draft_is_made_anew_each_time_until_somebody_issues_it() -> None:
    customer = a_customer_of()
    a_licence(customer, quantity=10)
    run = asked_for(customer.partner)
    BillingRun.objects.filter(pk=run.pk).update(issues=False)
    (first,) = runs.perform(run=run, at=early_on(FIRST.end))
    a_licence(customer, quantity=1)

    (draft,) = runs.perform(run=run, at=early_on(FIRST.end))

    assert not Invoice.objects.filter(pk=first.pk).exists()
    assert (draft.number, draft.documents.count(), len(rows(draft))) == (None, 0, 2)
    issued = invoices.issue(invoice=draft, on=FIRST.last, at=early_on(FIRST.end))
    assert f"{issued.net:.2f}" == "44.00"
    assert runs.perform(run=run, at=early_on(FIRST.end)) == []


def test_every_closed_period_is_asked_for_once() -> None:
    customer = a_customer_of()
    partner = customer.partner
    on = date(2026, 12, 2)

    asked = runs.request_due(on=on, at=early_on(on))

    assert [(run.stream, str(run.period)) for run in asked] == [
        ("recurring", "2026-09-16 to 2026-10-15"),
        ("recurring", "2026-10-16 to 2026-11-15"),
        ("one_time", "2026-10-01 to 2026-10-31"),
        ("one_time", "2026-11-01 to 2026-11-30"),
    ]
    assert runs.request_due(on=on, at=early_on(on)) == []
    assert BillingRun.objects.filter(partner=partner).count() == 4


def test_a_run_that_nobody_performed_is_woken_again(
    nudges: Nudges,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    customer = a_customer_of(enrolled_on=date(2026, 10, 16))
    lost, done = asked_for(customer.partner), asked_for(customer.partner, SECOND)
    BillingRun.objects.filter(pk=done.pk).update(state="done")

    with django_capture_on_commit_callbacks(execute=True):
        runs.request_due(on=date(2026, 11, 20), at=early_on(date(2026, 11, 20)))

    woken = [kwargs["run_id"] for name, kwargs in nudges if name == "billing.perform_run"]
    assert lost.pk in woken
    assert done.pk not in woken


def test_a_period_that_is_not_over_is_refused() -> None:
    customer = a_customer_of()

    with pytest.raises(PeriodNotOver, match="2026-11-16, 00:00 UTC"):
        runs.request(
            partner=customer.partner,
            stream="recurring",
            period=FIRST,
            at=early_on(FIRST.last),
        )

    assert BillingRun.objects.count() == 0


def test_an_unexpected_error_is_kept_on_the_run_and_the_run_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer = a_customer_of()
    a_licence(customer)
    run = asked_for(customer.partner)

    monkeypatch.setattr(runs, "bill", lambda *facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runs.perform(run=run, at=early_on(FIRST.end))
    monkeypatch.undo()

    run.refresh_from_db()
    assert run.state == "failed"
    assert "ZeroDivisionError" in run.error
    (invoice,) = runs.perform(run=run, at=early_on(FIRST.end + DAY))
    assert invoice.number == "D260000001"
