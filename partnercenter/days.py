"""Days that people name: the product counts with those of two centuries."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from partnercenter.errors import Refused
from partnercenter.periods import CALENDAR


class OutOfReach(Refused):
    """A day so far away that somebody mistyped its year."""

    code = "out_of_reach"


def reachable(day: date) -> date:
    """Return the day; raises OutOfReach when it is none of the years 2000 to 2200."""
    if day not in CALENDAR:
        told = {"year": day.year, "first": CALENDAR.start.year, "last": CALENDAR.last.year}
        raise OutOfReach(_("%(year)d is not a year from %(first)d to %(last)d.") % told)
    return day
