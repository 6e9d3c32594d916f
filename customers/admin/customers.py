"""Customers: found by name, domain or identifier, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.models import Customer
from customers.services import customer_files
from partnercenter.admin import columns
from partnercenter.admin.pages import Page
from partnercenter.admin.taking_in import Intake, TakesFiles
from partnercenter.admin.tools import Tool
from partnercenter.choices import country_field


class CustomerForm(forms.ModelForm[Customer]):
    """Offers only countries that exist."""

    country = country_field(_("Country"))


IMPORT = Intake(
    label=_("Import customers"),
    explains=_("New customers, one a row, each of a partner that is here already."),
    permission="customers.add_customer",
    take_in=customer_files.take_in,
    told=lambda count: ngettext("%d customer", "%d customers", count) % count,
)


@admin.register(Customer)
class CustomerAdmin(TakesFiles[Customer], Page[Customer]):
    """Whom the partners sell to; a customer stays with its partner."""

    intakes = (IMPORT,)
    form = CustomerForm
    list_display = ("name", "domain", "country", "segment", "partner", "since")
    list_filter = ("segment", "country")
    list_select_related = ("partner",)
    search_fields = ("name", "domain")
    search_help_text = _("Name, domain or customer id")
    guid_fields = ("public_id",)
    autocomplete_fields = ("partner",)
    ordering = ("-id",)

    since = columns.day("relationship_since", _("relationship since"))

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        return ("partner", "public_id") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        return False

    def tools(self, request: HttpRequest, obj: Customer) -> Iterable[Tool]:
        for label, page in (
            (_("Subscriptions"), "customers_subscription"),
            (_("Orders"), "customers_order"),
        ):
            rows = reverse(f"admin:{page}_changelist")
            yield Tool(label, f"{rows}?customer__id__exact={obj.pk}")
