"""What a rule of the offer matrix says, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.engine import segments
from pricing.models import LimitScope, OfferRule


def seats(rule: OfferRule) -> str:
    """Say how many seats a subscription may have."""
    least, most = rule.min_quantity, rule.max_quantity
    told = {"least": least, "most": most}
    if most is None:
        return _("At least %(least)d") % told if least > 1 else _("Any number")
    if least == most:
        return _("Exactly %(most)d") % told
    return _("%(least)d to %(most)d") % told if least > 1 else _("At most %(most)d") % told


def limit(rule: OfferRule) -> str:
    """Say how often one customer may buy it."""
    if rule.limit is None:
        return _("As often as wanted")
    told = {"count": rule.limit}
    if rule.scope == LimitScope.LIFETIME:
        return ngettext("Once in a lifetime", "At most %(count)d in a lifetime", rule.limit) % told
    return _("At most %(count)d at a time for one customer") % told


def billed(rule: OfferRule) -> str:
    """Say in which ways it may be billed; nothing when in any."""
    names = {
        "monthly": _("Monthly"),
        "annual": _("Annually"),
        "one_time": _("At once"),
        "none": _("Not billed"),
    }
    return ", ".join(names[code] for code in names if code in rule.frequencies)


def term(rule: OfferRule) -> str:
    """Say for how long it is sold; nothing when for any term."""
    if rule.duration_months is None:
        return ""
    words = ngettext("%(months)d month", "%(months)d months", rule.duration_months)
    return words % {"months": rule.duration_months}


def customers(codes: Sequence[str]) -> str:
    """Name the segments of customers who qualify."""
    names = {
        segments.COMMERCIAL: _("Commercial"),
        segments.EDUCATION: _("Education"),
        segments.NONPROFIT: _("Nonprofit"),
        segments.GOVERNMENT: _("Government"),
    }
    if set(codes) == set(names):
        return _("Everybody")
    return ", ".join(names[code] for code in names if code in codes)
