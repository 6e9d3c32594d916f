"""Staff say when a partner manages what a consumption plan runs, on the plan's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from customers.models import ManagedAccess, Subscription
from partnercenter.models import AuditEntry
from tests.admin.world import World
from tests.builders import a_subscription, a_usage_plan

NO_ROWS = {
    f"{prefix}-{count}": "0"
    for prefix in ("changes", "terms")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def a_consumption_plan(world: World) -> Subscription:
    plan = a_subscription(customer=world.customer)
    plan.availability = a_usage_plan(offer="PC-USE-PLAN")
    plan.save()
    return plan


def say(client: Client, plan: Subscription, since: str, until: str = "") -> Any:
    return client.post(
        reverse("admin:customers_subscription_change", args=[plan.pk]),
        {
            "name": plan.name,
            "reseller_mpn_id": "",
            **NO_ROWS,
            "managed-TOTAL_FORMS": "1",
            "managed-INITIAL_FORMS": "0",
            "managed-0-id": "",
            "managed-0-subscription": str(plan.pk),
            "managed-0-since": since,
            "managed-0-until": until,
        },
        follow=True,
    )


def test_managed_days_are_said_on_the_page_of_the_plan(world: World, boss: Client) -> None:
    plan = a_consumption_plan(world)

    say(boss, plan, "2026-11-05", "2026-11-20")

    access = ManagedAccess.objects.get()
    assert (access.subscription, access.since, access.until) == (
        plan,
        date(2026, 11, 5),
        date(2026, 11, 20),
    )
    entry = AuditEntry.objects.get(act="subscription.changed")
    assert entry.partner_id == world.partner.pk


def test_days_that_end_before_they_begin_are_refused(world: World, boss: Client) -> None:
    plan = a_consumption_plan(world)

    answer = say(boss, plan, "2026-11-05", "2026-11-05")

    assert "The end must be after the beginning." in answer.content.decode()
    assert not ManagedAccess.objects.exists()


def test_what_earns_nothing_has_no_managed_days(world: World, boss: Client) -> None:
    address = reverse("admin:customers_subscription_change", args=[world.subscription.pk])

    assert "managed-TOTAL_FORMS" not in boss.get(address).content.decode()
