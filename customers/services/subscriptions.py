"""What can happen to a subscription: each act is one event added to its timeline."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Partner, Status, Subscription, SubscriptionChange
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from pricing.engine.activity import Action

REACTIVATION_DAYS = timedelta(days=90)

# The next term of every licence whose last term ended, at the price of that day; counted from
# the first day of all, so that a purchase on the 31st keeps its anchor. A price that no list
# has is NULL and refused. What stood still when its term ended renews once it is reactivated.
DUE = """
    SELECT s.id AS subscription_id, last.number + 1 AS number, last.ends_on AS starts_on,
           (last.anchored_on + make_interval(months => s.term_months + (
               (extract(year FROM last.ends_on) - extract(year FROM last.anchored_on)) * 12
               + extract(month FROM last.ends_on) - extract(month FROM last.anchored_on))::int
           ))::date AS ends_on,
           last.anchored_on, s.frequency, CASE s.frequency
               WHEN 'monthly' THEN 1 WHEN 'annual' THEN 12 ELSE s.term_months END AS cycle_months,
           (SELECT p.id FROM pricing_price p
             WHERE p.availability_id = s.availability_id AND p.in_force
               AND p.valid_from <= last.ends_on AND p.valid_until > last.ends_on) AS price_id,
           s.name
      FROM customers_subscription s
      JOIN customers_customer c ON c.id = s.customer_id
      JOIN LATERAL (SELECT t.number, t.ends_on, t.anchored_on FROM customers_term t
                     WHERE t.subscription_id = s.id ORDER BY t.number DESC LIMIT 1) last ON true
      JOIN LATERAL (SELECT h.action FROM customers_subscriptionchange h
                     WHERE h.subscription_id = s.id AND h."on" <= last.ends_on
                     ORDER BY h.sequence DESC LIMIT 1) state ON true
     WHERE c.partner_id = %s AND s.auto_renew AND s.term_months > 0
       AND last.ends_on <= %s
       AND (state.action NOT IN ('suspend', 'cancel')
            OR EXISTS (SELECT FROM customers_subscriptionchange r
                        WHERE r.subscription_id = s.id AND r.action = 'reactivate'
                          AND r."on" > last.ends_on AND r."on" <= %s))
"""
UNPRICED = f"SELECT name, starts_on FROM ({DUE}) due WHERE price_id IS NULL LIMIT 1"
RENEW = f"""
    INSERT INTO customers_term (subscription_id, number, starts_on, ends_on, anchored_on,
        frequency, cycle_months, price_id)
    SELECT subscription_id, number, starts_on, ends_on, anchored_on, frequency, cycle_months,
        price_id FROM ({DUE}) due
"""


class NotPossible(Refused):
    """The subscription is not in a state in which this can happen."""

    code = "not_possible"


class NoRenewalPrice(Refused):
    """A term ends and no price list says what the next one costs."""

    code = "no_renewal_price"


@transaction.atomic
def change_quantity(
    *, subscription: Subscription, quantity: int, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Hold another number of licences from the day on (included).

    Raises NotPossible while suspended or cancelled, below one, or when nothing would change.
    """
    held = _locked(subscription)
    if held.status != Status.ACTIVE:
        raise NotPossible(_("The quantity can change only while the subscription is active."))
    if quantity < 1 or quantity == held.quantity:
        raise NotPossible(
            _("%(quantity)s is not a new number of licences.") % {"quantity": quantity}
        )
    return _append(held, Action.SET_QUANTITY, quantity, Status.ACTIVE, on, at, by)


@transaction.atomic
def suspend(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Stop the subscription from the day on (included), with a credit for what is unused."""
    held = _locked(subscription)
    if held.status != Status.ACTIVE:
        raise NotPossible(_("Only an active subscription can be suspended."))
    return _append(held, Action.SUSPEND, held.quantity, Status.SUSPENDED, on, at, by)


@transaction.atomic
def reactivate(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """Resume a suspended subscription from the day on (included), within 90 days."""
    held = _locked(subscription)
    if held.status != Status.SUSPENDED:
        raise NotPossible(_("Only a suspended subscription can be reactivated."))
    suspended = held.changes.order_by("sequence").last()
    if suspended is not None and on - suspended.on > REACTIVATION_DAYS:
        raise NotPossible(_("A subscription can be reactivated within 90 days of suspension."))
    return _append(held, Action.REACTIVATE, held.quantity, Status.ACTIVE, on, at, by)


@transaction.atomic
def cancel(
    *, subscription: Subscription, on: date, at: datetime, by: User | None = None
) -> SubscriptionChange:
    """End the subscription for good from the day on (included)."""
    held = _locked(subscription)
    if held.status == Status.DELETED:
        raise NotPossible(_("The subscription is already cancelled."))
    return _append(held, Action.CANCEL, held.quantity, Status.DELETED, on, at, by)


@transaction.atomic
def renew_due(*, partner: Partner, through: date, at: datetime) -> int:
    """Add the terms that began by the day (included) and return how many.

    Each costs what the list says on its first day (domain 10.6). Raises NoRenewalPrice.
    """
    renewed, due = 0, (partner.pk, through, through)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(UNPRICED, due)
            if unpriced := cursor.fetchone():
                raise NoRenewalPrice(
                    _("%(name)s renews on %(day)s, but no price list has its price for that day.")
                    % {"name": unpriced[0], "day": unpriced[1]}
                )
            cursor.execute(RENEW, due)
            if not cursor.rowcount:
                return renewed
            renewed += cursor.rowcount


def _locked(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=subscription.pk)


def _append(
    held: Subscription,
    action: Action,
    quantity: int,
    status: str,
    on: date,
    at: datetime,
    by: User | None,
) -> SubscriptionChange:
    last = held.changes.order_by("sequence").last()
    if last is None or on < last.on:
        raise NotPossible(
            _("The timeline goes forward: choose a day on or after the last change.")
        )
    change = SubscriptionChange.objects.create(
        subscription=held,
        sequence=last.sequence + 1,
        action=action,
        on=on,
        quantity=quantity,
        recorded_at=at,
        recorded_by=by,
    )
    held.quantity, held.status = quantity, status
    held.save(update_fields=["quantity", "status"])
    audit.record(
        f"subscription.{action}",
        held,
        at=at,
        by=by,
        partner_id=held.customer.partner_id,
        on=on,
        quantity=quantity,
    )
    return change
