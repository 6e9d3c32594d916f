"""Kinds of price list: what each prices, and how its file is laid out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of price list; ``layout`` names the column layout of its file."""

    code: str
    label: str
    billing_type: str
    layout: str


KINDS = (
    ListKind("license", "License-based services", "license", "license"),
    ListKind("usage", "Usage-based services", "usage", "catalogue"),
    ListKind("software", "Software", "one_time", "catalogue"),
)
BY_CODE = {kind.code: kind for kind in KINDS}

# The offer under which metered consumption is bought; its meters are priced by the usage list.
USAGE_PLAN = "PC-USE-0145P"


def choices() -> list[tuple[str, str]]:
    """Return the kinds as the choices of a field."""
    return [(kind.code, kind.label) for kind in KINDS]
