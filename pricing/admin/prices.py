"""Prices, kept for ever by the database: to be read and searched."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from pricing.models import Availability, Price


def _currency(price: Price) -> str:
    return price.availability.currency


@admin.register(Price)
class PriceAdmin(ReadOnly[Price]):
    """What each availability costs, and from when until when."""

    list_display = ("availability", "price_shown", "retail", "valid", "in_force", "price_list")
    list_filter = ("in_force", "price_list__kind")
    list_select_related = ("availability__sku", "price_list")
    search_fields = ("availability__availability_id",)
    search_help_text = _("Title, offer id or availability id")
    ordering = ("-id",)
    sortable_by = ()
    fields = (
        "availability",
        "price_shown",
        "included_shown",
        "tiers_shown",
        "retail",
        "valid",
        "in_force",
        "status",
        "price_list",
    )

    price_shown = columns.price("unit_price", _("list price"), currency=_currency)
    included_shown = columns.number("included", _("included quantity"))
    tiers_shown = columns.facts("tiers", _("tiers"))
    retail = columns.price("erp_price", _("estimated retail price"), currency=_currency)
    valid = columns.period(_("valid"), start="valid_from", end="valid_until")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        return super().get_queryset(request).select_related("availability__sku", "price_list")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Price], bool]:
        """Search what is sold, which is little, and then its prices, which are many."""
        for word in search_term.split():
            sold = Availability.objects.filter(
                Q(availability_id__iexact=word)
                | Q(sku__offer_id__iexact=word)
                | Q(sku__title__icontains=word)
            )
            queryset = queryset.filter(availability__in=sold)
        return queryset, False
