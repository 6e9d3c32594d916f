"""One-off credits and debits: owed once, on the first invoice after they apply (domain 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.engine.charges import Charge
from partnercenter.money import Money, trimmed
from partnercenter.periods import DAY, Period
from pricing.engine import kinds

BILLING_TYPE, LABEL = "adjustment", "Adjustments"
CHARGE_TYPE, OFFSET = "Adjustment", "Offset a line item"


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


def owed(adjustment: Adjustment) -> Charge:
    """Return the charge that the adjustment makes, recognised on the day it applies."""
    amount, offset = adjustment.amount.rounded(), adjustment.offset
    quantity = offset.quantity if offset else Decimal(1)
    return Charge(
        subject=adjustment.subject,
        billing_type=offset.billing_type if offset else BILLING_TYPE,
        charge_type=OFFSET if offset else CHARGE_TYPE,
        period=offset.period
        if offset
        else Period(adjustment.applies_on, adjustment.applies_on + DAY),
        quantity=quantity,
        unit_price=amount.amount,
        list_price=amount.amount,
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
            "steps": [{"formula": adjustment.reason, "value": str(abs(amount.amount))}],
            "notes": [],
        },
    )
