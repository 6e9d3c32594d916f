"""What staff can do to an order: bill its licences another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Frequency, Order
from customers.services import conversions
from partnercenter.admin.acts import Act
from partnercenter.models import User


def _bill(frequency: str) -> Callable[..., str]:
    def perform(order: Order, /, *, on: date, at: datetime, by: User | None) -> str:
        held = conversions.change_frequency(order=order, frequency=frequency, on=on, at=at, by=by)
        return ngettext(
            "%(count)d subscription is billed anew.",
            "%(count)d subscriptions are billed anew.",
            len(held),
        ) % {"count": len(held)}

    return perform


def _offered(frequency: str) -> Callable[[Order], bool]:
    def offered(order: Order) -> bool:
        licences = order.subscriptions.filter(availability__sku__product__billing_type="license")
        return licences.exclude(status="deleted").exclude(frequency=frequency).exists()

    return offered


def _warning(order: Order) -> str:
    names = ", ".join(order.subscriptions.exclude(status="deleted").values_list("name", flat=True))
    return _(
        "Every licence of this order is billed anew from that day on, with its add-ons: %(names)s. "
        "What was paid for the days after it is given back; a new term begins that day, at the "
        "price of the current list."
    ) % {"names": names}


ACTS = (
    Act(
        code="bill-annually",
        label=gettext_lazy("Bill annually"),
        permission="customers.change_subscription",
        perform=_bill(Frequency.ANNUAL),
        offered=_offered(Frequency.ANNUAL),
        warning=_warning,
        dated=True,
    ),
    Act(
        code="bill-monthly",
        label=gettext_lazy("Bill monthly"),
        permission="customers.change_subscription",
        perform=_bill(Frequency.MONTHLY),
        offered=_offered(Frequency.MONTHLY),
        warning=_warning,
        dated=True,
    ),
)
