"""The stretches of days whose metered use is charged together, and what was used in each."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from partnercenter.periods import DAY, Period
from pricing.engine.activity import Action, Activity, Consumed


@dataclass(frozen=True, slots=True)
class Service:
    """Days whose use is charged together; ``stopped`` when a cancellation ended them."""

    period: Period
    stopped: bool = False


def services(periods: Iterable[Period], activity: Activity) -> Iterator[Service]:
    """Yield the service periods up to the day of the cancellation, whose own use still counts."""
    ends = [event.on + DAY for event in activity.events if event.action is Action.CANCEL]
    for period in periods:
        if not ends or ends[0] > period.end:
            yield Service(period)
        else:
            if ends[0] > period.start:
                yield Service(Period(period.start, ends[0]), stopped=True)
            return


class UseByDay:
    """All use of a subscription, found by service period."""

    def __init__(self, consumed: Iterable[Consumed]) -> None:
        self._use = sorted(consumed, key=lambda use: use.on)
        self._days = [use.on for use in self._use]

    def within(self, period: Period) -> list[tuple[str, list[Consumed]]]:
        """Return what each meter counted in the period, by meter; meters without use are absent."""
        by_meter: dict[str, list[Consumed]] = defaultdict(list)
        first, end = (bisect_left(self._days, day) for day in (period.start, period.end))
        for use in self._use[first:end]:
            if use.quantity:
                by_meter[use.meter].append(use)
        return sorted(by_meter.items())
