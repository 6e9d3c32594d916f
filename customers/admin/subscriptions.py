"""Subscriptions, with the timeline that decides what is charged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.admin.subscription_acts import ACTS, INTAKES
from customers.models import ManagedAccess, Subscription, SubscriptionChange, Term
from partnercenter.admin import columns
from partnercenter.admin.acts import Acting
from partnercenter.admin.rows import EditableRows, ReadOnlyRows
from partnercenter.admin.taking_in import TakesFiles
from partnercenter.admin.tools import Tool
from pricing.engine.kinds import plan

NEVER_BY_HAND = (
    "public_id",
    "customer",
    "order",
    "base",
    "availability",
    "quantity",
    "status",
    "started",
    "term_months",
    "frequency",
    "currency",
    "decided",
    "proration",
    "agreed",
)


class Timeline(ReadOnlyRows):
    """What happened, in order."""

    model = SubscriptionChange
    verbose_name_plural = _("Timeline")
    fields = ("sequence", "action", "happened", "quantity", "recorded", "recorded_by")
    readonly_fields = ("happened", "recorded")
    ordering = ("sequence",)
    show_change_link = False

    happened = columns.day("on", _("on"))
    recorded = columns.moment("recorded_at", _("recorded"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubscriptionChange]:
        return super().get_queryset(request).select_related("recorded_by")


class Terms(ReadOnlyRows):
    """The price guaranteed for each term."""

    model = Term
    fields = ("number", "runs", "frequency", "costs")
    readonly_fields = ("runs", "costs")
    ordering = ("number",)
    show_change_link = False

    runs = columns.period(_("runs"), start="starts_on", end="ends_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).select_related("price__availability__sku")

    @admin.display(description=_("guaranteed price"))
    def costs(self, term: Term) -> str:
        return columns.link("pricing_price_change", term.price_id, term.price)


class ManagedDaysForm(forms.ModelForm[ManagedAccess]):
    """Days end after they begin, or have no end yet."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The end must be after the beginning."))
        return given


class ManagedDays(EditableRows):
    """When the partner manages what a consumption plan runs; such days earn the credit."""

    model = ManagedAccess
    form = ManagedDaysForm
    fields = ("since", "until")
    ordering = ("since",)


@admin.register(Subscription)
class SubscriptionAdmin(TakesFiles[Subscription], Acting[Subscription]):
    """Bought through an import; changed by acts, each of which lengthens the timeline."""

    acts = ACTS
    intakes = INTAKES
    inlines = (Timeline, Terms)
    list_display = ("name", "customer", "quantity", "status", "frequency", "started")
    list_filter = ("status", "frequency")
    list_select_related = ("customer",)
    search_fields = ("name", "customer__name", "customer__domain", "order__order_id")
    search_help_text = _("Name, customer, domain, order id or subscription id")
    guid_fields = ("public_id",)
    ordering = ("-id",)
    readonly_fields = NEVER_BY_HAND
    fieldsets = (
        (None, {"fields": ("name", "public_id", "customer", "order", "base", "availability")}),
        (_("What is held"), {"fields": ("status", "quantity", "started", "auto_renew")}),
        (
            _("How it is billed"),
            {
                "fields": (
                    "frequency",
                    "term_months",
                    "reseller_mpn_id",
                    "currency",
                    "decided",
                    "proration",
                    "agreed",
                )
            },
        ),
    )

    started = columns.day("starts_on", _("starts on"))
    decided = columns.facts("currency_decision", _("why this currency"))
    agreed = columns.facts("settings", _("settings agreed"))

    def get_inlines(self, request: HttpRequest, obj: Subscription | None) -> Any:
        """Offer managed days where they can earn something."""
        earns = obj is not None and obj.availability.sku.product.billing_type == plan.CODE
        return (*self.inlines, ManagedDays) if earns else self.inlines

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Subscription | None = None) -> bool:
        return False

    def partner_of(self, obj: Subscription) -> int | None:
        return obj.customer.partner_id

    def tools(self, request: HttpRequest, obj: Subscription) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        charges = reverse("admin:billing_chargerecord_changelist")
        yield Tool(_("Charges"), f"{charges}?subscription__id__exact={obj.pk}")
