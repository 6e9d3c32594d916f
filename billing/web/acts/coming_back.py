"""What comes back of what was paid when a subscription stops on a day, and why (domain 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from customers.models import Status, Subscription
from partnercenter import localize
from pricing.engine.cancellation import POLICIES, Policy
from pricing.engine.kinds import METERED, one_time
from pricing.engine.settings import setting


@dataclass(frozen=True, slots=True)
class ComesBack:
    """In words what comes back; ``possible_until`` is the last day, None is without end."""

    words: tuple[str, ...]
    possible_until: date | None = None


def comes_back(held: Subscription, on: date) -> ComesBack:
    """Return what stopping on the day gives back, by the rules agreed at purchase."""
    kind = held.availability.sku.product.billing_type
    if kind in METERED:
        return ComesBack((_("What was used until then is charged; nothing was paid ahead."),))
    if kind == one_time.CODE:
        return _of_purchase(held, on)
    if held.availability.sku.is_trial:
        return ComesBack((_("A trial was never charged: nothing comes back."),))
    if held.status == Status.SUSPENDED:
        return ComesBack((_("What was unused came back when it was suspended: no more does."),))
    days = int(setting(held.settings, "full_credit_days"))
    told = {
        "days": days,
        "bought": localize.day(held.starts_on),
        "until": localize.day(held.starts_on + timedelta(days=days)),
    }
    if (on - held.starts_on).days <= days:
        return ComesBack(
            (
                _(
                    "It was bought on %(bought)s: until %(until)s, within %(days)d days, everything"
                    " that was charged for it comes back."
                )
                % told,
            )
        )
    return ComesBack(
        (
            _(
                "It was bought on %(bought)s, and the %(days)d days in which everything comes back"
                " ended on %(until)s: only the days not used of what is paid come back, today"
                " included. There is no fee."
            )
            % told,
        )
    )


def _of_purchase(held: Subscription, on: date) -> ComesBack:
    policy: Policy = POLICIES[setting(held.settings, "cancellation")]
    age = (on - held.starts_on).days
    used = bool(setting(held.settings, "used"))
    last = policy.last_day
    until = None if last is None else held.starts_on + timedelta(days=last)
    if policy.gives_whole(age, used=used):
        whole = localize.day(held.starts_on + timedelta(days=policy.whole_until))
        words = _("Until %(until)s everything that was paid comes back.") % {"until": whole}
    elif policy.gives_part(age) and policy.fee_on(age):
        words = _(
            "What was paid for the days left comes back, less an early return fee of"
            " %(percent)s %% of it."
        ) % {"percent": localize.quantity(policy.fee_on(age))}
    elif policy.gives_part(age):
        words = _("What was paid for the days left comes back, without a fee.")
    elif policy.ends_with_term:
        words = _("Nothing comes back: it runs until its term ends, and is not renewed.")
    else:
        words = _("Nothing comes back any more.")
    return ComesBack((words,), until)
