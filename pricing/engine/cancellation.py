"""What a cancelled one-time or recurring purchase gives back, by the kind of product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from partnercenter.money import exactly, half_up, minor_units


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

    def gives_whole(self, days: int, *, used: bool) -> bool:
        """Say whether everything is given back so many days after the purchase."""
        return days <= self.whole_until and not (used and self.used_forfeits_whole)

    def gives_part(self, days: int) -> bool:
        """Say whether the unused days are given back so many days after the purchase."""
        return self.prorated_until is None or days <= self.prorated_until

    def fee_on(self, days: int) -> Decimal:
        """Return the fee in percent of the unused part, so many days after the purchase."""
        free = self.free_until is None or days <= self.free_until
        return Decimal(0) if free else self.fee_percent

    @property
    def last_day(self) -> int | None:
        """The last day after the purchase on which it can be cancelled; None is without end."""
        if self.ends_with_term or self.prorated_until is None:
            return None
        return max(self.whole_until, self.prorated_until)


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
        Policy("never", "Not refundable", whole_until=-1, prorated_until=-1, ends_with_term=True),
    )
}
# Where one product is sold for several terms, the term bought decides: for good, for less than
# a year, for a year or more.
BY_TERM = {
    **dict.fromkeys(
        ("software", "software_subscription"),
        ("software", "software_subscription", "software_subscription"),
    ),
    **dict.fromkeys(
        ("marketplace_monthly", "marketplace_annual"),
        ("marketplace_monthly", "marketplace_monthly", "marketplace_annual"),
    ),
}


def choices() -> list[tuple[str, str]]:
    """Return the policies as the choices of a field."""
    return [(policy.code, policy.label) for policy in POLICIES.values()]


def by_term(code: str) -> dict[str, str]:
    """Return what a purchase of a product with this policy gets, by the months of its term.

    The keys are "0" for a purchase for good, "1" for less than a year, "12" for a year or more:
    a product sold both for good and for a term gives back by what was bought (A15).
    """
    return dict(zip(("0", "1", "12"), BY_TERM.get(code, (code,) * 3), strict=True))


@dataclass(frozen=True, slots=True)
class Refund:
    """What is given back: ``refund`` is the ``prorated`` part of what was paid, less ``fee``."""

    prorated: Decimal
    fee: Decimal
    refund: Decimal


def refund(
    policy: Policy,
    *,
    paid: Decimal,
    term_days: int,
    days_since_purchase: int,
    used: bool,
    currency: str,
    unused_days: int | None = None,
) -> Refund:
    """Return what cancelling gives back of what was ``paid`` for ``term_days``.

    The day of cancellation counts as unused; of a later charge than the first, say the
    ``unused_days``. The fee is of the unused part (A23), both are rounded half up to the
    currency's minor unit on the line (domain 4.3, EX-30).
    """
    if policy.gives_whole(days_since_purchase, used=used):
        return unused_part(paid, term_days, term_days, Decimal(0), currency=currency)
    left = term_days - days_since_purchase if unused_days is None else unused_days
    if not policy.gives_part(days_since_purchase):
        left = 0
    fee = policy.fee_on(days_since_purchase)
    return unused_part(paid, left, term_days, fee, currency=currency)


def unused_part(
    paid: Decimal, unused_days: int, term_days: int, fee_percent: Decimal, *, currency: str
) -> Refund:
    """Return the unused part of what was paid, and that less a fee in percent of it.

    A leap year has one day more than the divisor of 365: never more than was paid is unused.
    """
    places = minor_units(currency)
    unused = max(0, min(unused_days, term_days))
    prorated = half_up(exactly(paid * unused, term_days), places)
    fee = half_up(exactly(prorated * fee_percent, 100), places)
    return Refund(prorated, fee, prorated - fee)


def exceeds_cap(*, returned: Decimal, asked: Decimal, cap: Decimal) -> bool:
    """Say whether a return of ``asked``, after what was ``returned`` within twelve months, is
    beyond the ``cap`` on the returns of one partner's reservations; all before the fee.
    """
    return returned + asked > cap
