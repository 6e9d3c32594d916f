"""Going over to another way of paying: another billing frequency, or from a trial to the product."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import Frequency, Order, Partner, Status, Subscription, Term
from customers.services import offer_rules, partners, purchases, renewals
from customers.services.auto_renewal import drop_plan
from customers.services.cycle_months import OF_FREQUENCY
from customers.services.purchases import Wanted
from customers.services.subscriptions import NotPossible, append, cancel, locked
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.periods import add_months
from pricing.engine.activity import Action
from pricing.models import Price
from pricing.queries import offers


class NotOnTheList(Refused):
    """An offer of the order is not on the price list of the day."""

    code = "not_on_the_list"


@transaction.atomic
def change_frequency(
    *, order: Order, frequency: str, on: date, at: datetime, by: User | None = None
) -> list[Subscription]:
    """Bill every licence of the order monthly or annually from the day on (included).

    Their terms begin anew on that day, at the price of the current list; what is unused of the
    charge before is given back (domain 4.8). Add-ons follow their base, whatever their order;
    what has ended stays as it is, and what was planned for renewals is forgotten. Raises
    NotPossible when one is suspended, is no licence, or is billed so already, NotOpen while the
    partner is not active, and NotOnTheList.
    """
    partner = Partner.objects.select_for_update().get(pk=order.customer.partner_id)
    partners.require_open(partner)
    whole = Subscription.objects.filter(Q(order=order) | Q(base__order=order))
    running = whole.exclude(status=Status.DELETED).order_by("pk")
    only = list(running.values_list("pk", flat=True))
    renewals.renew_due(partner=partner, through=min(on, at.date()), at=at, only=only)
    held = [locked(subscription) for subscription in running]
    _require(held, frequency)
    for subscription in held:
        _convert(subscription, frequency, on, at, by)
    return held


def _require(held: Sequence[Subscription], frequency: str) -> None:
    if frequency not in OF_FREQUENCY:
        raise NotPossible(_("An order is billed monthly or annually."))
    if not held:
        raise NotPossible(_("Nothing of this order is held any more."))
    for one in held:
        _require_convertible(one, frequency, {other.pk for other in held})


def _require_convertible(one: Subscription, frequency: str, held: Set[int]) -> None:
    sku = one.availability.sku
    if sku.product.billing_type != "license" or sku.is_trial:
        raise NotPossible(_("%(name)s has no billing frequency to change.") % {"name": one})
    if one.status != Status.ACTIVE:
        raise NotPossible(_("%(name)s is suspended: reactivate it first.") % {"name": one})
    if one.base_id and one.base_id not in held:
        raise NotPossible(_("%(name)s is billed like its base.") % {"name": one})
    if one.frequency == frequency:
        raise NotPossible(_("%(name)s is billed in this way already.") % {"name": one})
    if not sku.may_be_changed or not sku.may_be_cancelled:
        raise NotPossible(_("The billing frequency of %(name)s is fixed.") % {"name": one})


def _convert(held: Subscription, frequency: str, on: date, at: datetime, by: User | None) -> None:
    months = OF_FREQUENCY[Frequency(frequency)]
    price = offers.price_for_cycle(held.availability, months=months, on=on)
    if price is None:
        raise NotOnTheList(
            _("%(name)s is not on the price list of %(day)s.") % {"name": held, "day": on}
        )
    append(held, Action.SET_FREQUENCY, on, at, by, detail=frequency)
    drop_plan(held, at=at, by=by)
    held.term_months = max(held.term_months, 12) if months == 12 else held.term_months
    _begin_anew(held, frequency, months, price, on)
    held.frequency, held.availability = frequency, price.availability
    held.save(update_fields=["frequency", "availability", "term_months"])


def _begin_anew(held: Subscription, frequency: str, months: int, price: Price, on: date) -> None:
    """End the term of the day on that day, and begin the next."""
    current = held.terms.filter(starts_on__lte=on, ends_on__gt=on).order_by("number").last()
    if current is None or held.terms.filter(number__gt=current.number).exists():
        raise NotPossible(
            _("%(name)s has no term on that day that could end then.") % {"name": held}
        )
    current.ends_on = on
    current.save(update_fields=["ends_on"])
    Term.objects.create(
        subscription=held,
        number=current.number + 1,
        starts_on=on,
        ends_on=add_months(on, held.term_months),
        anchored_on=on,
        frequency=frequency,
        cycle_months=months,
        price=price,
    )


@transaction.atomic
def convert_trial(
    *, trial: Subscription, wanted: Wanted, on: date, at: datetime, by: User | None = None
) -> Subscription:
    """Buy what was tried: the trial ends on the day, the purchase begins on it, in its order.

    Raises NotPossible when it is no trial or has ended, OutsideRules when the offer matrix has a
    rule for the trial that does not name the product, and NotSold.
    """
    held = locked(trial)
    if not held.availability.sku.is_trial or held.status == Status.DELETED:
        raise NotPossible(_("Only a trial that still runs can be converted."))
    offer_rules.require_target(held, wanted.offer, on=on)
    in_its_order = replace(wanted, order_id=held.order.order_id)
    bought = purchases.purchase(customer=held.customer, wanted=in_its_order, on=on, at=at, by=by)
    cancel(subscription=held, on=on, at=at, by=by)
    bought.converted_from = held
    bought.save(update_fields=["converted_from"])
    return bought
