"""Playing a story through the real services, invoice after invoice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from billing.engine import calendar
from billing.engine.streams import ONE_TIME, RECURRING
from billing.examples.lines import Row
from billing.examples.stories import FREQUENCIES, Happening, Pricing, Story, pricing_of
from billing.examples.world import World, morning
from billing.models import ChargeRecord
from billing.services import runs
from customers.models import Subscription
from customers.services import conversions, purchases, renewals, subscriptions
from customers.services.purchases import Wanted
from partnercenter.periods import Period, cycles, month_of

Files = dict[date | None, list[Row]]


class Play:
    """One story under one strategy; what it writes is the caller's to roll back."""

    def __init__(
        self, story: Story, *, kind: str, rules: Mapping[str, Any], strategy: str, until: date
    ) -> None:
        self.story, self.kind = story, kind
        self.rules = {**rules, f"proration.{kind}": strategy}
        first = story.base_cycle[0] if story.base_cycle else story.bought_on
        days = Period.of_days(min(first, story.bought_on), max(until, story.bought_on))
        self.world = World(story.currency, story.billing_day or until.day, days)
        self.waiting = sorted(story.happenings, key=lambda one: one.on)
        self.told: set[int] = set()

    def bill_until(self, last_file: date) -> Files:
        """Bill every billing date up to the day, and return the rows of each."""
        files = Files()
        self._begin()
        periods = calendar.closed_periods(
            RECURRING.code, self.world.billing_day, since=self.world.days.start, on=date.max
        )
        for period in periods:
            if period.last > last_file:
                return files
            self._live_until(period.last)
            files[period.last] = self._billed(RECURRING.code, period)
        return files

    def bill_months(self, last_day: date) -> list[Row]:
        """Bill the calendar months up to that of the day, and return all their rows."""
        self._begin()
        rows: list[Row] = []
        month = month_of(self.world.days.start)
        while month.start <= last_day:
            self._live_until(month.last)
            rows += self._billed(ONE_TIME.code, month)
            month = month_of(month.end)
        return rows

    def _begin(self) -> None:
        """Make the world and buy, unless that was done."""
        if self.told:
            return
        self.world.found()
        story = self.story
        sku = self.world.sell(story.pricing, kind=self.kind, later=self._later())
        base = self._base(sku.offer_id or "") if story.base_cycle else None
        self.held = self.buy(sku.offer_id or "", story.quantity, story.bought_on, base)

    def _later(self) -> tuple[date, Pricing] | None:
        """From the first change of frequency or renewal on, the list may say another price."""
        if self.story.current is None:
            return None
        days = [one.on for one in self.waiting if one.action in {"set_billing_frequency", "renew"}]
        since = min(days) if days else month_of(self.story.bought_on).end
        year = self.story.current * 12 if self.story.pricing.year else None
        return since, Pricing(self.story.current, year)

    def _base(self, offer: str) -> Subscription:
        """Buy what the story's subscription is added on to; its own rows are not compared."""
        first, last = self.story.base_cycle or (date.min, date.min)
        base = self.buy(offer, 1, first, None)
        self.told.discard(base.pk)
        cycle = base.terms.get()
        end = next(cycles(cycle.anchored_on, months=cycle.cycle_months)).last
        if end != last:
            raise ValueError(f"a base of this frequency has its first cycle until {end}")
        return base

    def buy(self, offer: str, quantity: int, on: date, base: Subscription | None) -> Subscription:
        wanted = Wanted(
            offer=offer,
            quantity=quantity,
            frequency=self.story.frequency,
            term_months=self.story.term_months,
        )
        bought = purchases.purchase(
            customer=self.world.customer,
            wanted=wanted,
            on=on,
            at=morning(on),
            base=base,
            rules=self.rules,
        )
        self.told.add(bought.pk)
        return bought

    def _live_until(self, day: date) -> None:
        """Let happen what happens by the day (included), in order."""
        while self.waiting and self.waiting[0].on <= day:
            happening = self.waiting.pop(0)
            ACTS[happening.action](self, happening)

    def _billed(self, stream: str, period: Period) -> list[Row]:
        at = morning(calendar.billable_from(stream, period))
        run = runs.request(partner=self.world.partner, stream=stream, period=period, at=at)
        runs.perform(run=run, at=at)
        lines = ChargeRecord.objects.filter(invoice__run=run, subscription__in=self.told)
        return [
            Row(
                line.charge_type,
                line.period.start,
                line.period.last,
                line.quantity,
                line.amount,
            )
            for line in lines.order_by("position")
        ]


def _act(service: Callable[..., object]) -> Callable[[Play, Happening], None]:
    def act(play: Play, happening: Happening) -> None:
        service(subscription=play.held, on=happening.on, at=morning(happening.on))

    return act


def _set_quantity(play: Play, happening: Happening) -> None:
    subscriptions.change_quantity(
        subscription=play.held,
        quantity=happening.said["qty"],
        on=happening.on,
        at=morning(happening.on),
    )


def _buy_add_on(play: Play, happening: Happening) -> None:
    sku = play.world.sell(pricing_of(happening.said), kind=play.kind, later=None)
    quantity = happening.said.get("qty", 1)
    play.buy(sku.offer_id or "", quantity, happening.on, play.held)


def _set_frequency(play: Play, happening: Happening) -> None:
    frequency = FREQUENCIES[happening.said["to"]]
    conversions.change_frequency(
        order=play.held.order, frequency=frequency, on=happening.on, at=morning(happening.on)
    )


def _renew(play: Play, happening: Happening) -> None:
    renewals.renew_due(partner=play.world.partner, through=happening.on, at=morning(happening.on))


ACTS: Mapping[str, Callable[[Play, Happening], None]] = {
    "set_quantity": _set_quantity,
    "suspend": _act(subscriptions.suspend),
    "reactivate": _act(subscriptions.reactivate),
    "cancel": _act(subscriptions.cancel),
    "renew": _renew,
    "buy_addon": _buy_add_on,
    "set_billing_frequency": _set_frequency,
}
