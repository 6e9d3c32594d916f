"""What may happen to a subscription, when, and what is written down about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from customers.models import Status, Subscription
from customers.services import subscriptions
from customers.services.subscriptions import NotPossible
from partnercenter.models import AuditEntry
from tests.builders import (
    AT,
    a_user,
)
from tests.customers.acts import LATER, cancel, held, reactivate, suspend

pytestmark = pytest.mark.django_db
Act = Callable[[Subscription, date], Any]


def change(subscription: Subscription, on: date, *, quantity: int = 12) -> None:
    subscriptions.change_quantity(subscription=subscription, quantity=quantity, on=on, at=AT)


def timeline(subscription: Subscription) -> list[tuple[int, str, str, int]]:
    return [
        (event.sequence, event.action, str(event.on), event.quantity)
        for event in subscription.changes.order_by("sequence")
    ]


def standing(subscription: Subscription) -> tuple[str, int]:
    subscription.refresh_from_db()
    return subscription.status, subscription.quantity


def test_every_act_is_one_event_more_on_the_timeline() -> None:
    subscription = held()

    change(subscription, LATER)
    suspend(subscription, LATER + timedelta(days=1))
    reactivate(subscription, LATER + timedelta(days=2))
    cancel(subscription, LATER + timedelta(days=3))

    assert timeline(subscription) == [
        (1, "purchase", "2026-11-03", 10),
        (2, "set_quantity", "2026-11-20", 12),
        (3, "suspend", "2026-11-21", 12),
        (4, "reactivate", "2026-11-22", 12),
        (5, "cancel", "2026-11-23", 12),
    ]
    assert standing(subscription) == (Status.DELETED, 12)


def test_an_act_is_written_to_the_activity_log_with_who_and_what() -> None:
    subscription, somebody = held(), a_user()

    subscriptions.change_quantity(
        subscription=subscription, quantity=12, on=LATER, at=AT, by=somebody
    )

    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.at) == ("subscription.set_quantity", somebody, AT)
    assert entry.partner_id == subscription.customer.partner_id
    assert entry.facts == {"on": "2026-11-20", "quantity": "12"}


@pytest.mark.parametrize("quantity", [0, -1, 10])
def test_a_number_of_licences_is_at_least_one_and_another_than_before(quantity: int) -> None:
    subscription = held(quantity=10)

    with pytest.raises(NotPossible, match="not a new number of licences"):
        change(subscription, LATER, quantity=quantity)

    assert len(timeline(subscription)) == 1


STATES: dict[str, list[Act]] = {
    "active": [],
    "suspended": [suspend],
    "cancelled": [cancel],
    "cancelled while suspended": [suspend, cancel],
}
POSSIBLE = {
    "active": [change, suspend, cancel],
    "suspended": [reactivate, cancel],
    "cancelled": [],
    "cancelled while suspended": [],
}


@pytest.mark.parametrize("act", [change, suspend, reactivate, cancel])
@pytest.mark.parametrize("state", STATES)
def test_each_act_is_possible_in_its_states_and_refused_in_all_others(
    state: str, act: Act
) -> None:
    subscription = held()
    for before in STATES[state]:
        before(subscription, LATER)
    written = timeline(subscription)

    if act in POSSIBLE[state]:
        act(subscription, LATER)
        assert len(timeline(subscription)) == len(written) + 1
    else:
        with pytest.raises(NotPossible):
            act(subscription, LATER)
        assert timeline(subscription) == written


def test_a_stale_copy_of_a_subscription_decides_nothing() -> None:
    subscription = held()
    stale = Subscription.objects.get(pk=subscription.pk)
    cancel(subscription, LATER)

    with pytest.raises(NotPossible, match="only while the subscription is active"):
        change(stale, LATER)


def test_nothing_happens_before_what_happened_last() -> None:
    subscription = held()
    change(subscription, LATER)

    with pytest.raises(NotPossible, match="The timeline goes forward"):
        suspend(subscription, LATER - timedelta(days=1))

    assert standing(subscription) == (Status.ACTIVE, 12)


@pytest.mark.parametrize(("days", "possible"), [(0, True), (90, True), (91, False)])
def test_a_subscription_comes_back_within_ninety_days(days: int, possible: bool) -> None:
    subscription = held()
    suspend(subscription, LATER)

    if possible:
        reactivate(subscription, LATER + timedelta(days=days))
        assert standing(subscription)[0] == Status.ACTIVE
    else:
        with pytest.raises(NotPossible, match="within 90 days"):
            reactivate(subscription, LATER + timedelta(days=days))
        assert standing(subscription)[0] == Status.SUSPENDED
