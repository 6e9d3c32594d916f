"""What happened to a subscription, in words: its events, its renewals, and what was arranged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Frequency, Subscription
from partnercenter import localize
from partnercenter.models import AuditEntry, User
from partnercenter.periods import DAY
from pricing.engine.activity import AT_RENEWAL, Action

# What is arranged for later is no event that is billed: it stands in the activity log.
ARRANGED = (
    "subscription.auto_renew",
    "subscription.renewal_planned",
    "subscription.renewal_plan_forgotten",
    "subscription.renewed_as_planned",
    "subscription.reseller",
)
MOST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; ``recorded_at`` is None of what the calendar brought about."""

    on: date
    words: str
    quantity: int | None
    recorded_at: datetime | None
    by: User | None


def timeline(subscription: Subscription, *, most: int = MOST) -> list[Entry]:
    """Return what happened, the latest first, in three queries."""
    entries = [*_events(subscription), *_renewals(subscription), *_arranged(subscription, most)]
    entries.sort(key=lambda entry: entry.on)
    return entries[::-1][:most]


def sentence(action: str, detail: str = "") -> str:
    """Return what an event says, to be filled with ``before`` and ``after``."""
    if action == Action.SET_QUANTITY and detail == AT_RENEWAL:
        return _("Renewed as planned: quantity changed from %(before)d to %(after)d")
    return {
        "purchase": _("Bought, quantity %(after)d"),
        "set_quantity": _("Quantity changed from %(before)d to %(after)d"),
        "suspend": _("Suspended"),
        "reactivate": _("Reactivated, quantity %(after)d"),
        "cancel": _("Cancelled"),
        "set_billing_frequency": _("Billing frequency changed, quantity %(after)d"),
        "expire": _("Ended with its term"),
    }[action]


def _events(subscription: Subscription) -> Iterator[Entry]:
    before = 0
    for change in subscription.changes.select_related("recorded_by").order_by("sequence"):
        words = sentence(change.action, change.detail)
        if change.action == Action.SET_FREQUENCY and change.detail in Frequency.values:
            label = str(Frequency(change.detail).label).lower()
            words = _("Billing frequency changed to %(frequency)s; a new term began") % {
                "frequency": label
            }
        told = words % {"before": before, "after": change.quantity}
        yield Entry(change.on, told, change.quantity, change.recorded_at, change.recorded_by)
        before = change.quantity


def _renewals(subscription: Subscription) -> Iterator[Entry]:
    """Tell each term that followed another by itself."""
    converted = {
        change.on for change in subscription.changes.all() if change.action == Action.SET_FREQUENCY
    }
    for term in subscription.terms.filter(number__gt=1).order_by("number"):
        if term.starts_on not in converted and term.starts_on < term.ends_on:
            until = localize.day(term.ends_on - DAY)
            words = _("Renewed, price guaranteed until %(until)s") % {"until": until}
            yield Entry(term.starts_on, words, None, None, None)


def _arranged(subscription: Subscription, most: int) -> Iterator[Entry]:
    found = AuditEntry.objects.filter(
        partner_id=subscription.customer.partner_id,
        act__in=ARRANGED,
        facts__subscription=str(subscription.public_id),
    )
    for entry in found.select_related("by").order_by("-pk")[:most]:
        words = _said(entry.act, entry.facts)
        yield Entry(entry.at.date(), words, None, entry.at, entry.by)


def _said(act: str, facts: Mapping[str, str]) -> str:
    if act == "subscription.auto_renew":
        if facts.get("renews") == "yes":
            return _("Automatic renewal switched on")
        return _("Automatic renewal switched off: it ends with its term")
    if act == "subscription.reseller":
        after = facts.get("after") or _("none")
        return _("Reseller of record: %(reseller)s") % {"reseller": after}
    if act == "subscription.renewal_plan_forgotten":
        return _("What was planned for the renewal was forgotten")
    told = {"plan": planned_words(facts)}
    if act == "subscription.renewed_as_planned":
        return _("Renewed as planned: %(plan)s") % told
    return _("Planned for the renewal: %(plan)s") % told


def planned_words(plan: Mapping[str, object]) -> str:
    """Tell what is planned: how many, how billed, for how long."""
    parts = []
    if quantity := plan.get("quantity"):
        parts.append(_("quantity %(quantity)s") % {"quantity": quantity})
    if frequency := plan.get("frequency"):
        label = Frequency(str(frequency)).label
        parts.append(_("billed %(frequency)s") % {"frequency": str(label).lower()})
    if months := plan.get("term_months"):
        number = int(str(months))
        parts.append(
            ngettext("a term of %(months)d month", "a term of %(months)d months", number)
            % {"months": number}
        )
    return ", ".join(parts)
