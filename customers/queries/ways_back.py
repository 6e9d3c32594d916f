"""What comes back of what was bought when it is given up on a day (domain 4.3), for every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from customers.models import Status, Subscription
from pricing.engine.cancellation import POLICIES, Policy
from pricing.engine.kinds import METERED, one_time
from pricing.engine.settings import setting


class Back(StrEnum):
    """What giving up means on the day."""

    OVER = "over"  # it is cancelled or has ended
    FIXED = "fixed"  # the offer cannot be cancelled
    FREE = "free"  # a trial: nothing was charged
    BY_USE = "by_use"  # nothing was paid ahead
    STOOD_STILL = "stood_still"  # the unused days came back when it was suspended
    WHOLE = "whole"  # everything that was charged
    PART = "part"  # the unused days, less the fee
    AFTER_TERM = "after_term"  # nothing: it runs until its term ends
    NOTHING = "nothing"  # nothing, and it cannot be cancelled any more


@dataclass(frozen=True, slots=True)
class WayBack:
    """What comes back on the day, by the rules agreed at purchase.

    ``until`` is the last day on which that holds, ``possible_until`` the last one on which it can
    be cancelled at all, both included, None without end. ``fee`` is in percent of the unused part.
    """

    back: Back
    until: date | None = None
    possible_until: date | None = None
    fee: Decimal = Decimal(0)


def way_back(held: Subscription, *, on: date) -> WayBack:
    """Return what comes back when the subscription is given up on the day."""
    sku = held.availability.sku
    kind = sku.product.billing_type
    if held.status == Status.DELETED:
        return WayBack(Back.OVER)
    if not sku.may_be_cancelled:
        return WayBack(Back.FIXED)
    if sku.is_trial:
        return WayBack(Back.FREE)
    if kind in METERED:
        return WayBack(Back.BY_USE)
    if kind == one_time.CODE:
        policy = POLICIES[setting(held.settings, "cancellation")]
        return _of_purchase(policy, held, on)
    if held.status == Status.SUSPENDED:
        return WayBack(Back.STOOD_STILL)
    whole_until = held.starts_on + timedelta(days=full_credit_days(held))
    if on <= whole_until:
        return WayBack(Back.WHOLE, until=whole_until)
    return WayBack(Back.PART)


def full_credit_days(held: Subscription) -> int:
    """Return for how many days after its purchase a licence is credited in full."""
    return int(setting(held.settings, "full_credit_days"))


def _of_purchase(policy: Policy, held: Subscription, on: date) -> WayBack:
    bought, age = held.starts_on, (on - held.starts_on).days
    possible = _day(bought, policy.last_day)
    if policy.gives_whole(age, used=bool(setting(held.settings, "used"))):
        return WayBack(Back.WHOLE, _day(bought, policy.whole_until), possible)
    if policy.gives_part(age):
        fee = policy.fee_on(age)
        last = policy.prorated_until if fee or not policy.fee_percent else policy.free_until
        return WayBack(Back.PART, _day(bought, last), possible, fee)
    return WayBack(Back.AFTER_TERM if policy.ends_with_term else Back.NOTHING, None, possible)


def _day(bought: date, days: int | None) -> date | None:
    return None if days is None else bought + timedelta(days=days)
