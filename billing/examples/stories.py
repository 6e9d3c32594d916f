"""A story: what was bought at what price, and what happened to it on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.examples.reading import MissingKey, UnknownKey, known, needed
from partnercenter.money import exactly, half_up

INPUTS = {
    "partner_billing_day",
    "timezone",
    "currency",
    "price_per_month",
    "annual_price",
    "current_list_price_per_month",
    "qty",
    "purchase",
    "billing_frequency",
    "term_months",
    "base_cycle",
    "events",
}
FREQUENCIES = {"Monthly": "monthly", "Annual": "annual"}
LIST_PLACES = 18
# The actions, and what each says beside its date.
ACTIONS = {
    "set_quantity": {"qty"},
    "suspend": set(),
    "reactivate": set(),
    "cancel": set(),
    "renew": set(),
    "buy_addon": {"price_per_month", "annual_price", "qty"},
    "set_billing_frequency": {"to"},
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a day; ``said`` holds what its action asks for."""

    action: str
    on: date
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pricing:
    """What one licence costs: by the month, by the year, or both; at least one is there."""

    month: Decimal | None
    year: Decimal | None

    def for_months(self, months: int) -> Decimal | None:
        """Return what a list prints for a month or a year; a twelfth where only a year is told."""
        if months == 1 and self.month is None and self.year is not None:
            return half_up(exactly(self.year, 12), LIST_PLACES)
        return self.month if months == 1 else self.year


@dataclass(frozen=True, slots=True)
class Story:
    """One subscription's story; ``current`` is the monthly price of later lists, if another."""

    currency: str
    billing_day: int | None
    pricing: Pricing
    current: Decimal | None
    frequency: str
    term_months: int
    quantity: int
    bought_on: date
    base_cycle: tuple[date, date] | None
    happenings: tuple[Happening, ...]


def check_inputs(inputs: Mapping[str, Any]) -> None:
    """Raise UnknownKey for an input, an action, or something said of an action, not known."""
    known(inputs, INPUTS)
    if inputs.get("timezone", "UTC") != "UTC":
        raise UnknownKey(f"timezone {inputs['timezone']}")
    for event in inputs.get("events", ()):
        action = needed(event, "action")
        if action not in ACTIONS:
            raise UnknownKey(f"action {action}")
        known(event, ACTIONS[action], {"date", "action"})


def has_story(inputs: Mapping[str, Any]) -> bool:
    """Say whether there is enough to play: a purchase and a price."""
    return "purchase" in inputs and ("price_per_month" in inputs or "annual_price" in inputs)


def story_of(inputs: Mapping[str, Any]) -> Story:
    """Return the story of an example's inputs; raises UnknownKey and MissingKey."""
    pricing = pricing_of(inputs)
    told = inputs.get("billing_frequency", "Annual" if pricing.year else "Monthly")
    if told not in FREQUENCIES:
        raise UnknownKey(f"billing_frequency {told}")
    current = inputs.get("current_list_price_per_month")
    return Story(
        currency=inputs.get("currency", "USD"),
        billing_day=inputs.get("partner_billing_day"),
        pricing=pricing,
        current=Decimal(current) if current else None,
        frequency=FREQUENCIES[told],
        term_months=inputs.get("term_months", 12),
        quantity=inputs.get("qty", 1),
        bought_on=date.fromisoformat(inputs["purchase"]),
        base_cycle=_days(inputs["base_cycle"]) if "base_cycle" in inputs else None,
        happenings=tuple(
            Happening(event["action"], date.fromisoformat(needed(event, "date")), event)
            for event in inputs.get("events", ())
        ),
    )


def pricing_of(said: Mapping[str, Any]) -> Pricing:
    """Return the prices that are told; raises MissingKey when there is none."""
    month, year = said.get("price_per_month"), said.get("annual_price")
    if month is None and year is None:
        raise MissingKey("price_per_month")
    return Pricing(
        Decimal(month) if month is not None else None,
        Decimal(year) if year is not None else None,
    )


def _days(said: Sequence[str]) -> tuple[date, date]:
    first, last = said
    return date.fromisoformat(first), date.fromisoformat(last)
