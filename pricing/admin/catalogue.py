"""What is on sale: it comes with the price lists, so nobody changes it by hand."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.admin.pages import ReadOnly
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
class ProductAdmin(ReadOnly[Product]):
    """Products, as the lists name them."""

    list_display = ("title", "product_id", "publisher", "billing_type")
    list_filter = ("billing_type",)
    search_fields = ("title", "product_id")
    search_help_text = _("Title or product id")
    ordering = ("title", "id")
    inlines = (SkusOfProduct,)


@admin.register(Sku)
class SkuAdmin(ReadOnly[Sku]):
    """SKUs: offers, meters and one-time items."""

    list_display = ("title", "product", "sku_id", "unit", "offer_id")
    list_filter = ("product__billing_type",)
    list_select_related = ("product",)
    search_fields = ("title", "offer_id", "product__product_id")
    search_help_text = _("Title, offer id, product id or meter id")
    guid_fields = ("meter_id",)
    ordering = ("title", "id")
    inlines = (AvailabilitiesOfSku,)


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
