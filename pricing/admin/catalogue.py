"""What is on sale: it comes with the price lists; only the rules of its sale are set by hand."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.admin.pages import Page, ReadOnly
from partnercenter.admin.rows import ReadOnlyRows
from partnercenter.admin.tools import Tool
from pricing.models import Availability, Product, Sku


class SkusOfProduct(ReadOnlyRows):
    """The first look at what a product is sold as."""

    model = Sku
    fields = ("sku_id", "title", "unit", "offer_id", "meter_id")


class AvailabilitiesOfSku(ReadOnlyRows):
    """Where a SKU may be sold."""

    model = Availability
    fields = (
        "availability_id",
        "currency",
        "market",
        "agreement_type",
        "end_customer_type",
        "term",
    )


@admin.register(Product)
class ProductAdmin(Page[Product]):
    """Products, as the lists name them, and what cancelling one gives back from now on."""

    list_display = ("title", "product_id", "publisher", "billing_type")
    list_filter = ("billing_type",)
    search_fields = ("title", "product_id")
    search_help_text = _("Title or product id")
    ordering = ("title", "id")
    inlines = (SkusOfProduct,)
    readonly_fields = ("title", "product_id", "publisher", "billing_type")
    fields = (*readonly_fields, "cancellation")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False


@admin.register(Sku)
class SkuAdmin(Page[Sku]):
    """SKUs: offers, meters and one-time items, and what may be done to what is bought of them."""

    list_display = ("title", "product", "sku_id", "unit", "offer_id")
    list_filter = ("product__billing_type",)
    list_select_related = ("product",)
    search_fields = ("title", "offer_id", "product__product_id")
    search_help_text = _("Title, offer id, product id or meter id")
    guid_fields = ("meter_id",)
    ordering = ("title", "id")
    inlines = (AvailabilitiesOfSku,)
    readonly_fields = (
        "title",
        "product",
        "sku_id",
        "unit",
        "offer_id",
        "meter_id",
        "secondary_type",
    )
    fields = (*readonly_fields, "may_be_changed", "may_be_cancelled", "earns_credit")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Sku | None = None) -> bool:
        return False


@admin.register(Availability)
class AvailabilityAdmin(ReadOnly[Availability]):
    """SKUs as sold in one currency, market and segment."""

    list_display = ("availability_id", "sku", "currency", "market", "agreement_type", "term")
    list_filter = ("currency", "agreement_type")
    list_select_related = ("sku",)
    search_fields = ("availability_id", "sku__title", "sku__offer_id")
    search_help_text = _("Availability id, title or offer id")
    ordering = ("-id",)

    def tools(self, request: HttpRequest, obj: Availability) -> Iterable[Tool]:
        prices = reverse("admin:pricing_price_changelist")
        yield Tool(_("Prices"), f"{prices}?availability__id__exact={obj.pk}")
