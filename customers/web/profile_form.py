"""What a partner's Global admin fills in: address, contact, language, purchase order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.models import Partner
from customers.services.billing_profiles import Profile


class ProfileForm(forms.ModelForm[Partner]):
    """The billing profile; a contact is needed, so that a question reaches somebody."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Language of documents"),
        choices=settings.LANGUAGES,
        help_text=_("Invoices from now on are written in it."),
    )
    contact_name = forms.CharField(label=_("Contact"), max_length=120)
    contact_email = forms.EmailField(label=_("Contact e-mail"), max_length=254)

    class Meta:
        model = Partner
        fields = (
            "registration",
            "address_line1",
            "address_line2",
            "postal_code",
            "city",
            "region",
            "contact_name",
            "contact_email",
            "contact_phone",
            "language",
            "purchase_order",
        )
        labels = {"purchase_order": _("Default purchase order")}
        help_texts = {
            "registration": _("As in your register of companies; the supplier keeps it on file."),
            "purchase_order": _("Printed on your invoices from now on."),
        }

    def profile(self) -> Profile:
        """Return what was filled in."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return Profile(**given)
