"""What staff can do with planned prices besides writing them down."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter.admin.acts import Act
from partnercenter.models import User
from pricing.models import PlannedPrice
from pricing.services import planned


def is_coming(month: date) -> bool:
    """Say whether the month has not begun, so that its lists can still change by planning."""
    return month > timezone.now().astimezone(UTC).date()


def publish_planned(month: date, *, at: datetime, by: User | None) -> str:
    """Publish what is planned for a month, and say what became of it."""
    made = planned.publish(month=month, at=at, by=by)
    return _("Published: %(lists)s.") % {"lists": ", ".join(str(one) for one in made)}


def _publish(plan: PlannedPrice, /, *, on: date, at: datetime, by: User | None) -> str:
    return publish_planned(plan.from_month, at=at, by=by)


def _withdraw(plan: PlannedPrice, /, *, on: date, at: datetime, by: User | None) -> str:
    told = str(plan)
    planned.withdraw(planned=plan, at=at, by=by)
    return _("%(plan)s is withdrawn.") % {"plan": told}


WITHDRAW = Act(
    code="withdraw",
    label=gettext_lazy("Withdraw"),
    permission="pricing.delete_plannedprice",
    perform=_withdraw,
    offered=lambda plan: is_coming(plan.from_month),
    warning=lambda plan: (
        _(
            "It will not stand on the list of %(month)s; a list that says it already is changed by "
            "publishing planned changes."
        )
        % {"month": f"{plan.from_month:%Y-%m}"}
    ),
    leads_to=lambda plan: reverse("admin:pricing_plannedprice_changelist"),
)
PUBLISH = Act(
    code="publish",
    label=gettext_lazy("Publish planned changes"),
    permission="pricing.add_pricelist",
    perform=_publish,
    offered=lambda plan: is_coming(plan.from_month) and planned.has_lists(plan.from_month),
    warning=lambda plan: (
        _(
            "Each list of %(month)s that is planned otherwise by now gets its next edition; partners "
            "see it at once."
        )
        % {"month": f"{plan.from_month:%Y-%m}"}
    ),
)
