"""What somebody did with what they hold, and what they consumed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Action(StrEnum):
    """One kind of event on a subscription's timeline."""

    PURCHASE = "purchase"
    SET_QUANTITY = "set_quantity"
    SUSPEND = "suspend"
    REACTIVATE = "reactivate"
    CANCEL = "cancel"
    SET_FREQUENCY = "set_billing_frequency"
    EXPIRE = "expire"


# The detail of a quantity that was planned for the renewal.
AT_RENEWAL = "renewal"


def action_choices() -> list[tuple[str, str]]:
    """Return the actions as the choices of a field."""
    return [(action.value, action.value.replace("_", " ").capitalize()) for action in Action]


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``quantity`` holds after it, planned ``at_renewal`` from a term's first charge on.

    A change of the billing frequency begins a new term on its day; what it changed to is there.
    A subscription expires when its last term has ended and is not renewed.
    """

    sequence: int
    action: Action
    on: date
    quantity: int
    at_renewal: bool = False


@dataclass(frozen=True, slots=True)
class Consumed:
    """What one meter counted on one day (UTC), and the day on which that became known.

    No such day means that it was known in time.
    """

    meter: str
    on: date
    quantity: Decimal
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """The timeline of one subscription, in sequence, and its metered consumption."""

    events: tuple[Event, ...]
    consumed: tuple[Consumed, ...] = ()


def planned(events: list[Event], day: date, quantity: int) -> int:
    """Remove the quantity planned for the term that begins on the day, and return it.

    Without one it stays what it was.
    """
    while events and events[0].at_renewal and events[0].on <= day:
        quantity = events.pop(0).quantity
    return quantity
