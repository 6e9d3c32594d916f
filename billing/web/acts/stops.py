"""Suspending, reactivating and cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.web.acts.act import Act, Doing
from billing.web.acts.coming_back import comes_back
from customers.models import Status, Subscription
from customers.queries.software import is_software
from customers.services import subscriptions
from customers.services.subscriptions import REACTIVATION_DAYS
from partnercenter import localize
from partnercenter.roles import Permission
from pricing.engine.kinds import one_time


def suspended_on(held: Subscription) -> date | None:
    """Return the day since which it is suspended."""
    last = held.changes.order_by("sequence").last()
    return last.on if last and held.status == Status.SUSPENDED else None


def reactivable_until(held: Subscription) -> date | None:
    """Return the last day on which a suspended subscription can be reactivated (domain 4.3)."""
    since = suspended_on(held)
    return since + REACTIVATION_DAYS if since else None


def _is_one_time(held: Subscription) -> bool:
    return held.availability.sku.product.billing_type == one_time.CODE


def _fixed(held: Subscription, _on: date) -> str:
    if not held.availability.sku.may_be_cancelled:
        return _("This offer cannot be cancelled: it runs until its term ends.")
    return ""


def _window(held: Subscription, on: date) -> str:
    fixed = _fixed(held, on)
    if fixed:
        return fixed
    until = comes_back(held, on).possible_until
    if until and on > until:
        return _("It could be cancelled until %(day)s.") % {"day": localize.day(until)}
    return ""


def _suspending(held: Subscription, on: date) -> Sequence[str]:
    until = localize.day(on + REACTIVATION_DAYS)
    told = [
        _(
            "From today on it cannot be used and is not charged. It can be reactivated until"
            " %(until)s, within 90 days; after that its data may be deleted."
        )
        % {"until": until},
        *comes_back(held, on).words,
    ]
    return told + _add_ons(held, Status.ACTIVE)


def _reactivating(held: Subscription, on: date) -> Sequence[str]:
    return [
        _("From today on it is in use and charged again. The end of its term stays as it was."),
        *_add_ons(held, Status.SUSPENDED),
    ]


def _cancelling(held: Subscription, on: date) -> Sequence[str]:
    found = comes_back(held, on)
    first = (
        _("It ends for good today. This cannot be undone.")
        if found.ends_at_once
        else _("It is cancelled today. This cannot be undone.")
    )
    return [first, *found.words, *_add_ons(held, Status.ACTIVE, Status.SUSPENDED)]


def _add_ons(held: Subscription, *states: str) -> list[str]:
    count = held.add_ons.filter(status__in=states).count()
    words = ngettext("Its add-on goes with it.", "Its %(count)d add-ons go with it.", count) % {
        "count": count
    }
    return [words] if count else []


def _no_way_back(held: Subscription, on: date) -> str:
    until = reactivable_until(held)
    if until and on > until:
        return _("It could be reactivated until %(day)s, within 90 days of its suspension.") % {
            "day": localize.day(until)
        }
    if held.base and held.base.status != Status.ACTIVE:
        return _("An add-on is reactivated with its base, or after it.")
    return ""


def days_left(held: Subscription, on: date) -> int:
    """Return on how many days, today included, it can still be reactivated."""
    until = reactivable_until(held)
    return max(0, (until - on + timedelta(days=1)).days) if until else 0


def _suspend(doing: Doing) -> None:
    subscriptions.suspend(subscription=doing.held, on=doing.on, at=doing.at, by=doing.by)


def _reactivate(doing: Doing) -> None:
    subscriptions.reactivate(subscription=doing.held, on=doing.on, at=doing.at, by=doing.by)


def _cancel(doing: Doing) -> None:
    subscriptions.cancel(subscription=doing.held, on=doing.on, at=doing.at, by=doing.by)


SUSPEND = Act(
    code="suspend",
    label=gettext_lazy("Suspend"),
    title=gettext_lazy("Suspend the subscription"),
    confirm=gettext_lazy("Suspend"),
    done=gettext_lazy("%(name)s is suspended from %(day)s on."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: held.status == Status.ACTIVE and not _is_one_time(held),
    obstacle=_fixed,
    explains=_suspending,
    perform=_suspend,
)
REACTIVATE = Act(
    code="reactivate",
    label=gettext_lazy("Reactivate"),
    title=gettext_lazy("Reactivate the subscription"),
    confirm=gettext_lazy("Reactivate"),
    done=gettext_lazy("%(name)s is in use again from %(day)s on."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: held.status == Status.SUSPENDED,
    obstacle=_no_way_back,
    explains=_reactivating,
    perform=_reactivate,
)
CANCEL = Act(
    code="cancel",
    label=gettext_lazy("Cancel subscription"),
    title=gettext_lazy("Cancel the subscription"),
    confirm=gettext_lazy("Cancel subscription"),
    done=gettext_lazy("%(name)s is cancelled from %(day)s on."),
    permission=lambda held: (
        Permission.CANCEL_SOFTWARE
        if is_software([held.availability_id])
        else Permission.CANCEL_SUBSCRIPTIONS
    ),
    offered=lambda held: True,
    obstacle=_window,
    explains=_cancelling,
    perform=_cancel,
    is_danger=True,
)
