"""What is to become of a subscription when it is renewed: planned, replaced, forgotten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Frequency, RenewalPlan, Subscription
from customers.services import offer_rules, partners, renewals
from customers.services.auto_renewal import drop_plan, require_term
from customers.services.conversions import NotOnTheList
from customers.services.cycle_months import OF_FREQUENCY
from customers.services.subscriptions import NotPossible, locked
from partnercenter import audit
from partnercenter.models import User
from pricing.queries import offers

# Terms that can be chosen, in months.
TERMS = (1, 12, 36)


@transaction.atomic
def plan(
    *,
    subscription: Subscription,
    at: datetime,
    quantity: int | None = None,
    frequency: str = "",
    term_months: int | None = None,
    by: User | None = None,
) -> RenewalPlan:
    """Plan the next term: what is given changes on its first day, what is not stays as it is.

    It takes the place of what was planned before. An add-on is billed as its base, so only its
    quantity can be planned. Raises NotPossible when it does not renew or nothing would change,
    OutsideRules of the offer matrix, NotOnTheList when today's list has no price for that charge
    cycle, NotOpen for more licences while the partner is not active.
    """
    renewals.catch_up(subscription=subscription, through=at.date(), at=at)
    held = locked(subscription)
    require_renewing(held)
    wanted = {
        "quantity": quantity if quantity != held.quantity else None,
        "frequency": frequency if frequency != held.frequency else "",
        "term_months": term_months if term_months != held.term_months else None,
    }
    if quantity is not None:
        _require_quantity(held, quantity, at.date())
    if not any(wanted.values()):
        raise NotPossible(_("This is how it renews already: nothing would change."))
    if wanted["frequency"] or wanted["term_months"]:
        _require_way(held, frequency or held.frequency, term_months or held.term_months, at.date())
    planned, _created = RenewalPlan.objects.update_or_create(
        subscription=held, defaults={**wanted, "planned_at": at, "planned_by": by}
    )
    audit.record(
        "subscription.renewal_planned",
        held,
        at=at,
        by=by,
        partner_id=held.customer.partner_id,
        subscription=held.public_id,
        **{name: value for name, value in wanted.items() if value},
    )
    return planned


@transaction.atomic
def forget(*, subscription: Subscription, at: datetime, by: User | None = None) -> None:
    """Let the subscription renew as it is; raises NotPossible when nothing was planned."""
    held = locked(subscription)
    if not drop_plan(held, at=at, by=by):
        raise NotPossible(_("Nothing is planned for the renewal."))


def require_renewing(held: Subscription) -> None:
    """Raise NotPossible when no next term will begin by itself."""
    require_term(held)
    if not held.renews:
        raise NotPossible(_("It does not renew: switch automatic renewal on first."))


def _require_quantity(held: Subscription, quantity: int, on: date) -> None:
    if not held.availability.sku.may_be_changed:
        raise NotPossible(_("The number of licences of this offer is fixed."))
    if quantity < 1:
        raise NotPossible(_("At least one licence is held; to have none, let it end."))
    if quantity > held.quantity:
        partners.require_open(held.customer.partner)
    offer_rules.require_seats(held, quantity, on=on)


def _require_way(held: Subscription, frequency: str, term_months: int, on: date) -> None:
    """Ask whether it can be billed in this way for such a term."""
    if held.base_id:
        raise NotPossible(_("An add-on is billed like its base: plan that of its base."))
    if held.availability.sku.product.billing_type != "license":
        raise NotPossible(_("Only of licences another term can be planned."))
    months = _cycle(held, frequency, term_months)
    if not months or term_months not in {*TERMS, held.term_months}:
        raise NotPossible(_("It cannot be billed in this way."))
    if term_months % months:
        raise NotPossible(_("Billed by the year, a term has whole years."))
    offer_rules.require_way(held, frequency, term_months, on=on)
    followers = Subscription.objects.filter(base=held, auto_renew=True).exclude(status="deleted")
    for one in (held, *followers.select_related("availability__sku")):
        if offers.price_for_cycle(one.availability, months=months, on=on) is None:
            raise NotOnTheList(
                _("%(name)s is not on today's price list for that billing frequency.")
                % {"name": one}
            )


def _cycle(held: Subscription, frequency: str, term_months: int) -> int:
    """Return the months of a charge cycle in this way; 0 where there is no such way.

    What is paid at once can stay so; as its offer stays too, the term must be one of its price.
    """
    if frequency in OF_FREQUENCY:
        return OF_FREQUENCY[Frequency(frequency)]
    has_price = held.availability.months in (1, term_months)
    return term_months if frequency == held.frequency and has_price else 0
