"""What a customer would get for what is wanted, and what stands in the way; nothing is bought."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from customers.models import Customer
from customers.services import purchases
from customers.services.purchases import Item
from partnercenter.intake import NotTakenIn, Problem

QUOTED = """
SELECT public_id, availability_id, price_id, coalesce(currency, ''), decision, trial
FROM bought ORDER BY line
"""


@dataclass(frozen=True, slots=True)
class Appraised:
    """What one item would be: from which price, billed in what and why, and all against it.

    Without a price it is billed by use, is a trial, or is not sold in this way. The problems name
    their fields as ``Wanted`` does.
    """

    public_id: UUID
    availability_id: int | None
    price_id: int | None
    currency: str
    decision: Mapping[str, Any]
    is_trial: bool
    problems: tuple[Problem, ...]


def appraise(
    *, customer: Customer, items: Sequence[Item], on: date, at: datetime
) -> tuple[Appraised, ...]:
    """Return for each item what buying all of them together on the day would mean.

    The checks are those of ``purchases.make``. Nothing is kept.
    """
    if not items:
        return ()
    problems: tuple[Problem, ...] = ()
    with transaction.atomic():
        staged = purchases.stage(customer=customer, items=items, on=on)
        try:
            purchases.examine(staged=staged, agreed=settings.BILLING_RULES, at=at, named=True)
        except NotTakenIn as refused:
            problems = refused.problems
        with connection.cursor() as cursor:
            cursor.execute(QUOTED)
            rows = cursor.fetchall()
        transaction.set_rollback(True)
    return tuple(
        Appraised(
            public_id=public_id,
            availability_id=availability,
            price_id=price,
            currency=currency,
            decision=json.loads(decision) if isinstance(decision, str) else decision or {},
            is_trial=bool(trial),
            problems=tuple(one for one in problems if one.row == line),
        )
        for line, (public_id, availability, price, currency, decision, trial) in enumerate(
            rows, start=1
        )
    )
