"""The form by which staff grant an adjustment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelForm
from django.utils.translation import gettext_lazy

from billing.models import Adjustment
from billing.services.adjustment_checks import checked_amount, checked_reason
from customers.models import Partner
from partnercenter.admin.days import DayField
from partnercenter.choices import currency_field
from partnercenter.errors import Refused

GRANTED = ("partner", "stream", "currency", "amount", "reason", "applies_on")


class GrantForm(ModelForm[Adjustment]):
    """Asks for an amount and tells at once what no invoice could say."""

    partner = forms.ModelChoiceField(
        Partner.objects.all(),
        label=gettext_lazy("MPN id of the partner"),
        to_field_name="mpn_id",
        widget=forms.TextInput,
        error_messages={"invalid_choice": gettext_lazy("No partner has this MPN id.")},
    )
    currency = currency_field(
        gettext_lazy("Currency"),
        help_text=gettext_lazy("Where nothing else is billed in it, it makes its own document."),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount before tax"),
        help_text=gettext_lazy("With a minus sign when the partner gets it: -25.00."),
    )
    applies_on = DayField(
        label=gettext_lazy("Applies from"),
        help_text=gettext_lazy("It waits for the first invoice whose period ends then or later."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if given.get("amount") is not None and given.get("currency"):
            self._check("amount", checked_amount, given["amount"], given["currency"])
        if given.get("reason"):
            self._check("reason", checked_reason, given["reason"])

    def _check(self, field: str, check: Any, *given: Any) -> None:
        try:
            self.cleaned_data[field] = check(*given)
        except Refused as error:
            self.add_error(field, ValidationError(str(error)))
