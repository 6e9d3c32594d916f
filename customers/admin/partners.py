"""Partners: enrolled once; billing date and currency stay what they were that day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.admin.partner_acts import ACTS
from customers.admin.people import Memberships
from customers.admin.tax import TaxExemptions, TaxRegistrations
from customers.admin.vat_id_act import REGISTER
from customers.models import BillingContact, Partner, Reseller
from customers.services import partner_files, partners
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.acts import Acting
from partnercenter.admin.pages import author
from partnercenter.admin.rows import EditableRows
from partnercenter.admin.taking_in import Intake, TakesFiles
from partnercenter.admin.tools import Tool
from partnercenter.choices import country_field, currency_field
from pricing.engine.markets import market_currency

FIXED = ("currency", "billing_day", "enrolled")
# Tax, currency and VAT id follow from it, so that it is as fixed as they are.
COUNTRY_FIXED = _(
    "The country stays what it was: tax, currency and VAT id follow from it. A move to another "
    "country is a new enrolment."
)
NAMES = ("legal_name", "kind", "registration", "mpn_id", "account_number", "public_id")
STANDING = ("state", "since", "state_reason", "confirmed")
ADDRESS = ("address_line1", "address_line2", "postal_code", "city", "region")


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

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            return given
        expected = market_currency(given.get("country") or "")
        if given.get("currency") not in (None, expected):
            words = _("Partners in this country are billed in %(currency)s.")
            self.add_error("currency", words % {"currency": expected})
        return given


class BillingContacts(EditableRows):
    """Who is told when an invoice is ready, beside the partner's own admins."""

    model = BillingContact
    fields = ("name", "email")


class Resellers(EditableRows):
    """The resellers of record of an indirect provider."""

    model = Reseller
    fields = ("mpn_id", "name", "country", "is_active")
    can_delete = False

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "country":
            field = country_field(_("Country"))
            field.widget.attrs["aria-label"] = str(_("Country"))
            return field
        return super().formfield_for_dbfield(db_field, request, **kwargs)


IMPORT = Intake(
    label=_("Import partners"),
    explains=_("New partners, one a row, each with its VAT id if it has one."),
    permission="customers.add_partner",
    take_in=partner_files.take_in,
    told=lambda count: ngettext("%d partner", "%d partners", count) % count,
)


@admin.register(Partner)
class PartnerAdmin(TakesFiles[Partner], Acting[Partner]):
    """Who is billed; with their VAT ids, exemptions, contacts, resellers and people."""

    intakes = (IMPORT,)
    acts = (*ACTS, REGISTER)
    form = PartnerForm
    asks_who_it_is = True
    inlines = (TaxRegistrations, TaxExemptions, BillingContacts, Resellers, Memberships)
    list_display = (
        "legal_name",
        "mpn_id",
        "account_number",
        "state",
        "country",
        "currency",
        "billing_day",
        "enrolled",
    )
    list_filter = ("state", "kind", "country", "currency", "billing_day")
    search_fields = ("legal_name", "mpn_id", "account_number")
    search_help_text = _("Name, MPN id or customer number")
    guid_fields = ("public_id",)
    ordering = ("legal_name", "id")
    readonly_fields = ("public_id", "state", "since", "state_reason", "confirmed", "located")

    enrolled = columns.day("enrolled_on", _("enrolled on"))
    since = columns.day("state_since", _("state since"))
    confirmed = columns.moment("profile_confirmed_at", _("profile confirmed at (UTC)"))

    @admin.display(description=_("Country"))
    def located(self, obj: Partner) -> str:
        return f"{localize.country(obj.country)} ({obj.country})"

    def get_fieldsets(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        clock = FIXED if obj else ("currency", "billing_day", "enrolled_on")
        standing = STANDING if obj else ()
        country, why = ("located", COUNTRY_FIXED) if obj else ("country", "")
        return (
            (None, {"fields": (*NAMES, *standing)}),
            (
                _("Billing"),
                {"fields": (*clock, "own_currency_since", "purchase_order", "language")},
            ),
            (_("Address"), {"fields": (*ADDRESS, country), "description": why}),
            (_("Contact"), {"fields": ("contact_name", "contact_email", "contact_phone")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        return (*self.readonly_fields, *FIXED, "country") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            partners.enrol(partner=obj, at=timezone.now(), by=author(request))

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        return False

    def partner_of(self, obj: Partner) -> int | None:
        return obj.pk

    def tools(self, request: HttpRequest, obj: Partner) -> Iterable[Tool]:
        yield from super().tools(request, obj)
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
