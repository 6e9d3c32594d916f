"""What staff can do to a partner: let it in, stop it, let it go on, part with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Partner, PartnerState
from customers.services import partners
from partnercenter.admin.acts import Act
from partnercenter.models import User

MAY = "customers.change_partner"


def _approve(partner: Partner, *, on: date, at: datetime, by: User | None) -> str:
    partners.approve(partner=partner, at=at, by=by)
    return _("%(partner)s is active and may buy.") % {"partner": partner}


def _restore(partner: Partner, *, on: date, at: datetime, by: User | None) -> str:
    partners.restore(partner=partner, at=at, by=by)
    return _("%(partner)s is active again.") % {"partner": partner}


def _suspend(partner: Partner, *, reason: str, at: datetime, by: User | None, **_on: Any) -> str:
    partners.suspend(partner=partner, reason=reason, at=at, by=by)
    return _("%(partner)s is suspended: it buys nothing more.") % {"partner": partner}


def _part(partner: Partner, *, reason: str, at: datetime, by: User | None, **_on: Any) -> str:
    partners.part(partner=partner, reason=reason, at=at, by=by)
    return _("%(partner)s has left.") % {"partner": partner}


ACTS = (
    Act(
        code="approve",
        label=gettext_lazy("Approve the enrolment"),
        permission=MAY,
        perform=_approve,
        offered=lambda partner: partner.state == PartnerState.IN_REVIEW,
        main=True,
    ),
    Act(
        code="restore",
        label=gettext_lazy("Restore"),
        permission=MAY,
        perform=_restore,
        offered=lambda partner: partner.state == PartnerState.SUSPENDED,
        main=True,
    ),
    Act(
        code="suspend",
        label=gettext_lazy("Suspend"),
        permission=MAY,
        perform=_suspend,
        offered=lambda partner: partner.state == PartnerState.ACTIVE,
        warning=lambda partner: (
            _(
                "%(partner)s adds no customers, buys nothing, takes no more licences and converts "
                "nothing until it is restored. What it holds goes on, is billed, and can be reduced, "
                "suspended and cancelled."
            )
            % {"partner": partner}
        ),
        reasoned=True,
    ),
    Act(
        code="part",
        label=gettext_lazy("Part with the partner"),
        permission=MAY,
        perform=_part,
        offered=lambda partner: partner.state != PartnerState.LEFT,
        warning=lambda partner: (
            _(
                "%(partner)s leaves for good: it never buys again. What it holds goes on and is "
                "billed until it is cancelled."
            )
            % {"partner": partner}
        ),
        reasoned=True,
    ),
)
