"""Whether a subscription goes on by itself when its term ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import RenewalPlan, Status, Subscription
from customers.services import renewals
from customers.services.subscriptions import NotPossible, locked
from partnercenter import audit
from partnercenter.models import User


@transaction.atomic
def set_auto_renew(
    *, subscription: Subscription, renews: bool, at: datetime, by: User | None = None
) -> Subscription:
    """Let the subscription renew when its term ends, or end with it, and its add-ons with it.

    It is no event that is billed, so it stands in the activity log, from where timelines tell it.
    Switched off, what was planned for the renewal is forgotten. Raises NotPossible when it is so
    already, of what has ended or has no term, and of an add-on whose base does not renew.
    """
    renewals.catch_up(subscription=subscription, through=at.date(), at=at)
    held = locked(subscription)
    require_term(held)
    if held.auto_renew == renews:
        raise NotPossible(
            _("%(name)s renews by itself already.") % {"name": held}
            if renews
            else _("%(name)s ends with its term already.") % {"name": held}
        )
    if renews and held.base and not held.base.auto_renew:
        raise NotPossible(_("An add-on ends with its base, which does not renew."))
    held.auto_renew = renews
    held.save(update_fields=["auto_renew"])
    if not renews:
        drop_plan(held, at=at, by=by)
    audit.record(
        "subscription.auto_renew",
        held,
        at=at,
        by=by,
        partner_id=held.customer.partner_id,
        subscription=held.public_id,
        renews="yes" if renews else "no",
    )
    return held


def drop_plan(held: Subscription, *, at: datetime, by: User | None) -> bool:
    """Forget what is planned for the renewal of a locked subscription; say whether anything was."""
    removed, _by_model = RenewalPlan.objects.filter(subscription=held).delete()
    if removed:
        audit.record(
            "subscription.renewal_plan_forgotten",
            held,
            at=at,
            by=by,
            partner_id=held.customer.partner_id,
            subscription=held.public_id,
        )
    return bool(removed)


def require_term(held: Subscription) -> None:
    """Raise NotPossible when nothing of the subscription will ever be renewed."""
    if held.status == Status.DELETED:
        raise NotPossible(_("The subscription has ended."))
    if held.availability.sku.is_trial:
        raise NotPossible(_("A trial ends by itself."))
    if not held.term_months or not held.terms.exists():
        raise NotPossible(_("It has no term that could be renewed."))
