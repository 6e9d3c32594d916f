"""What the lists of a coming month change, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partnercenter.access import Actor
from pricing.models import PriceList
from pricing.queries import list_counts
from pricing.queries.due_lists import coming_month


@dataclass(frozen=True, slots=True)
class ComingList:
    """A list of the coming month, and how many prices it has new, changed and so on."""

    list: PriceList
    new: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Coming:
    """What the lists of a coming month change, all together."""

    month: date
    new: int
    changed: int
    removed: int


def coming(actor: Actor, *, on: date) -> Coming | None:
    """Return what the coming month changes for the actor; None while no list is published."""
    found = coming_lists(actor, on=on)
    if not found:
        return None
    return Coming(
        month=coming_month(on),
        new=sum(one.new for one in found),
        changed=sum(one.changed for one in found),
        removed=sum(one.removed for one in found),
    )


def coming_lists(actor: Actor, *, on: date) -> list[ComingList]:
    """Return the lists of the month after the day that the actor may see, the newest editions."""
    visible = PriceList.objects.visible_to(actor).filter(month=coming_month(on))
    found = list(visible.uncorrected().order_by("kind", "currency", "market"))
    counts = list_counts.counts_of(found)
    return [
        ComingList(
            list=one,
            new=counts[one.pk].new,
            changed=counts[one.pk].changed,
            removed=counts[one.pk].removed,
            unchanged=counts[one.pk].unchanged,
        )
        for one in found
    ]
