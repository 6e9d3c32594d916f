"""The supplier: one row, copied onto each invoice when it is issued."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import iban
from stdnum.exceptions import ValidationError as NotValid

from billing.admin import impact
from billing.models import Supplier
from customers.services import vat_ids
from partnercenter.admin.pages import Page
from partnercenter.choices import country_field


class SupplierForm(forms.ModelForm[Supplier]):
    """Checks the numbers that partners copy from invoices to their banks and tax returns."""

    country = country_field(gettext_lazy("Country"))

    def clean_iban(self) -> str:
        try:
            return str(iban.validate(self.cleaned_data["iban"]))
        except NotValid as error:
            raise ValidationError(_("This is not an IBAN: format or check digits.")) from error

    def clean(self) -> None:
        super().clean()
        number, country = self.cleaned_data.get("vat_number"), self.cleaned_data.get("country")
        if number and country:
            found = vat_ids.validated(number, country=country)
            if found is None:
                self.add_error("vat_number", _("This is not a VAT id of the country."))
            else:
                self.cleaned_data["vat_number"] = found.number


@admin.register(Supplier)
class SupplierAdmin(Page[Supplier]):
    """A change counts from the next invoice on; issued ones keep what they say."""

    form = SupplierForm
    asks_who_it_is = True
    list_display = ("name", "country", "vat_number", "email")
    fieldsets = (
        (None, {"fields": ("name", "registration", "email")}),
        (gettext_lazy("Address"), {"fields": ("address_line1", "postal_code", "city", "country")}),
        (gettext_lazy("Tax"), {"fields": ("vat_number", "tax_rounding")}),
        (gettext_lazy("Bank"), {"fields": ("bank_name", "iban", "bic")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [*impact.urls(self), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Supplier.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Supplier | None = None) -> bool:
        return False
