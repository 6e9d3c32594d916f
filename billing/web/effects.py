"""The money effect of an act as its page tells it: change by change, and invoice by invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.engine.effects import REGULAR
from billing.engine.rhythms import Recurring
from billing.queries.effects import Coming, Effect, Line, Stream
from partnercenter import localize
from partnercenter.money import Money, total

REASONS: dict[str, Promise] = {
    "purchase": _("Bought"),
    "quantity_change": _("Quantity changed: charged anew"),
    "change_at_once": _("Quantity changed: charged anew"),
    "suspend": _("Suspended: credit"),
    "cancel": _("Cancelled: credit"),
    "convert": _("Billing frequency changed"),
    "reactivate": _("Reactivated"),
}
EVERY: dict[int, Promise] = {1: _("each month"), 12: _("each year")}
RECURS = _("Regular charge")
OTHERWISE = _("Corrected")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a group; one that is gone is taken off, so its amount is turned around."""

    line: Line
    is_gone: bool
    amount: Money

    @property
    def is_credit(self) -> bool:
        return not self.is_gone and self.amount.amount < 0


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that one change makes of one subscription, and what they come to."""

    subscription: str
    reason: str
    is_change: bool
    rows: tuple[Row, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class Told:
    """One stream and currency: the first invoice that changes in groups, and all to come."""

    stream: Stream
    first: Coming
    groups: tuple[Group, ...]
    recurring: tuple[str, ...]

    @property
    def credit(self) -> Money:
        """What comes back at once, without its minus sign."""
        return -self.stream.credit_now

    @property
    def is_recurring(self) -> bool:
        return self.stream.stream == "recurring"


def told(effect: Effect) -> list[Told]:
    """Return what changes, stream by stream."""
    return [
        Told(
            stream=stream,
            first=stream.next_invoice,
            groups=tuple(_groups(stream.next_invoice)),
            recurring=tuple(_again(one) for one in stream.recurring),
        )
        for stream in effect.streams
    ]


def _groups(coming: Coming) -> Iterator[Group]:
    rows = [Row(line, False, line.charge.amount) for line in coming.come]
    rows += [Row(line, True, -line.charge.amount) for line in coming.go]
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = (row.line.charge.subject, "" if row.line.because in REGULAR else row.line.because)
        found.setdefault(key, []).append(row)
    for (_subject, because), some in found.items():
        yield Group(
            subscription=some[0].line.subscription,
            reason=str(REASONS.get(because, OTHERWISE) if because else RECURS),
            is_change=bool(because),
            rows=tuple(some),
            net=_net(some, coming.before.currency),
        )


def _again(one: Recurring) -> str:
    """Tell what recurs otherwise: a sum instead of another, no more, or for the first time."""
    told = {
        "day": localize.day(one.since),
        "before": localize.money(one.before),
        "after": localize.money(one.after),
        "every": EVERY.get(one.months, gettext("every %d months") % one.months),
    }
    if not one.after:
        return gettext("From %(day)s on no more %(before)s %(every)s.") % told
    if not one.before:
        return gettext("From %(day)s on %(after)s %(every)s.") % told
    return gettext("From %(day)s on %(after)s %(every)s instead of %(before)s.") % told


def _net(rows: Iterable[Row], currency: str) -> Money:
    return total((row.amount for row in rows), currency)
