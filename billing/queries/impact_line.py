"""What a coming list changes for one subscription or meter: its prices, from when, how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from partnercenter.money import Money, exactly, half_up, trimmed
from partnercenter.periods import DAY


@dataclass(frozen=True, slots=True)
class Step:
    """A retail price that gives way to another on a day; None is on no list, nobody knows it."""

    starts_on: date
    old: Money | None
    new: Money | None

    @property
    def guaranteed_until(self) -> date:
        """The last day at the old price."""
        return self.starts_on - DAY


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription (and meter): prices for one and a charge cycle, the difference in all.

    ``late`` is what terms cost from ``late_on`` on, the first day after the first new term; where
    none begins in the horizon it says what ``new`` does, and the day is None. ``gone_on`` is the
    first day on which it cannot renew, because it is offered no longer.
    """

    subscription_id: UUID
    name: str
    customer: str
    meter: str
    unit: str
    quantity: Decimal
    cycle_months: int
    starts_on: date
    gone_on: date | None
    late_on: date | None
    old: Money
    new: Money | None
    late: Money | None
    old_retail: Money | None
    new_retail: Money | None
    late_retail: Money | None
    charges: int
    total: Money

    @property
    def guaranteed_until(self) -> date | None:
        """The last day at the old price; what is metered is guaranteed for no term."""
        return None if self.meter else self.starts_on - DAY

    @property
    def difference(self) -> Money | None:
        return self._difference(self.new)

    @property
    def percent(self) -> Decimal | None:
        """By how much the price rises, in percent to one decimal; None from nothing."""
        return self._percent(self.new)

    @property
    def later(self) -> Money | None:
        """The price of the terms after the first new one, where it is another."""
        return self.late if self.late_on and self.late != self.new else None

    @property
    def later_on(self) -> date | None:
        """The first day of the later price; None where there is none."""
        return None if self.later is None else self.late_on

    @property
    def later_difference(self) -> Money | None:
        """By how much the later price differs from the old one."""
        return self._difference(self.later)

    @property
    def later_percent(self) -> Decimal | None:
        """The same in percent to one decimal; None from nothing."""
        return self._percent(self.later)

    @property
    def retail_steps(self) -> tuple[Step, ...]:
        """The changes of the retail price, or of one that may change: one or two, by day."""
        steps: list[Step] = []
        list_price, retail = self.old, self.old_retail
        for day, new, new_retail in (
            (self.starts_on, self.new, self.new_retail),
            (self.late_on, self.late, self.late_retail),
        ):
            known = retail is not None and new_retail is not None
            if day and new is not None and (retail != new_retail if known else list_price != new):
                steps.append(Step(day, retail, new_retail))
                list_price, retail = new, new_retail
        return tuple(steps)

    def _difference(self, price: Money | None) -> Money | None:
        return None if price is None else price - self.old

    def _percent(self, price: Money | None) -> Decimal | None:
        if price is None or not self.old:
            return None
        return half_up(exactly((price - self.old).amount * 100, self.old.amount), 1)


def from_row(row: Sequence[Any]) -> Line:
    """Return the line of a row of ``impact_lines.LINES``."""
    _customer, public_id, name, customer, meter, unit, quantity, cycle_months, *others = row
    starts_on, gone_on, currency, priced_in, old, new, late, *others = others
    old_erp, new_erp, late_erp, late_on, charges, total = others
    return Line(
        subscription_id=public_id,
        name=name,
        customer=customer,
        meter=meter,
        unit=unit,
        quantity=trimmed(quantity),
        cycle_months=cycle_months,
        starts_on=starts_on,
        gone_on=gone_on,
        late_on=late_on,
        old=Money(trimmed(old), priced_in),
        new=_money(new, priced_in),
        late=_money(late, priced_in),
        old_retail=_money(old_erp, priced_in),
        new_retail=_money(new_erp, priced_in),
        late_retail=_money(late_erp, priced_in),
        charges=charges,
        total=Money(total, currency),
    )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(trimmed(amount), currency)
