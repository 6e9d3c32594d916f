"""Tells short stories of one licence, and what rating says about them."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.engine.facts import Agreement
from pricing.engine.kinds import rate
from tests.engine.stories import a_licence
from tests.engine.timelines import through

Row = tuple[str, str, str, int, str]


def rows(agreement: Agreement, day: date) -> list[Row]:
    """The rows as (recognised on, charge type, dates, quantity, amount)."""
    return [
        (
            str(piece.recognised_on),
            piece.charge_type,
            str(piece.period),
            int(piece.quantity),
            str(piece.amount.amount),
        )
        for piece in rate(agreement.terms, agreement.activity, through(day))
    ]


def a_story(*events: tuple[date, str, int], **terms: Any) -> Agreement:
    defaults = {"price": "30.00", "bought_on": date(2026, 1, 1)}
    return a_licence(**{**defaults, **terms}, events=events)
