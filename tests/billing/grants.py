"""Granting amounts and refunding lines, as the supplier's staff would."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing.models import Adjustment, ChargeRecord
from billing.services import adjustments
from customers.models import Partner
from tests.billing.scenes import SECOND
from tests.builders import AT

GRANTED_ON = date(2026, 11, 3)
GOODWILL = "Goodwill for the outage of 28 October"
UNUSED = "Seats that were never provisioned"


def granted(
    partner: Partner,
    amount: str = "-25.00",
    *,
    reason: str = GOODWILL,
    applies_on: date = GRANTED_ON,
    at: datetime = AT,
    **changed: Any,
) -> Adjustment:
    """Grant an amount on the partner's recurring invoice of November, in its own currency."""
    values = {"stream": "recurring", "currency": partner.currency, **changed}
    return adjustments.grant(
        partner=partner,
        amount=Decimal(amount),
        reason=reason,
        applies_on=applies_on,
        at=at,
        **values,
    )


def refunded(
    line: ChargeRecord,
    amount: str | None = None,
    *,
    reason: str = UNUSED,
    applies_on: date = SECOND.start,
) -> Adjustment:
    """Refund a line, wholly unless an amount is given, on the invoice of the second period."""
    return adjustments.offset(
        line=line,
        amount=None if amount is None else Decimal(amount),
        reason=reason,
        applies_on=applies_on,
        at=AT,
    )
