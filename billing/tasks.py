"""Celery doors: a task reads the clock, finds its row, and makes one call."""

from celery import shared_task
from django.utils import timezone

from billing.models import BillingRun, RunState
from billing.services import budget_alerts, documents, estimates, runs


@shared_task(name="billing.render_next_document")
def render_next_document(**_: object) -> None:
    """Make one document of those asked for: one message was sent for each."""
    documents.render_next(at=timezone.now())


@shared_task(name="billing.sweep_documents")
def sweep_documents(**_: object) -> None:
    """Wake a worker for every document that was asked for and not made."""
    documents.sweep(at=timezone.now())


@shared_task(name="billing.perform_run")
def perform_run(*, run_id: int, **_: object) -> None:
    """Bill one period of one partner, unless that is done."""
    run = BillingRun.objects.exclude(state=RunState.DONE).filter(pk=run_id).first()
    if run is not None:
        runs.perform(run=run, at=timezone.now())


@shared_task(name="billing.run_what_is_due")
def run_what_is_due(**_: object) -> None:
    """Ask for the runs of every period that closed; a late or doubled call does no harm."""
    now = timezone.now()
    runs.request_due(on=now.date(), at=now)


@shared_task(name="billing.make_next_estimate")
def make_next_estimate(**_: object) -> None:
    """Make one estimate of those asked for: one message was sent for each partner and stream."""
    estimates.make_next(at=timezone.now())


@shared_task(name="billing.sweep_estimates")
def sweep_estimates(**_: object) -> None:
    """Wake a worker for every estimate that was asked for and not made."""
    estimates.sweep(at=timezone.now())


@shared_task(name="billing.ask_for_estimates")
def ask_for_estimates(**_: object) -> None:
    """Ask for the estimates of everybody who has something unbilled."""
    estimates.ask_all(at=timezone.now())


@shared_task(name="billing.tell_of_budgets")
def tell_of_budgets(*, after: int = 0, **_: object) -> None:
    """Tell a batch of partners whose customers used much of their budgets, each step once."""
    now = timezone.now()
    budget_alerts.tell(on=now.date(), at=now, after=after)
