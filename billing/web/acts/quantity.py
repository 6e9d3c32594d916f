"""Another number of licences."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.web.acts.act import Act, ActForm, Doing
from customers.models import Status, Subscription
from customers.queries.software import is_software
from customers.services import subscriptions
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED

MOST = 1_000_000


class QuantityForm(ActForm):
    """How many are wanted."""

    quantity = forms.IntegerField(label=gettext_lazy("New quantity"), min_value=1, max_value=MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].initial = self.held.quantity
        self.fields["quantity"].help_text = _("Held today: %(quantity)d.") % {
            "quantity": self.held.quantity
        }

    def clean_quantity(self) -> int:
        wanted = int(self.cleaned_data["quantity"])
        if wanted == self.held.quantity:
            raise forms.ValidationError(_("So many are held already: enter another number."))
        return wanted


def _obstacle(held: Subscription, _on: date) -> str:
    if not held.availability.sku.may_be_changed or held.availability.sku.is_trial:
        return _("The number of licences of this offer is fixed.")
    if held.status == Status.SUSPENDED:
        return _("It is suspended: reactivate it first.")
    return ""


def _also(doing: Doing) -> Permission | None:
    """Fewer of software is a part of it cancelled."""
    fewer = doing.wanted["quantity"] < doing.held.quantity
    if fewer and is_software([doing.held.availability_id]):
        return Permission.CANCEL_SOFTWARE
    return None


def _explains(held: Subscription, _on: date) -> list[str]:
    told = [
        _(
            "Licences that are added cost the price guaranteed for the term that runs. The charge"
            " made before is taken back in full, and its days are charged anew at each quantity."
        )
    ]
    if is_software([held.availability_id]):
        told.append(_("Fewer than today can be set by who may cancel software."))
    return told


def _perform(doing: Doing) -> None:
    subscriptions.change_quantity(
        subscription=doing.held,
        quantity=doing.wanted["quantity"],
        on=doing.on,
        at=doing.at,
        by=doing.by,
    )


CHANGE_QUANTITY = Act(
    code="quantity",
    label=gettext_lazy("Change quantity"),
    title=gettext_lazy("Change the quantity"),
    confirm=gettext_lazy("Change quantity"),
    done=gettext_lazy("%(name)s has another quantity from %(day)s on."),
    permission=lambda held: (
        Permission.ORDER_SOFTWARE
        if is_software([held.availability_id])
        else Permission.CHANGE_LICENSES
    ),
    offered=lambda held: held.availability.sku.product.billing_type not in METERED,
    obstacle=_obstacle,
    explains=_explains,
    also=_also,
    perform=_perform,
    form=QuantityForm,
)
