"""One charge cycle of one licence subscription: its rows, told event by event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import Money, exactly, half_up, minor_units
from partnercenter.periods import Period, next_anniversary
from pricing.engine.activity import Action, Event
from pricing.engine.pieces import Piece
from pricing.engine.proration import Prorated, Step, prorate
from pricing.engine.settings import setting
from pricing.engine.terms import PricedStretch, Terms

CYCLE_MONTHS = {"monthly": 1, "annual": 12}
LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Cover:
    """The charge that pays for the cycle from here to its end."""

    stretch: Period
    quantity: int
    unit: Decimal
    amount: Decimal


class CycleBook:
    """The rows of one cycle; ``earlier`` are the books of the cycles before it.

    ``net`` is what its rows add up to; no credit takes it below zero (whole rows are compared,
    not a pro-rata share), so a cycle's credits never exceed its charges.
    """

    def __init__(
        self,
        terms: Terms,
        cycle: Period,
        term: PricedStretch,
        *,
        purchased_on: date,
        earlier: Sequence[CycleBook],
    ) -> None:
        self.terms, self.cycle, self.term = terms, cycle, term
        self.purchased_on, self.earlier = purchased_on, earlier
        self.months = CYCLE_MONTHS[terms.frequency]
        self.price = term.price.unit_price * self.months
        self.net = Decimal(0)
        self.quantity = 0
        self.cover: Cover | None = None
        self.pending: list[Event] = []
        self.rows: list[Piece] = []

    @property
    def cycle_days(self) -> int:
        """The divisor N: a month's own days, 365 a year unless agreed otherwise (A2, A24)."""
        if self.months >= 12 and setting(self.terms.settings, "year_days") == "365":
            return 365 * self.months // 12
        return self.cycle.days

    def charge(self, quantity: int, *, first: bool) -> None:
        """Charge the cycle in advance, on the number held at the end of the one before."""
        renewed = self.cycle.start == self.term.period.start
        if first:
            charge_type, because = "Prorate fees when purchase", "purchase"
        elif renewed and self.term.period.days > LONGEST_MONTH:
            charge_type, because = "Renew fee", "renewal"
        else:
            charge_type, because = "Cycle fee", "cycle"
        self._cover(self.cycle, quantity, charge_type, because, self.cycle.start)

    def tell(self, event: Event) -> None:
        """Take in what happened within the cycle."""
        self._settle(event.on)
        match event.action:
            case Action.SET_QUANTITY:
                self.pending.append(event)
            case Action.SUSPEND:
                self._stop(event, "Cancel fee", "suspend")
            case Action.CANCEL:
                self._stop(event, "Prorate fees when cancel", "cancel")
            case Action.REACTIVATE:
                self._reactivate(event)
            case Action.PURCHASE:
                raise ValueError("a timeline has one purchase")

    def close(self) -> list[Piece]:
        """Settle what is still pending at the cycle's end and return all rows."""
        self._settle(self.cycle.end)
        return self.rows

    # Quantity changes: reverse the charge in force, then charge each stretch anew.

    def _settle(self, day: date) -> None:
        """Recognise the quantity changes whose monthly anniversary has come (A26)."""
        while self.pending:
            anniversary = next_anniversary(self.terms.anchor, self.pending[0].on)
            if anniversary > day:
                return
            due = [event for event in self.pending if event.on < anniversary]
            self._rebill(due, anniversary)
            del self.pending[: len(due)]

    def _rebill(self, changes: Sequence[Event], recognised_on: date) -> None:
        before = self.cover
        if before is None:
            raise ValueError("a quantity changed while nothing was held")
        stretches = self._stretches(before, changes, recognised_on)
        if [quantity for _, quantity in stretches] == [before.quantity]:
            return
        charge_type = "Cycle instance prorate"
        self._row(
            charge_type,
            before.stretch,
            before.quantity,
            Prorated(before.unit, before.amount, (Step("charged before", before.amount),)),
            recognised_on,
            rule="license.reversal",
            because="quantity_change",
            sign=-1,
        )
        for stretch, quantity in stretches:
            self._cover(stretch, quantity, charge_type, "quantity_change", recognised_on)

    def _stretches(
        self, before: Cover, changes: Sequence[Event], recognised_on: date
    ) -> list[tuple[Period, int]]:
        """Cut the charge in force at every change; nothing is left of a stretch of no days."""
        starts = [before.stretch.start, *(event.on for event in changes)]
        ends = [*starts[1:], before.stretch.end]
        quantities = [before.quantity, *(event.quantity for event in changes)]
        cut = [
            (Period(start, end), quantity)
            for start, end, quantity in zip(starts, ends, quantities, strict=True)
            if start < end
        ]
        if self.months >= 12 and setting(self.terms.settings, "annual_rebill_split") != "none":
            newest, quantity = cut.pop()
            cut += [
                (Period(newest.start, recognised_on), quantity),
                (Period(recognised_on, newest.end), quantity),
            ]
        return [(stretch, quantity) for stretch, quantity in cut if stretch.days]

    # Stopping and starting again.

    def _stop(self, event: Event, charge_type: str, because: str) -> None:
        """Credit what is unused: everything within the window, the days left after it."""
        if self.pending:
            self._rebill(self.pending, event.on)
            self.pending = []
        window = setting(self.terms.settings, "full_credit_days")
        if (event.on - self.purchased_on).days <= window:
            for book in (*self.earlier, self):
                self._full_credit(book, event, charge_type, because)
        elif self.cover:
            stretch = Period(event.on, self.cycle.end)
            self._row(
                charge_type,
                stretch,
                self.cover.quantity,
                self._prorated(stretch, self.cover.quantity),
                event.on,
                rule="license.proration",
                because=because,
                sign=-1,
            )
        self.cover = None

    def _full_credit(self, book: CycleBook, event: Event, charge_type: str, because: str) -> None:
        if book.net <= 0:
            return
        from_event = setting(self.terms.settings, "full_credit_dates") == "from_event"
        start = event.on if from_event and book is self else book.cycle.start
        unit = half_up(exactly(book.net, book.quantity), minor_units(self.terms.currency))
        given_back = Prorated(unit, book.net, (Step("charged before", book.net),))
        self._row(
            charge_type,
            Period(start, book.cycle.end),
            book.quantity,
            given_back,
            event.on,
            rule="license.full_credit",
            because=because,
            sign=-1,
            book=book,
        )

    def _reactivate(self, event: Event) -> None:
        """Charge again: the whole cycle within the window, the days left after it."""
        window = setting(self.terms.settings, "full_credit_days")
        left = Period(event.on, self.cycle.end)
        if (event.on - self.purchased_on).days <= window:
            from_event = setting(self.terms.settings, "full_credit_dates") == "from_event"
            self._cover(
                self.cycle,
                event.quantity,
                "Activation fee",
                "reactivate",
                event.on,
                shown=left if from_event else self.cycle,
            )
            return
        full = left == self.cycle
        charge_type = "Activation fee" if full else "Prorate fees when activate"
        self._cover(left, event.quantity, charge_type, "reactivate", event.on)

    # Rows.

    def _prorated(self, stretch: Period, quantity: int) -> Prorated:
        return prorate(
            self.terms.proration,
            self.price,
            quantity,
            cycle=self.cycle,
            cycle_days=self.cycle_days,
            stretch=stretch,
            currency=self.terms.currency,
        )

    def _cover(
        self,
        stretch: Period,
        quantity: int,
        charge_type: str,
        because: str,
        recognised_on: date,
        *,
        shown: Period | None = None,
    ) -> None:
        """Charge a stretch; a stretch up to the cycle's end becomes the charge in force."""
        cost = self._prorated(stretch, quantity)
        full = stretch == self.cycle
        rule = "license.full" if full else "license.proration"
        self._row(
            charge_type,
            shown or stretch,
            quantity,
            cost,
            recognised_on,
            rule=rule,
            because=because,
        )
        self.cover = Cover(stretch, quantity, cost.unit, cost.amount)
        self.quantity = quantity

    def _row(
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
        book: CycleBook | None = None,
    ) -> None:
        """Write one row, a credit never above what is left of its cycle's charges."""
        owner = book or self
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
                unit_price=unit * sign,
                list_price=owner.term.price.unit_price,
                amount=Money(amount * sign, self.terms.currency),
                recognised_on=recognised_on,
                price_key=owner.term.price.key,
                explanation={
                    "rule": rule,
                    "because": because,
                    "inputs": owner.inputs(stretch, quantity),
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
