"""What a cancelled one-time or recurring purchase gives back, by the kind of product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Policy:
    """What cancelling means, counted in days after the purchase (day 0), the last one included.

    Up to ``whole_until`` everything is given back; up to ``prorated_until`` the unused days,
    less ``fee_percent`` of them once ``free_until`` has passed; None is without end, -1 never.
    What gives nothing back any more may still ``ends_with_term``: it is simply not renewed.
    A purchase of which something was used gives back at most the unused days
    (``used_forfeits_whole``).
    """

    code: str
    label: str
    whole_until: int
    prorated_until: int | None
    free_until: int | None = None
    fee_percent: Decimal = Decimal(0)
    used_forfeits_whole: bool = False
    ends_with_term: bool = False


# domain 4.3, and A15 for software: perpetual 100 %, subscriptions pro rata, both within 30 days.
POLICIES = {
    policy.code: policy
    for policy in (
        Policy("software", "Perpetual software", whole_until=30, prorated_until=-1),
        Policy(
            "software_subscription",
            "Software subscription",
            whole_until=-1,
            prorated_until=30,
        ),
        Policy(
            "reservation",
            "Reservation",
            whole_until=5,
            prorated_until=None,
            free_until=5,
            fee_percent=Decimal(12),
            used_forfeits_whole=True,
        ),
        Policy(
            "marketplace_monthly",
            "Marketplace item by the month",
            whole_until=0,
            prorated_until=-1,
            ends_with_term=True,
        ),
        Policy(
            "marketplace_annual",
            "Marketplace item by the year",
            whole_until=13,
            prorated_until=-1,
            ends_with_term=True,
        ),
        Policy("never", "Not refundable", whole_until=-1, prorated_until=-1),
    )
}


def choices() -> list[tuple[str, str]]:
    """Return the policies as the choices of a field."""
    return [(policy.code, policy.label) for policy in POLICIES.values()]
