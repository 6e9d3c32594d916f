"""Kinds of price list: what each prices, and how its file is laid out."""

from dataclasses import dataclass

MONTHLY, DAILY = "monthly", "daily"


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of price list; ``layout`` names the column layout of its file.

    A list ``updated`` monthly has a preview a month ahead, one updated daily has none (A31).
    ``cancellation`` is the policy of what it prices, as the term of each row allows. A kind that
    is ``open`` is seen by every role; one with a ``currency`` is priced in that currency for
    partners of every other, too.
    """

    code: str
    label: str
    billing_type: str
    layout: str
    updated: str
    cancellation: str = ""
    open: bool = False
    currency: str = ""

    @property
    def is_metered(self) -> bool:
        """Whether what it prices are meters, with tiers and included quantities."""
        return self.billing_type in ("usage", "plan")


KINDS = (
    ListKind("license", "License-based services", "license", "license", MONTHLY),
    ListKind("usage", "Usage-based services", "usage", "catalogue", MONTHLY),
    ListKind("consumption", "Consumption plan", "plan", "catalogue", DAILY, "", True, "USD"),
    ListKind("reservation", "Reservations", "one_time", "catalogue", MONTHLY, "reservation"),
    ListKind("software", "Software", "one_time", "catalogue", MONTHLY, "software"),
    ListKind("marketplace", "Marketplace", "one_time", "catalogue", DAILY, "marketplace_monthly"),
)
BY_CODE = {kind.code: kind for kind in KINDS}
UPDATED_MONTHLY = tuple(kind.code for kind in KINDS if kind.updated == MONTHLY)


@dataclass(frozen=True, slots=True)
class Plan:
    """An offer under which metered consumption is bought; lists of meters price its meters.

    ``availability`` is what its availability ids begin with, the currency follows.
    """

    offer_id: str
    availability: str
    title: str
    billing_type: str


USAGE_PLAN, CONSUMPTION_PLAN = "PC-USE-0145P", "PC-USE-PLAN"
PLANS = (
    Plan(USAGE_PLAN, "PLAN", "Metered services", "usage"),
    Plan(CONSUMPTION_PLAN, "CPLAN", "Consumption plan", "plan"),
)
PLANS_OF = {"usage": PLANS[:1], "consumption": PLANS[1:]}


def choices() -> list[tuple[str, str]]:
    """Return the kinds as the choices of a field."""
    return [(kind.code, kind.label) for kind in KINDS]
