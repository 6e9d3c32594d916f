"""A subscription as the customer's page shows it: in words, with its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Frequency, Status, Subscription, SubscriptionChange
from customers.queries.timelines import sentence
from partnercenter.money import Money
from partnercenter.periods import DAY

TONES = {Status.ACTIVE: "good", Status.SUSPENDED: "warn", Status.DELETED: "none"}


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a timeline, told as a sentence."""

    on: date
    words: str
    change: SubscriptionChange


@dataclass(frozen=True, slots=True)
class Held:
    """One subscription; ``guaranteed_until`` is the last day of the price, included."""

    subscription: Subscription
    status: str
    tone: str
    term: str
    price: Money | None
    price_list: int | None
    guaranteed_until: date | None
    events: tuple[Event, ...]


def held(subscription: Any, on: date) -> Held:
    """Return a subscription of ``subscriptions_of`` in words."""
    unit_price, until = subscription.unit_price, subscription.guaranteed_until
    runs = until is not None and until > on and subscription.status != Status.DELETED
    currency = subscription.availability.currency
    return Held(
        subscription=subscription,
        status=subscription.get_status_display(),
        tone=TONES[Status(subscription.status)],
        term=_term(subscription),
        price=None if unit_price is None else Money(unit_price, currency),
        price_list=subscription.price_list,
        guaranteed_until=until - DAY if runs and subscription.term_months else None,
        events=tuple(_events(subscription)),
    )


def _term(subscription: Subscription) -> str:
    if subscription.frequency == Frequency.ONE_TIME:
        return _("One-time")
    months = subscription.term_months
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


def _events(subscription: Subscription) -> Iterator[Event]:
    """Tell the timeline; a change of quantity says from what to what."""
    before = 0
    for change in subscription.changes.all():
        told = {"before": before, "after": change.quantity}
        yield Event(change.on, sentence(change.action, change.detail) % told, change)
        before = change.quantity
