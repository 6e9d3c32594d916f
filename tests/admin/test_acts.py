"""What staff can do: each button makes one call into a service and tells what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import BillingRun, DocumentState, RunState, Supplier
from customers.models import Status
from partnercenter.models import AuditEntry
from tests.admin.conftest import Clerk
from tests.admin.world import AFTERWARDS, TO_NOVEMBER, World
from tests.builders import a_customer, a_partner, a_subscription


def told(response: Any) -> list[str]:
    """Return the messages that the page shows."""
    return [str(message) for message in response.context["messages"]]


def page(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


# Subscriptions


def test_a_subscription_is_suspended_from_the_chosen_day(world: World, boss: Client) -> None:
    held = world.subscription

    answer = boss.post(
        page("customers_subscription_suspend", held.pk), {"on": "2026-11-20"}, follow=True
    )

    held.refresh_from_db()
    assert told(answer) == ["Suite Start is suspended from 20 Nov 2026 on."]
    assert held.status == Status.SUSPENDED
    assert held.changes.get(sequence=2).on == date(2026, 11, 20)
    assert AuditEntry.objects.get(act="subscription.suspend").by is not None


def test_a_suspension_before_the_purchase_is_refused_in_words(world: World, boss: Client) -> None:
    held = world.subscription

    answer = boss.post(
        page("customers_subscription_suspend", held.pk), {"on": "2026-11-01"}, follow=True
    )

    held.refresh_from_db()
    assert told(answer) == ["The timeline goes forward: choose a day on or after the last change."]
    assert held.status == Status.ACTIVE


def test_a_day_out_of_reach_is_told_at_its_field(world: World, boss: Client) -> None:
    held = world.subscription

    answer = boss.post(page("customers_subscription_suspend", held.pk), {"on": "9999-12-31"})

    held.refresh_from_db()
    assert answer.context["form"].errors["on"] == ["9999 is not a year from 2000 to 2200."]
    assert held.status == Status.ACTIVE


def test_a_subscription_comes_back_and_ends_for_good(world: World, boss: Client) -> None:
    held = world.subscription
    for act, day in (("suspend", 20), ("reactivate", 22), ("cancel", 25)):
        boss.post(page(f"customers_subscription_{act}", held.pk), {"on": f"2026-11-{day}"})

    held.refresh_from_db()
    shown = boss.get(page("customers_subscription_change", held.pk))
    assert held.status == Status.DELETED
    assert [tool.label for tool in shown.context["tools"]] == ["Charges"]
    assert [change.action for change in held.changes.order_by("sequence")] == [
        "purchase",
        "suspend",
        "reactivate",
        "cancel",
    ]


def test_an_act_asks_for_a_day_before_it_is_done(world: World, boss: Client) -> None:
    held = world.subscription
    suspend = page("customers_subscription_suspend", held.pk)

    asked, empty = boss.get(suspend), boss.post(suspend, {"on": ""})

    held.refresh_from_db()
    assert asked.status_code == empty.status_code == 200
    assert "This field is required." in empty.content.decode()
    assert held.status == Status.ACTIVE


# Invoices


def test_issuing_is_announced_in_numbers_and_done_once(world: World, boss: Client) -> None:
    issue = page("billing_invoice_issue", world.draft.pk)

    asked = boss.get(issue).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    done, again = boss.post(issue, follow=True), boss.post(issue, follow=True)

    world.draft.refresh_from_db()
    assert "The partner is billed EUR 37.50 before tax, in 1 charge, on a document of" in asked
    assert "15 Nov 2026, due on 14 Jan 2027." in asked
    assert told(done) == ["D260000002 was issued, its documents are being made."]
    assert told(again) == ["Invoice D260000002 is already issued."]
    assert (world.draft.number, world.draft.issued_on) == ("D260000002", date(2026, 11, 15))


def test_issuing_without_a_supplier_is_refused_in_words(world: World, boss: Client) -> None:
    Supplier.objects.all().delete()

    answer = boss.post(page("billing_invoice_issue", world.draft.pk), follow=True)

    assert told(answer) == ["Enter the supplier's name and tax number before issuing invoices."]


def test_a_failed_document_is_asked_for_again_from_its_invoice(world: World, boss: Client) -> None:
    shown = boss.get(page("billing_invoice_change", world.invoice.pk)).content.decode()
    again = page("billing_document_ask-again", world.failed.pk)

    answer = boss.post(again, follow=True)

    world.failed.refresh_from_db()
    assert f'formaction="{again}"' in shown
    assert answer.redirect_chain == [(page("billing_invoice_change", world.invoice.pk), 302)]
    assert told(answer) == ["D260000001.pdf is being made again."]
    assert (world.failed.state, world.failed.attempts) == (DocumentState.ASKED, 0)
    assert told(boss.post(again, follow=True)) == ["D260000001.pdf has not failed."]


def test_the_bytes_of_a_document_are_streamed_to_staff(
    world: World, boss: Client, clerk: Clerk
) -> None:
    made = world.invoice.documents.get(state=DocumentState.READY)
    download = page("billing_document_download", made.pk)

    answer = boss.get(download)

    assert b"".join(answer.streaming_content).startswith(b"PartnerId,CustomerId,")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{made.file_name}"'
    assert boss.get(page("billing_document_download", world.failed.pk)).status_code == 404
    assert clerk("billing.view_document").get(download).status_code == 200
    assert clerk("billing.view_invoice").get(download).status_code == 403


def test_bytes_that_are_gone_are_told(world: World, boss: Client, settings: Any) -> None:
    made = world.invoice.documents.get(state=DocumentState.READY)
    settings.STORAGES["documents"]["OPTIONS"]["location"].joinpath(made.storage_key).unlink()

    answer = boss.get(page("billing_document_download", made.pk), follow=True)

    assert told(answer) == [f"The bytes of {made.file_name} are gone: restore them from a backup."]


# Billing runs


def test_runs_that_are_due_are_asked_for(world: World, boss: Client) -> None:
    before = BillingRun.objects.count()

    answer = boss.post(page("billing_billingrun_due"), follow=True)

    asked = BillingRun.objects.count() - before
    assert asked > 0
    assert told(answer) == [f"{asked} runs were asked for."]
    assert told(boss.post(page("billing_billingrun_due"), follow=True)) == [
        "No further run is due; those left over were woken."
    ]
    assert boss.get(page("billing_billingrun_due")).status_code == 405


def test_a_run_is_performed_at_once(world: World, boss: Client) -> None:
    run = world.draft.run
    assert run is not None

    answer = boss.post(page("billing_billingrun_run-now", run.pk), follow=True)

    made = run.invoices.get()
    assert told(answer) == [f"The run made draft {made.pk}."]
    assert made.pk != world.draft.pk


def test_a_run_that_cannot_be_billed_says_why(world: World, boss: Client) -> None:
    partner = a_partner()
    a_subscription(customer=a_customer(partner=partner), price=world.price, on=date(2025, 10, 20))
    run = BillingRun.objects.create(
        partner=partner,
        stream="recurring",
        period_start=TO_NOVEMBER.start,
        period_end=TO_NOVEMBER.end,
        asked_at=AFTERWARDS,
    )

    answer = boss.post(page("billing_billingrun_run-now", run.pk), follow=True)

    run.refresh_from_db()
    why = "Suite Start renews on 2026-10-20, but no price list has its price for that day."
    assert (run.state, run.error) == (RunState.FAILED, why)
    assert told(answer) == [why]


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("customers_subscription_cancel", "customers.change_subscription"),
        ("billing_invoice_issue", "billing.change_invoice"),
        ("billing_document_ask-again", "billing.change_document"),
        ("billing_billingrun_run-now", "billing.change_billingrun"),
    ],
)
def test_an_act_needs_its_permission(
    world: World, clerk: Clerk, name: str, permission: str
) -> None:
    keys = {
        "customers_subscription_cancel": world.subscription.pk,
        "billing_invoice_issue": world.draft.pk,
        "billing_document_ask-again": world.failed.pk,
        "billing_billingrun_run-now": world.run.pk,
    }
    address, view = page(name, keys[name]), permission.replace("change", "view")

    assert clerk(view).post(address).status_code == 403
    assert clerk(view, permission).get(address).status_code == 200
