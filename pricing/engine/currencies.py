"""Which currency a purchase is billed in, and why: a table of rules, the first that fits wins.

The decision is made on the day of purchase and kept with what was bought (domain 5.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from pricing.engine.markets import area, market_currency

PARTNER, CUSTOMER = "partner", "customer"
LEGACY = ("license", "usage")

PHASE_ONE = date(2021, 1, 28)
TENANTS_SINCE = date(2020, 5, 11)
EARLY, LATE, UNKNOWN = "early", "late", "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table asks about a purchase.

    ``in_area``: the partner is in the EU, EFTA or the UK. ``is_new``: the customer came at or
    after phase one (A8). ``bought_before``: of a purchase since then, whether the customer had
    bought something one-time or recurring before. ``own_currency_since``: the day from which the
    partner's own currency holds for all.
    """

    billing_type: str
    bought_on: date
    partner_country: str
    partner_currency: str
    in_area: bool
    own_currency_since: date | None
    customer_country: str
    is_new: bool
    bought_before: bool
    tenant_created_on: date | None

    @property
    def own_currency(self) -> bool:
        """Whether the purchase falls on or after the partner's own date."""
        since = self.own_currency_since
        return since is not None and self.bought_on >= since

    @property
    def tenant(self) -> str:
        """Whether the customer's tenant was created early or late; unknown without a day."""
        if self.tenant_created_on is None:
            return UNKNOWN
        return EARLY if self.tenant_created_on < TENANTS_SINCE else LATE


@dataclass(frozen=True, slots=True)
class Row:
    """One rule for purchases from ``since`` (included) to ``until`` (excluded).

    Whatever is None or empty is not asked. The outcome is whose currency it is.
    """

    number: int
    outcome: str
    reason: str
    billing_types: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    in_area: bool | None = None
    own_currency: bool | None = None
    is_new: bool | None = None
    bought_before: bool | None = None
    tenant: str | None = None

    def fits(self, facts: Facts) -> bool:
        """Return whether the row is about a purchase with these facts."""
        if self.billing_types and facts.billing_type not in self.billing_types:
            return False
        if not (self.since or date.min) <= facts.bought_on < (self.until or date.max):
            return False
        asked = ("in_area", "own_currency", "is_new", "bought_before", "tenant")
        return all(getattr(self, name) in (None, getattr(facts, name)) for name in asked)


# The numbers are those of domain 5.1; the last row is its decision A9.
TABLE = (
    Row(1, PARTNER, "legacy", billing_types=LEGACY),
    Row(2, PARTNER, "partner_outside", in_area=False),
    Row(3, CUSTOMER, "before_phase_one", until=PHASE_ONE),
    Row(4, PARTNER, "new_customer", since=PHASE_ONE, is_new=True),
    Row(
        5,
        PARTNER,
        "early_tenant",
        since=PHASE_ONE,
        own_currency=False,
        is_new=False,
        bought_before=False,
        tenant=EARLY,
    ),
    Row(
        6,
        CUSTOMER,
        "late_tenant",
        since=PHASE_ONE,
        own_currency=False,
        is_new=False,
        bought_before=False,
        tenant=LATE,
    ),
    Row(
        7,
        CUSTOMER,
        "bought_before",
        since=PHASE_ONE,
        own_currency=False,
        is_new=False,
        bought_before=True,
    ),
    Row(8, PARTNER, "own_currency", since=PHASE_ONE, own_currency=True),
    Row(9, CUSTOMER, "other_existing", since=PHASE_ONE, is_new=False),
)


@dataclass(frozen=True, slots=True)
class CurrencyDecision:
    """What a purchase is billed in, by which row, why, and everything that was asked."""

    currency: str
    row: int
    reason: str
    inputs: Facts

    def as_data(self) -> dict[str, Any]:
        """Return plain data for JSON; days as ISO text."""
        inputs = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self.inputs).items()
        }
        return {
            "currency": self.currency,
            "row": self.row,
            "reason": self.reason,
            "inputs": inputs,
        }


def facts_of(
    *,
    billing_type: str,
    on: date,
    partner_country: str,
    customer_country: str,
    partner_currency: str = "",
    own_currency_since: date | None = None,
    is_new: bool = True,
    bought_before: bool = False,
    tenant_created_on: date | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Facts:
    """Return the facts of a purchase on a day.

    A partner without a currency of its own has that of its country's market.
    """
    return Facts(
        billing_type=billing_type,
        bought_on=on,
        partner_country=partner_country,
        partner_currency=partner_currency or market_currency(partner_country),
        in_area=partner_country in area(settings or {}),
        own_currency_since=own_currency_since,
        customer_country=customer_country,
        is_new=is_new,
        bought_before=bought_before,
        tenant_created_on=tenant_created_on,
    )


def facts_from(data: Mapping[str, Any]) -> Facts:
    """Return the facts that ``as_data`` wrote down, so that a decision can be made again."""
    days = ("bought_on", "own_currency_since", "tenant_created_on")
    told = {field.name: data[field.name] for field in fields(Facts)}
    for name in days:
        told[name] = date.fromisoformat(told[name]) if told[name] else None
    return Facts(**told)


def is_new_customer(relationship_since: date) -> bool:
    """Return whether a customer counts as new: it came at or after phase one (A8)."""
    return relationship_since >= PHASE_ONE


def decide(facts: Facts) -> CurrencyDecision:
    """Return the currency of a purchase by the first row that fits; the table leaves none out."""
    row = next(row for row in TABLE if row.fits(facts))
    currency = facts.partner_currency
    if row.outcome == CUSTOMER:
        currency = market_currency(facts.customer_country)
    return CurrencyDecision(currency, row.number, row.reason, facts)
