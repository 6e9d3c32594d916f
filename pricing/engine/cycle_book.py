"""One charge cycle of one licence subscription: its rows, told event by event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnercenter.money import exactly, half_up, minor_units
from partnercenter.periods import Period, next_anniversary
from pricing.engine.activity import Action, Event
from pricing.engine.cycle_rows import CycleRows
from pricing.engine.pieces import Piece
from pricing.engine.proration import Prorated, Step
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm, Terms

LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Cover:
    """The charge that pays for the cycle from here to its end, and the dates it was told with."""

    stretch: Period
    shown: Period
    quantity: int
    unit: Decimal
    amount: Decimal


class CycleBook(CycleRows):
    """What happened within one cycle; ``earlier`` are the books of the cycles before it."""

    def __init__(
        self,
        terms: Terms,
        cycle: Period,
        term: AgreedTerm,
        *,
        purchased_on: date,
        earlier: Sequence[CycleBook],
    ) -> None:
        super().__init__(terms, cycle, term, purchased_on=purchased_on)
        self.earlier = earlier
        self.quantity = 0
        self.cover: Cover | None = None
        self.pending: list[Event] = []

    def charge(self, quantity: int, because: str, *, term_days: int) -> None:
        """Charge the cycle in advance, on the number held at the end of the one before.

        ``because`` is "purchase" or "convert" for the first charge after either, else empty;
        ``term_days`` tells a term from a month that is renewed by itself.
        """
        renewed = self.cycle.start == self.term.period.start
        if because == "purchase":
            charge_type = "Prorate fees when purchase"
        elif because == "convert":
            charge_type = "Prorate fees when convert to a new offering"
        elif renewed and term_days > LONGEST_MONTH:
            charge_type, because = "Renew fee", "renewal"
        else:
            charge_type, because = "Cycle fee", "cycle"
        self._cover(self.paid, quantity, charge_type, because, self.begins_on, shown=self.shown)

    def tell(self, event: Event) -> None:
        """Take in what happened within the cycle."""
        self._settle(event.on)
        match event.action:
            case Action.SET_QUANTITY:
                self._change(event)
            case Action.SUSPEND:
                self._stop(event, "Cancel fee", "suspend")
            case Action.CANCEL:
                self._stop(event, "Prorate fees when cancel", "cancel")
            case Action.REACTIVATE:
                self._reactivate(event)
            case Action.SET_FREQUENCY:
                self._convert(event)
            case Action.PURCHASE:
                raise ValueError("a timeline has one purchase")

    def close(self) -> list[Piece]:
        """Settle what is still pending at the cycle's end and return all rows."""
        self._settle(self.cycle.end)
        return self.rows

    # Quantity changes: reverse the charge in force, then charge each stretch anew.

    def _change(self, event: Event) -> None:
        if setting(self.terms.settings, "change_recognition") == "at_once":
            self._rebill([event], event.on)
        else:
            self.pending.append(event)

    def _settle(self, day: date) -> None:
        """Recognise the quantity changes whose monthly anniversary has come (A26)."""
        while self.pending:
            anniversary = next_anniversary(self.term.anchor, self.pending[0].on)
            if anniversary > day:
                return
            due = [event for event in self.pending if event.on < anniversary]
            self._rebill(due, anniversary)
            del self.pending[: len(due)]

    def _rebill(
        self,
        changes: Sequence[Event],
        recognised_on: date,
        charge_type: str = "Cycle instance prorate",
    ) -> None:
        before = self.cover
        if before is None:
            raise ValueError("a quantity changed while nothing was held")
        stretches = self._stretches(before, changes, recognised_on)
        if [quantity for _, quantity in stretches] == [before.quantity]:
            return
        self.write(
            charge_type,
            before.shown,
            before.quantity,
            Prorated(before.unit, before.amount, (Step("charged before", before.amount),)),
            recognised_on,
            rule="license.reversal",
            because="quantity_change",
            sign=-1,
            priced=before.stretch,
            also={"charged_before": str(before.amount)},
        )
        for stretch, quantity in stretches:
            self._cover(stretch, quantity, charge_type, "quantity_change", recognised_on)

    def _stretches(
        self, before: Cover, changes: Sequence[Event], recognised_on: date
    ) -> list[tuple[Period, int]]:
        """Cut the charge in force at every change; nothing is left of a stretch of no days."""
        first = before.stretch.start
        starts = [first, *(max(first, event.on) for event in changes)]
        ends = [*starts[1:], before.stretch.end]
        quantities = [before.quantity, *(event.quantity for event in changes)]
        cut: list[tuple[Period, int]] = []
        for start, end, quantity in zip(starts, ends, quantities, strict=True):
            if start >= end:
                continue
            if cut and cut[-1][1] == quantity:  # there and back again is no change
                start = cut.pop()[0].start
            cut.append((Period(start, end), quantity))
        if [quantity for _, quantity in cut] == [before.quantity]:
            return cut
        if self.months >= 12 and setting(self.terms.settings, "annual_rebill_split") != "none":
            newest, quantity = cut.pop()
            split_on = max(newest.start, recognised_on)
            cut += [
                (Period(newest.start, split_on), quantity),
                (Period(split_on, newest.end), quantity),
            ]
        return [(stretch, quantity) for stretch, quantity in cut if stretch.days]

    # Stopping, starting again, and going over to another frequency.

    def _stop(self, event: Event, charge_type: str, because: str) -> None:
        """Credit what is unused: everything within the window, the days left after it."""
        if self.pending:
            self._rebill(self.pending, event.on)
            self.pending = []
        window = setting(self.terms.settings, "full_credit_days")
        if (event.on - self.purchased_on).days <= window:
            for book in (*self.earlier, self):
                self._full_credit(book, event, charge_type, because)
        else:
            if because == "suspend" and self._changed_this_month():
                charge_type = "Cancel instance prorate"
            self._credit_the_rest(event.on, charge_type, because)
        self.cover = None

    def _changed_this_month(self) -> bool:
        """Say whether what is taken back is a row of a change in the same monthly cycle."""
        changed = any(row.explanation["because"] == "quantity_change" for row in self.rows)
        return changed and self.months == 1

    def _convert(self, event: Event) -> None:
        """Give back what is unused; the next term charges anew at the other frequency (4.8).

        A quantity that changed the same day is told as part of the conversion.
        """
        if self.pending:
            same_day = self.pending[0].on == event.on
            name = "Convert from instance prorate" if same_day else "Cycle instance prorate"
            self._rebill(self.pending, event.on, name)
            self.pending = []
        away = "Prorate fees when convert away from current offering"
        self._credit_the_rest(event.on, away, "convert")
        self.cover = None

    def _credit_the_rest(self, day: date, charge_type: str, because: str) -> None:
        """Give back the days from this one (included) to the end of what is paid."""
        if self.cover is None:
            return
        stretch = Period(max(day, self.cover.stretch.start), self.cycle.end)
        if not stretch.days:
            return
        self.write(
            charge_type,
            stretch,
            self.cover.quantity,
            self.prorated(stretch, self.cover.quantity),
            day,
            rule="license.full" if stretch == self.cycle else "license.proration",
            because=because,
            sign=-1,
        )

    def _full_credit(self, book: CycleBook, event: Event, charge_type: str, because: str) -> None:
        if book.net <= 0:
            return
        from_event = setting(self.terms.settings, "full_credit_dates") == "from_event"
        start = event.on if from_event and book is self else book.begins_on
        unit = half_up(exactly(book.net, book.quantity), minor_units(self.terms.currency))
        given_back = Prorated(unit, book.net, (Step("charged before", book.net),))
        self.write(
            charge_type,
            Period(start, book.cycle.end),
            book.quantity,
            given_back,
            event.on,
            rule="license.full_credit",
            because=because,
            sign=-1,
            of=book,
            priced=book.paid,
            also={"charged_before": str(book.net)},
        )

    def _reactivate(self, event: Event) -> None:
        """Charge again: all that the cycle costs within the window, the days left after it."""
        window = setting(self.terms.settings, "full_credit_days")
        left = Period(max(event.on, self.paid.start), self.cycle.end)
        if (event.on - self.purchased_on).days <= window:
            from_event = setting(self.terms.settings, "full_credit_dates") == "from_event"
            self._cover(
                self.paid,
                event.quantity,
                "Activation fee",
                "reactivate",
                event.on,
                shown=left if from_event else self.shown,
            )
            return
        full = left == self.paid
        charge_type = "Activation fee" if full else "Prorate fees when activate"
        self._cover(left, event.quantity, charge_type, "reactivate", event.on)

    # The charge in force.

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
        cost = self.prorated(stretch, quantity)
        full, shown = stretch == self.cycle, shown or stretch
        rule = "license.full" if full else "license.proration"
        self.write(
            charge_type,
            shown,
            quantity,
            cost,
            recognised_on,
            rule=rule,
            because=because,
            priced=stretch,
        )
        self.cover = Cover(stretch, shown, quantity, cost.unit, cost.amount)
        self.quantity = quantity
