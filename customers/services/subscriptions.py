"""What can happen to a subscription: each act is one event added to its timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Status, Subscription, SubscriptionChange
from customers.services import offer_rules, partners, purchase_windows, renewals
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.periods import DAY
from pricing.engine.activity import Action

REACTIVATION_DAYS = timedelta(days=90)


class NotPossible(Refused):
    """The subscription is not in a state in which this can happen."""

    code = "not_possible"


@transaction.atomic
def change_quantity(
    *, subscription: Subscription, quantity: int, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Hold another number of licences from the day on (included).

    Raises NotPossible while suspended or cancelled, below one, when nothing would change, of a
    trial, and of an offer whose quantity may not be changed; OutsideRules for more or fewer than
    the offer matrix allows; TooLate for fewer of what was bought for good too long ago; NotOpen
    for more while the partner is not active.
    """
    _catch_up(subscription, on, at)
    held = locked(subscription)
    if quantity > held.quantity:
        partners.require_open(held.customer.partner)
    if held.status != Status.ACTIVE:
        raise NotPossible(_("The quantity can change only while the subscription is active."))
    if held.availability.sku.is_trial or not held.availability.sku.may_be_changed:
        raise NotPossible(_("The number of licences of this offer is fixed."))
    if quantity < 1 or quantity == held.quantity:
        raise NotPossible(
            _("%(quantity)s is not a new number of licences.") % {"quantity": quantity}
        )
    offer_rules.require_seats(held, quantity, on=on)
    purchase_windows.require_fewer(held, quantity, on=on)
    return append(held, Action.SET_QUANTITY, on, at, by, quantity=quantity)


@transaction.atomic
def suspend(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Stop the subscription from the day on (included), with a credit for what is unused.

    Its add-ons are suspended with it. Raises NotPossible unless it is active, of one-time
    purchases, and of an offer that may not be cancelled.
    """
    _catch_up(subscription, on - DAY, at)
    held = locked(subscription)
    if held.status != Status.ACTIVE:
        raise NotPossible(_("Only an active subscription can be suspended."))
    if held.availability.sku.product.billing_type == "one_time":
        raise NotPossible(_("A one-time or recurring purchase is cancelled, never suspended."))
    _require_cancellable(held)
    _with_add_ons(held, Status.ACTIVE, suspend, on, at, by)
    return append(held, Action.SUSPEND, on, at, by, status=Status.SUSPENDED)


@transaction.atomic
def reactivate(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Resume a suspended subscription from the day on (included), within 90 days.

    The add-ons that were suspended with it resume with it. Raises NotPossible.
    """
    _catch_up(subscription, on, at)
    if subscription.base:
        locked(subscription.base)  # so that it is not suspended at the same moment
    held = locked(subscription)
    if held.status != Status.SUSPENDED:
        raise NotPossible(_("Only a suspended subscription can be reactivated."))
    if held.base and held.base.status != Status.ACTIVE:
        raise NotPossible(_("An add-on is reactivated with its base, or after it."))
    suspended = held.changes.order_by("sequence").last()
    if suspended is not None and on - suspended.on > REACTIVATION_DAYS:
        raise NotPossible(_("A subscription can be reactivated within 90 days of suspension."))
    change = append(held, Action.REACTIVATE, on, at, by, status=Status.ACTIVE)
    if suspended is not None:
        for add_on in held.add_ons.filter(status=Status.SUSPENDED).order_by("pk"):
            last = add_on.changes.order_by("sequence").last()
            if last is not None and last.on == suspended.on:
                reactivate(subscription=add_on, on=on, at=at, by=by)
    return change


@transaction.atomic
def cancel(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """End the subscription for good from the day on (included), and its add-ons with it.

    Raises NotPossible when it has ended already, and of an offer that may not be cancelled;
    TooLate of a one-time purchase that could be cancelled only earlier.
    """
    _catch_up(subscription, on - DAY, at)
    held = locked(subscription)
    if held.status == Status.DELETED:
        raise NotPossible(_("The subscription is already cancelled."))
    _require_cancellable(held)
    purchase_windows.require_cancellable(held, on=on)
    for status in (Status.ACTIVE, Status.SUSPENDED):
        _with_add_ons(held, status, cancel, on, at, by)
    return append(held, Action.CANCEL, on, at, by, status=Status.DELETED)


def _catch_up(subscription: Subscription, through: date, at: datetime) -> None:
    """Let what began or ended by the day be known first; nothing is renewed before its time.

    What stops on the first day of a term stops before it (domain 4.3).
    """
    renewals.catch_up(subscription=subscription, through=min(through, at.date()), at=at)


def _require_cancellable(held: Subscription) -> None:
    if not held.availability.sku.may_be_cancelled:
        raise NotPossible(_("This offer cannot be cancelled: it runs until its term ends."))


def _with_add_ons(
    held: Subscription,
    status: str,
    act: Callable[..., SubscriptionChange],
    on: date,
    at: datetime,
    by: User | None,
) -> None:
    for add_on in held.add_ons.filter(status=status).order_by("pk"):
        act(subscription=add_on, on=on, at=at, by=by)


def locked(subscription: Subscription) -> Subscription:
    """Return the subscription as it is now, kept from others until the transaction ends."""
    rows = Subscription.objects.select_for_update(of=("self",))
    return rows.select_related("availability__sku__product", "base", "customer").get(
        pk=subscription.pk
    )


def append(
    held: Subscription,
    action: Action,
    on: date,
    at: datetime,
    by: User | None,
    *,
    quantity: int | None = None,
    status: str = "",
    detail: str = "",
) -> SubscriptionChange:
    """Add an event to the timeline of a locked subscription; raises NotPossible going back."""
    last = held.changes.order_by("sequence").last()
    if last is None or on < last.on:
        raise NotPossible(
            _("The timeline goes forward: choose a day on or after the last change.")
        )
    held.quantity, held.status = quantity or held.quantity, status or held.status
    change = SubscriptionChange.objects.create(
        subscription=held,
        sequence=last.sequence + 1,
        action=action,
        on=on,
        quantity=held.quantity,
        detail=detail,
        recorded_at=at,
        recorded_by=by,
    )
    held.save(update_fields=["quantity", "status"])
    audit.record(
        f"subscription.{action}",
        held,
        at=at,
        by=by,
        partner_id=held.customer.partner_id,
        on=on,
        quantity=held.quantity,
    )
    return change
