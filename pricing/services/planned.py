"""Planned prices: what the next lists will say without anybody importing them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from partnercenter import audit
from partnercenter.days import reachable
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.periods import month_of
from pricing.models import Availability, PlannedPrice, Price, PriceList
from pricing.services import carrying, editions, previews


class MonthHasBegun(Refused):
    """The list of the month is in force already, or past."""

    code = "month_has_begun"


class NeverListed(Refused):
    """No list has ever priced it, so none can go on with it."""

    code = "never_listed"


class NotAPrice(Refused):
    """A price below zero."""

    code = "not_a_price"


class NothingNew(Refused):
    """The lists of the month say already what is planned."""

    code = "nothing_new"


@transaction.atomic
def plan(
    *,
    availability: Availability,
    from_month: date,
    unit_price: Decimal | None,
    erp_price: Decimal | None = None,
    note: str = "",
    at: datetime,
    by: User | None = None,
) -> PlannedPrice:
    """Plan what an availability costs from a month on; without a price it is no longer offered.

    A second plan for the month takes the place of the first. Without a retail price the one
    there is stays. Raises MonthHasBegun, OutOfReach, NeverListed or NotAPrice.
    """
    month = checked_month(from_month, on=at.date())
    if min(unit_price or 0, erp_price or 0) < 0:
        raise NotAPrice(_("A price is not negative."))
    if not Price.objects.filter(availability=availability).exists():
        raise NeverListed(
            _("%(what)s was never on a list: import a list with it.") % {"what": availability}
        )
    values = {
        "unit_price": unit_price,
        "erp_price": None if unit_price is None else erp_price,
        "note": note.strip()[:200],
        "recorded_at": at,
        "recorded_by": by,
    }
    planned, _created = PlannedPrice.objects.update_or_create(
        availability=availability, from_month=month, defaults=values
    )
    audit.record(
        "planned_price.planned",
        planned,
        at=at,
        by=by,
        unit_price=unit_price,
        erp_price=values["erp_price"],
        note=values["note"],
    )
    return planned


@transaction.atomic
def withdraw(*, planned: PlannedPrice, at: datetime, by: User | None = None) -> None:
    """Take a plan back; raises MonthHasBegun once its month has."""
    checked_month(planned.from_month, on=at.date())
    audit.record("planned_price.withdrawn", planned, at=at, by=by, unit_price=planned.unit_price)
    planned.delete()


def publish(*, month: date, at: datetime, by: User | None = None) -> list[PriceList]:
    """Publish the next edition of every list of the coming month that is planned otherwise by now.

    Each is made anew from what was imported for the month, else from the month before, so that
    what was withdrawn is gone, too. All lists or none. Raises MonthHasBegun, or NothingNew.
    """
    first = checked_month(month, on=at.date())
    made = []
    with transaction.atomic():
        editions.lock()
        there = PriceList.objects.filter(month=first).order_by("kind", "currency", "market")
        for key in there.values("kind", "currency", "market").distinct():
            base = carrying.base_of(**key, month=first)
            if base and (one := previews.published_from(base, month=first, at=at, by=by)):
                made.append(one)
    if not made:
        raise NothingNew(
            _("The lists of %(month)s say already what is planned.") % {"month": f"{first:%Y-%m}"}
        )
    return made


def has_lists(month: date) -> bool:
    """Say whether lists of the month are published, which do not change by planning alone."""
    return PriceList.objects.filter(month=month).exists()


def checked_month(month: date, *, on: date) -> date:
    """Return the first day of the month; raises MonthHasBegun when it has, or OutOfReach."""
    first = month_of(reachable(month)).start
    if first <= on:
        raise MonthHasBegun(
            _("The list of %(month)s is in force already or past: to correct it, import a list.")
            % {"month": f"{first:%Y-%m}"}
        )
    return first
