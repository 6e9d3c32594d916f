"""One-off credits and debits: owed once, on the first invoice after they apply (domain 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine.charges import Charge
from billing.engine.streams import ONE_TIME
from partnercenter.money import Money, exactly, half_up, trimmed
from partnercenter.periods import DAY, Period
from pricing.engine import kinds
from pricing.engine.pieces import Derivation

BILLING_TYPE, LABEL = "adjustment", "Adjustments"
CHARGE_TYPE, OFFSET = "Adjustment", "Offset a line item"
# How the file of one-time and recurring purchases calls the same (domain 4.1).
CUSTOMER_CREDIT = "customerCredit"
# What one comes to, where the amount of a refund does not divide by the quantity (A18).
UNIT_DECIMALS = 8


def billing_type_choices() -> list[tuple[str, str]]:
    """Return every billing type that a line can be of, as the choices of a field."""
    return [*kinds.choices(), (BILLING_TYPE, LABEL)]


@dataclass(frozen=True, slots=True)
class Offset:
    """The issued line that an adjustment refunds, wholly or in part."""

    identity: str
    subject: str
    billing_type: str
    meter: str
    period: Period
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment; ``amount`` is negative when the partner gets it, before tax.

    Without a line it is a row on the invoice only; with one it is in the file of that line.
    """

    subject: str
    amount: Money
    reason: str
    applies_on: date
    offset: Offset | None = None


def subject_of(identity: int) -> str:
    """Return the subject under which an adjustment is billed."""
    return f"{BILLING_TYPE} {identity}"


def is_adjustment(subject: str) -> bool:
    """Say whether a charge with this subject is an adjustment and of no agreement."""
    return subject.startswith(f"{BILLING_TYPE} ")


def owed(adjustment: Adjustment) -> Charge:
    """Return the charge that the adjustment makes, recognised on the day it applies.

    An offset carries the days and the quantity of its line, so that its row in the file is
    unit price times quantity like every other (domain 8.2).
    """
    amount, offset = adjustment.amount.rounded(), adjustment.offset
    quantity = (offset.quantity if offset else Decimal(0)) or Decimal(1)
    unit_price = half_up(exactly(amount.amount, quantity), UNIT_DECIMALS)
    return Charge(
        subject=adjustment.subject,
        billing_type=offset.billing_type if offset else BILLING_TYPE,
        charge_type=_charge_type(offset),
        period=offset.period
        if offset
        else Period(adjustment.applies_on, adjustment.applies_on + DAY),
        quantity=quantity,
        unit_price=unit_price,
        list_price=unit_price,
        amount=amount,
        recognised_on=adjustment.applies_on,
        meter=offset.meter if offset else "",
        explanation={
            "rule": "adjustment.offset" if offset else "adjustment",
            "because": "offset" if offset else "adjustment",
            "inputs": {
                "amount": str(trimmed(abs(amount.amount))),
                "sign": 1 if amount.amount >= 0 else -1,
                "reason": adjustment.reason,
                "applies_on": adjustment.applies_on.isoformat(),
                **({"offsets": offset.identity} if offset else {}),
            },
            "steps": [{"formula": "", "value": str(abs(amount.amount))}],
            "notes": [],
        },
    )


def _charge_type(offset: Offset | None) -> str:
    if offset is None:
        return CHARGE_TYPE
    return CUSTOMER_CREDIT if offset.billing_type in ONE_TIME.billing_types else OFFSET


def _derived(inputs: Mapping[str, Any], _currency: str) -> Decimal:
    return Decimal(inputs["amount"]) * int(inputs["sign"])


DERIVATIONS: Mapping[str, Derivation] = {"adjustment": _derived, "adjustment.offset": _derived}
