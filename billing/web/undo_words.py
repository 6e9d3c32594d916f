"""How a purchase can be undone, in words, by what is bought and how long ago (domain 4.3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from customers.models import Status, Subscription
from partnercenter import localize
from pricing.engine.cancellation import POLICIES, Policy
from pricing.engine.kinds import METERED
from pricing.engine.settings import setting


def undo(held: Subscription, *, on: date) -> str:
    """Say until when the purchase can be given back, and what is credited."""
    sku = held.availability.sku
    kind = sku.product.billing_type
    if held.status == Status.DELETED:
        return _("It is cancelled.")
    if sku.is_trial:
        return _("A trial ends by itself after 30 days.")
    if kind in METERED:
        return _("It can be cancelled at any time; what was used by then is billed.")
    if kind == "one_time":
        policy = POLICIES[setting(held.settings, "cancellation")]
        return _one_time(policy, held.starts_on, on)
    days = int(setting(held.settings, "full_credit_days"))
    until = held.starts_on + timedelta(days=days)
    if on <= until:
        return _("Cancelled by %(until)s, it is credited in full; later, the unused days are.") % {
            "until": localize.day(until)
        }
    return _("It can be cancelled at any time; the unused days are credited.")


def _one_time(policy: Policy, bought_on: date, on: date) -> str:
    whole = bought_on + timedelta(days=policy.whole_until)
    if policy.whole_until >= 0 and on <= whole:
        return _("Cancelled by %(until)s, it is credited in full.") % {
            "until": localize.day(whole)
        }
    if policy.ends_with_term:
        return _("It cannot be given back any more; it can be left to end with its term.")
    if policy.prorated_until is None:
        return _(
            "It can be cancelled at any time; the unused part is credited, less a fee of %(fee)s."
        ) % {"fee": localize.percent(policy.fee_percent)}
    part = bought_on + timedelta(days=policy.prorated_until)
    if on <= part:
        return _("Cancelled by %(until)s, the unused days are credited.") % {
            "until": localize.day(part)
        }
    return _("It cannot be given back any more.")
