"""The forms of an order: its purchase order number, asked for with it and corrected later."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """The purchase order number that invoices to come bear."""

    purchase_order = forms.CharField(
        label=_("Purchase order number"), required=False, max_length=60
    )


class OrderForm(NumberForm):
    """What an order needs beside the cart."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["purchase_order"].help_text = _(
            "Your own number; reconciliation files bear it."
        )
