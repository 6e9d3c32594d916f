"""Partners: enrolled once; billing date and currency stay what they were that day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.admin.people import Memberships
from customers.admin.tax import TaxRegistrations
from customers.models import Partner
from customers.services import partner_files
from partnercenter.admin import columns
from partnercenter.admin.pages import Page
from partnercenter.admin.taking_in import Intake, TakesFiles
from partnercenter.admin.tools import Tool
from partnercenter.choices import country_field, currency_field

FIXED = ("currency", "billing_day", "enrolled")


class PartnerForm(forms.ModelForm[Partner]):
    """Offers only what exists."""

    country = country_field(_("Country"))
    currency = currency_field(
        _("Billing currency"), help_text=_("Cannot be changed after enrolment.")
    )
    language = forms.ChoiceField(label=_("Language of documents"), choices=settings.LANGUAGES)
    billing_day = forms.IntegerField(
        label=_("Billing date"),
        min_value=1,
        max_value=31,
        help_text=_(
            "A day of the month; where a month is shorter, its last day. "
            "Cannot be changed after enrolment."
        ),
    )


IMPORT = Intake(
    label=_("Import partners"),
    explains=_("New partners, one a row, each with its VAT id if it has one."),
    permission="customers.add_partner",
    take_in=partner_files.take_in,
    told=lambda count: ngettext("%d partner", "%d partners", count) % count,
)


@admin.register(Partner)
class PartnerAdmin(TakesFiles[Partner], Page[Partner]):
    """Who is billed; with their VAT ids and their people."""

    intakes = (IMPORT,)
    form = PartnerForm
    inlines = (TaxRegistrations, Memberships)
    list_display = (
        "legal_name",
        "mpn_id",
        "account_number",
        "country",
        "currency",
        "billing_day",
        "enrolled",
    )
    list_filter = ("country", "currency", "billing_day")
    search_fields = ("legal_name", "mpn_id", "account_number")
    search_help_text = _("Name, MPN id or customer number")
    guid_fields = ("public_id",)
    ordering = ("legal_name", "id")
    readonly_fields = ("public_id",)

    enrolled = columns.day("enrolled_on", _("enrolled on"))

    def get_fieldsets(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        clock = FIXED if obj else ("currency", "billing_day", "enrolled_on")
        return (
            (None, {"fields": ("legal_name", "mpn_id", "account_number", "public_id")}),
            (
                _("Billing"),
                {"fields": (*clock, "own_currency_since", "purchase_order", "language")},
            ),
            (_("Address"), {"fields": ("address_line1", "postal_code", "city", "country")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        return (*self.readonly_fields, *FIXED) if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        return False

    def partner_of(self, obj: Partner) -> int | None:
        return obj.pk

    def tools(self, request: HttpRequest, obj: Partner) -> Iterable[Tool]:
        for label, page in (
            (_("Customers"), "customers_customer"),
            (_("Invoices"), "billing_invoice"),
            (_("Billing runs"), "billing_billingrun"),
            (_("Adjustments"), "billing_adjustment"),
        ):
            rows = reverse(f"admin:{page}_changelist")
            yield Tool(label, f"{rows}?partner__id__exact={obj.pk}")
        if request.user.has_perm("billing.add_adjustment"):
            grant = reverse("admin:billing_adjustment_add")
            yield Tool(_("Grant an adjustment"), f"{grant}?partner={obj.mpn_id}")
