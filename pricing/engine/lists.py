"""Kinds of price list: what each prices, and how its file is laid out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of price list; ``layout`` names the column layout of its file.

    ``cancellation`` is the policy of what it prices, as the term of each row allows.
    """

    code: str
    label: str
    billing_type: str
    layout: str
    cancellation: str = ""


KINDS = (
    ListKind("license", "License-based services", "license", "license"),
    ListKind("usage", "Usage-based services", "usage", "catalogue"),
    ListKind("software", "Software", "one_time", "catalogue", "software"),
    ListKind("reservation", "Reservations", "one_time", "catalogue", "reservation"),
    ListKind("marketplace", "Marketplace", "one_time", "catalogue", "marketplace_monthly"),
)
BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Plan:
    """An offer under which metered consumption is bought; usage lists price its meters.

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


def choices() -> list[tuple[str, str]]:
    """Return the kinds as the choices of a field."""
    return [(kind.code, kind.label) for kind in KINDS]
