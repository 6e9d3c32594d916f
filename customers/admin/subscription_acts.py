"""What staff can do to a subscription, and what they are told it will do."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Status, Subscription
from customers.services import change_files, subscription_files, subscriptions
from partnercenter import localize
from partnercenter.admin.acts import Act
from partnercenter.admin.taking_in import Intake
from partnercenter.models import User


def _suspend(held: Subscription, /, *, on: date, at: datetime, by: User | None) -> str:
    subscriptions.suspend(subscription=held, on=on, at=at, by=by)
    return _("%(name)s is suspended from %(day)s on.") % _words(held, on)


def _reactivate(held: Subscription, /, *, on: date, at: datetime, by: User | None) -> str:
    subscriptions.reactivate(subscription=held, on=on, at=at, by=by)
    return _("%(name)s is in use again from %(day)s on.") % _words(held, on)


def _cancel(held: Subscription, /, *, on: date, at: datetime, by: User | None) -> str:
    subscriptions.cancel(subscription=held, on=on, at=at, by=by)
    return _("%(name)s is cancelled from %(day)s on.") % _words(held, on)


def _words(held: Subscription, on: date) -> dict[str, str]:
    return {"name": held.name, "day": localize.day(on)}


ACTS = (
    Act(
        code="suspend",
        label=gettext_lazy("Suspend"),
        permission="customers.change_subscription",
        perform=_suspend,
        offered=lambda held: held.status == Status.ACTIVE,
        warning=lambda held: _(
            "From that day on it cannot be used, and what was paid in advance for the days after "
            "it is given back. It can be reactivated within 90 days."
        ),
        dated=True,
    ),
    Act(
        code="reactivate",
        label=gettext_lazy("Reactivate"),
        permission="customers.change_subscription",
        perform=_reactivate,
        offered=lambda held: held.status == Status.SUSPENDED,
        warning=lambda held: _("From that day on it is in use and charged again."),
        dated=True,
    ),
    Act(
        code="cancel",
        label=gettext_lazy("Cancel subscription"),
        permission="customers.change_subscription",
        perform=_cancel,
        offered=lambda held: held.status != Status.DELETED,
        warning=lambda held: _(
            "It ends for good on that day. What was paid in advance and is not used is given back "
            "as far as the rules of its product allow. This cannot be undone."
        ),
        dated=True,
    ),
)
INTAKES = (
    Intake(
        label=gettext_lazy("Import purchases"),
        explains=gettext_lazy(
            "New subscriptions, one a row. Each is bought on its start date at the price in force "
            "that day, which is then guaranteed for its first term."
        ),
        permission="customers.add_subscription",
        take_in=subscription_files.take_in,
        told=lambda count: ngettext("%d subscription", "%d subscriptions", count) % count,
    ),
    Intake(
        code="import-changes",
        label=gettext_lazy("Import changes"),
        explains=gettext_lazy(
            "What happened to subscriptions, one event a row: set_quantity, suspend, reactivate "
            "or cancel. Rows are played by day, those of one day in the order of the file."
        ),
        permission="customers.add_subscriptionchange",
        take_in=change_files.take_in,
        told=lambda count: ngettext("%d change", "%d changes", count) % count,
    ),
)
