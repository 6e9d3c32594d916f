"""What is owed, for what, and when: the one shape that flows through billing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine.facts import Agreement
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine.pieces import Piece

Key = tuple[str, str, str, Period, Decimal, Decimal, str]


@dataclass(frozen=True, slots=True)
class Charge:
    """One row with its reason; equal keys are the same row said again.

    ``subject`` is the subscription. ``reverses`` is the identity of an issued row that this one
    takes back because the timeline no longer implies it; empty for every ordinary row.
    """

    subject: str
    billing_type: str
    charge_type: str
    period: Period
    quantity: Decimal
    unit_price: Decimal
    list_price: Decimal
    amount: Money
    recognised_on: date
    meter: str = ""
    price_key: str = ""
    reverses: str = ""
    explanation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (
            self.subject,
            self.meter,
            self.charge_type,
            self.period,
            self.quantity,
            self.amount.amount,
            self.amount.currency,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A row that was issued (or drafted) before, known by its identity."""

    identity: str
    charge: Charge


def charge_of(agreement: Agreement, piece: Piece) -> Charge:
    """Return the charge that a rated piece makes for its subscription.

    Why it is in its currency is told with it, where that was decided.
    """
    explanation = piece.explanation
    if agreement.decision:
        explanation = {**explanation, "currency": agreement.decision}
    return Charge(
        subject=agreement.subject,
        billing_type=agreement.terms.kind,
        charge_type=piece.charge_type,
        period=piece.period,
        quantity=piece.quantity,
        unit_price=piece.unit_price,
        list_price=piece.list_price,
        amount=piece.amount,
        recognised_on=piece.recognised_on,
        meter=piece.meter,
        price_key=piece.price_key,
        explanation=explanation,
    )


def by_currency(charges: Iterable[Charge]) -> dict[str, list[Charge]]:
    """Return the charges of each currency, in their order: each makes a document of its own."""
    groups: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        groups[charge.amount.currency].append(charge)
    return dict(sorted(groups.items()))
