"""The rows of one charge cycle, and the limit that no credit passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import Money, exactly, half_up, minor_units
from partnercenter.periods import Period
from pricing.engine.pieces import Piece
from pricing.engine.proration import Prorated, prorate
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm, Terms


class CycleRows:
    """What was written for one cycle at one price.

    ``net`` is what the rows add up to; no credit takes it below zero (whole rows are compared,
    not a pro-rata share), so a cycle's credits never exceed its charges.
    """

    def __init__(
        self, terms: Terms, cycle: Period, term: AgreedTerm, *, purchased_on: date
    ) -> None:
        self.terms, self.cycle, self.term = terms, cycle, term
        self.purchased_on = purchased_on
        self.months = term.cycle_months
        self.price = term.price.for_months(self.months, terms.currency)
        self.net = Decimal(0)
        self.rows: list[Piece] = []

    @property
    def begins_on(self) -> date:
        """The day on which the cycle's first charge is recognised (included)."""
        if self.term.period.start < self.term.anchor == self.cycle.start:
            return self.term.period.start
        return max(self.cycle.start, self.term.period.start)

    @property
    def paid(self) -> Period:
        """The days that the cycle's charge pays for, all of them when none is lost or free."""
        return Period(max(self.cycle.start, self.begins_on), self.cycle.end)

    @property
    def shown(self) -> Period:
        """The dates of that charge: free days before the first cycle are shown with it."""
        return Period(self.begins_on, self.cycle.end)

    @property
    def cycle_days(self) -> int:
        """The divisor N: a month's own days, 365 a year unless agreed otherwise (A2, A24)."""
        if self.months >= 12 and setting(self.terms.settings, "year_days") == "365":
            return 365 * self.months // 12
        return self.cycle.days

    def prorated(self, stretch: Period, quantity: int) -> Prorated:
        return prorate(
            self.terms.proration,
            self.price,
            quantity,
            cycle=self.cycle,
            cycle_days=self.cycle_days,
            stretch=stretch,
            currency=self.terms.currency,
        )

    def write(
        self,
        charge_type: str,
        stretch: Period,
        quantity: int,
        cost: Prorated,
        recognised_on: date,
        *,
        rule: str,
        because: str,
        sign: int = 1,
        of: CycleRows | None = None,
        priced: Period | None = None,
        also: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one row, a credit never above what is left of its cycle's charges.

        ``priced`` are the days that the amount pays for, where the row shows other dates.
        """
        owner = of or self
        places = minor_units(self.terms.currency)
        amount, unit, notes = half_up(cost.amount, places), cost.unit, []
        if sign < 0 and amount > owner.net:
            notes = [{"code": "capped", "asked": str(amount), "allowed": str(owner.net)}]
            amount = owner.net
            unit = half_up(exactly(amount, quantity), places)
        owner.net += amount * sign
        self.rows.append(
            Piece(
                charge_type=charge_type,
                period=stretch,
                quantity=Decimal(quantity),
                unit_price=_signed(unit, sign),
                list_price=owner.term.price.unit_price,
                amount=Money(_signed(amount, sign), self.terms.currency),
                recognised_on=recognised_on,
                price_key=owner.term.price.key,
                explanation={
                    "rule": rule,
                    "because": because,
                    "inputs": {
                        **owner.inputs(priced or stretch, quantity),
                        "sign": sign,
                        **(also or {}),
                    },
                    "steps": [
                        {"formula": step.formula, "value": str(step.value)} for step in cost.steps
                    ],
                    "notes": notes,
                },
            )
        )

    def inputs(self, stretch: Period, quantity: int) -> dict[str, Any]:
        """Return everything a row of this cycle depends on, as data."""
        return {
            "price": str(self.term.price.unit_price),
            "price_months": self.term.price.months,
            "price_source": self.term.price.source,
            "months": self.months,
            "cycle_price": str(self.price),
            "quantity": quantity,
            "cycle_start": self.cycle.start.isoformat(),
            "cycle_end": self.cycle.last.isoformat(),
            "cycle_days": self.cycle_days,
            "start": stretch.start.isoformat(),
            "end": stretch.last.isoformat(),
            "days": stretch.days,
            "strategy": self.terms.proration,
            "purchased_on": self.purchased_on.isoformat(),
            "window_days": setting(self.terms.settings, "full_credit_days"),
        }


def _signed(value: Decimal, sign: int) -> Decimal:
    """Turn the sign; of nothing there is no minus."""
    return value * sign if value else value
