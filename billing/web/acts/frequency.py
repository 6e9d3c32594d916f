"""Another billing frequency, for the whole order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.web.acts.act import Act, ActForm, Doing
from customers.models import Frequency, RenewalPlan, Status, Subscription
from customers.queries.marks import around
from customers.services import conversions
from partnercenter.roles import Permission

OTHER = {Frequency.MONTHLY: Frequency.ANNUAL, Frequency.ANNUAL: Frequency.MONTHLY}


class FrequencyForm(ActForm):
    """The frequency that is shown, so that a page shown earlier never turns it back."""

    frequency = forms.ChoiceField(
        widget=forms.HiddenInput, choices=[(one.value, one.label) for one in OTHER]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = {str(now): str(then) for now, then in OTHER.items()}
        self.fields["frequency"].initial = other.get(self.held.frequency, "")


def _offered(held: Subscription) -> bool:
    sku = held.availability.sku
    return sku.product.billing_type == "license" and not sku.is_trial and held.frequency in OTHER


def _obstacle(held: Subscription, _on: date) -> str:
    if held.status != Status.ACTIVE:
        return _("It is suspended: reactivate it first.")
    sku = held.availability.sku
    if not sku.may_be_changed or not sku.may_be_cancelled:
        return _("The billing frequency of this offer is fixed.")
    if held.base and held.base.order_id != held.order_id:
        return _("An add-on is billed like its base: change that of its base.")
    return ""


def _explains(held: Subscription, _on: date) -> Sequence[str]:
    to_the_year = held.frequency == Frequency.MONTHLY
    words = (
        _("The whole order %(order)s is billed by the year from today on, its add-ons too.")
        if to_the_year
        else _("The whole order %(order)s is billed by the month from today on, its add-ons too.")
    )
    told = [
        words % {"order": held.order.order_id},
        _(
            "Terms begin anew today at the price of the current price list; promotions end. What"
            " is not used of the charges before comes back. It can be changed again at any time."
        ),
    ]
    if RenewalPlan.objects.filter(subscription__in=around(held)).exists():
        told.append(_("What is planned for renewals of the order is forgotten."))
    return told


def _perform(doing: Doing) -> None:
    conversions.change_frequency(
        order=doing.held.order,
        frequency=doing.wanted["frequency"],
        on=doing.on,
        at=doing.at,
        by=doing.by,
    )


CHANGE_FREQUENCY = Act(
    code="frequency",
    label=gettext_lazy("Change billing frequency"),
    title=gettext_lazy("Change the billing frequency"),
    confirm=gettext_lazy("Change billing frequency"),
    done=gettext_lazy("The order of %(name)s is billed otherwise from %(day)s on."),
    permission=lambda held: Permission.CHANGE_FREQUENCY,
    offered=_offered,
    obstacle=_obstacle,
    explains=_explains,
    perform=_perform,
    form=FrequencyForm,
)
