"""From a trial to the product, as far as the offer matrix names one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.web.acts.act import Act, ActForm, Doing
from billing.web.acts.quantity import MOST
from customers.models import Frequency, Subscription
from customers.services import conversions
from customers.services.purchases import Wanted
from partnercenter.roles import Permission
from pricing.models import Sku
from pricing.queries.offer_rules import rule_of


def targets(held: Subscription, on: date) -> list[Sku]:
    """Return what the trial may be converted to on the day, by title."""
    rule = rule_of(held.availability.sku_id, on=on)
    return (
        list(Sku.objects.filter(offer_id__in=rule.converts_to).order_by("title")) if rule else []
    )


class TrialForm(ActForm):
    """What is bought, how many, and how it is billed."""

    offer = forms.ChoiceField(label=gettext_lazy("Buy"))
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=MOST)
    frequency = forms.ChoiceField(
        label=gettext_lazy("Billed"),
        choices=[choice for choice in Frequency.choices if choice[0] != Frequency.ONE_TIME],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = targets(self.held, self.on)
        self.fields["offer"].choices = [(one.offer_id, one.title) for one in found]  # type: ignore[attr-defined]
        self.fields["quantity"].initial = self.held.quantity
        self.fields["quantity"].help_text = _("Tried: %(quantity)d.") % {
            "quantity": self.held.quantity
        }


def _obstacle(held: Subscription, on: date) -> str:
    if targets(held, on):
        return ""
    return _("The offer matrix names nothing to convert this trial to.")


def _perform(doing: Doing) -> Subscription:
    wanted = Wanted(
        offer=doing.wanted["offer"],
        quantity=doing.wanted["quantity"],
        frequency=doing.wanted["frequency"],
    )
    return conversions.convert_trial(
        trial=doing.held, wanted=wanted, on=doing.on, at=doing.at, by=doing.by
    )


CONVERT_TRIAL = Act(
    code="convert",
    label=gettext_lazy("Convert to a purchase"),
    title=gettext_lazy("Buy what was tried"),
    confirm=gettext_lazy("Buy"),
    done=gettext_lazy("What was tried as %(name)s is bought from %(day)s on."),
    permission=lambda held: Permission.PLACE_ORDERS,
    offered=lambda held: held.availability.sku.is_trial,
    obstacle=_obstacle,
    explains=lambda held, on: (
        _("The trial ends today, and a subscription of 12 months begins in the same order."),
    ),
    perform=_perform,
    form=TrialForm,
)
