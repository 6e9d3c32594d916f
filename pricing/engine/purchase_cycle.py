"""One charge cycle of a one-time or recurring purchase, told event by event, at once.

A quantity change gives back the days left at the old quantity and charges them at the new one;
what a cancellation gives back is for its policy to say (domain 4.1, 4.3, 4.10, EX-21 to EX-23).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partnercenter.money import exactly, half_up, minor_units
from partnercenter.periods import DAY, Period
from pricing.engine.activity import Event
from pricing.engine.cancellation import refund
from pricing.engine.proration import Prorated, Step
from pricing.engine.purchase_rows import PurchaseRows
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm, Terms


class PurchaseCycle(PurchaseRows):
    """What happened within one cycle; of a purchase for good, everything that ever happens."""

    def __init__(
        self, terms: Terms, cycle: Period, term: AgreedTerm, *, purchased_on: date
    ) -> None:
        super().__init__(terms, cycle, term, purchased_on=purchased_on)
        self.for_good = not term.cycle_months and cycle.days == 1
        self.used = bool(setting(terms.settings, "used"))
        self.charged = False
        self.quantity = 0

    def charge(self, quantity: int, because: str) -> None:
        """Charge the cycle whole; ``because`` is "purchase" for the first of all, else empty.

        Raises NoRate when it is priced in another currency and the month has no rate.
        """
        self.fix_the_price()
        charge_type = "New" if because else "Renew"
        if not because:
            renewed = self.cycle.start == self.term.period.start
            because = "renewal" if renewed else "cycle"
        self.charged, self.quantity = True, quantity
        self.write_part(
            charge_type, self.paid, quantity, self.begins_on, because=because, shown=self.shown
        )

    def change(self, event: Event) -> None:
        """Hold another quantity from the event's day (included).

        Of a purchase for good every piece added is charged whole; one less is given back only
        while a cancellation would give back the whole.
        """
        before, after = self.quantity, event.quantity
        if not self.charged or before == after:
            return
        self.quantity = after
        if not self.for_good:
            stretch = Period(max(event.on, self.paid.start), self.cycle.end)
            shown = stretch
        elif after > before or self._gives_whole(event.on):
            stretch, shown = self.paid, Period(event.on, event.on + DAY)
        else:
            return
        if setting(self.terms.settings, "change_dates") == "cycle":
            shown = self.shown
        name = "addQuantity" if after > before else "removeQuantity"
        for quantity, sign in ((before, -1), (after, 1)):
            self.write_part(
                name,
                stretch,
                quantity,
                event.on,
                because="change_at_once",
                shown=shown,
                sign=sign,
            )

    # Cancelling.

    def ends_on(self, cancelled: Event) -> date:
        """Return the day (included) from which a cancellation lets nothing more be charged.

        What ends with its term has its instalments charged until then.
        """
        day, term = cancelled.on, self.term.period
        ends_now = self._gives_whole(day) or self.policy.gives_part(self._age(day))
        if ends_now or not self.policy.ends_with_term or day == term.start > self.purchased_on:
            return day
        return term.end

    def stop(self, cancelled: Event, earlier: Sequence[PurchaseCycle]) -> None:
        """Give back what the policy gives: all that was ever charged, or what is unused."""
        day = cancelled.on
        if self._gives_whole(day):
            for cycle in earlier:
                if cycle.net > 0:
                    self._give_all_back(cycle, day)
            if self.charged:
                self._give_all_back(self, day)
        elif self.charged and day < self.cycle.end and self.policy.gives_part(self._age(day)):
            self._give_part_back(day)

    def _age(self, day: date) -> int:
        return (day - self.purchased_on).days

    def _gives_whole(self, day: date) -> bool:
        return self.policy.gives_whole(self._age(day), used=self.used)

    def _give_all_back(self, cycle: PurchaseCycle, on: date) -> None:
        unit = half_up(exactly(cycle.net, cycle.quantity), minor_units(self.terms.currency))
        self.write(
            "Cancel",
            cycle.shown,
            cycle.quantity,
            Prorated(unit, cycle.net, (Step("charged before", cycle.net),)),
            on,
            rule="one_time.full_credit",
            because="cancel",
            sign=-1,
            of=cycle,
            priced=cycle.paid,
            also={"charged_before": str(cycle.net)},
        )

    def _give_part_back(self, on: date) -> None:
        """Give back the days from this one (included) to the end of what was paid, less a fee."""
        places, age = minor_units(self.terms.currency), self._age(on)
        stretch = Period(max(on, self.paid.start), self.cycle.end)
        days = min(self.paid.days, self.cycle_days)
        unused = min(stretch.days, days)
        paid = half_up(self.prorated(self.paid, self.quantity).amount, places)
        fee = self.policy.fee_on(age)
        back = refund(
            self.policy,
            paid=paid,
            term_days=days,
            days_since_purchase=age,
            used=self.used,
            currency=self.terms.currency,
            unused_days=unused,
        )
        steps = [Step(f"ROUND({paid} × {unused} / {days}, {places})", back.prorated)]
        if fee:
            steps.append(Step(f"ROUND({back.prorated} × {fee} / 100, {places})", back.fee))
            steps.append(Step(f"{back.prorated} − {back.fee}", back.refund))
        unit = half_up(exactly(back.refund, self.quantity), places)
        self.write(
            "Cancel",
            stretch,
            self.quantity,
            Prorated(unit, back.refund, tuple(steps)),
            on,
            rule="one_time.refund",
            because="cancel",
            sign=-1,
            also={
                "paid": str(paid),
                "term_days": days,
                "unused_days": unused,
                "days_since_purchase": age,
                "fee_percent": str(fee),
                "prorated": str(back.prorated),
                "fee": str(back.fee),
            },
        )
