"""Charges: the lines of invoices, each with the calculation it was made by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from billing.admin import refunds
from billing.models import ChargeRecord
from billing.queries.explanations import explain
from billing.queries.wording import CHARGE_TYPES
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.tools import Tool


def _currency(charge: ChargeRecord) -> str:
    return charge.invoice.currency


class OfType(admin.SimpleListFilter):
    """Charges of one type."""

    title = _("charge type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, name) for name in CHARGE_TYPES]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ChargeRecord]
    ) -> QuerySet[ChargeRecord]:
        return queryset.filter(charge_type=self.value()) if self.value() else queryset


@admin.register(ChargeRecord)
class ChargeRecordAdmin(ReadOnly[ChargeRecord]):
    """Lines by invoice; the names are those of the day on which each was drafted."""

    list_display = (
        "place",
        "customer",
        "item",
        "charge_type",
        "days",
        "amount_of",
        "net_shown",
        "tax_shown",
    )
    list_filter = ("billing_type", OfType)
    list_select_related = ("invoice",)
    search_fields = ("invoice__number__exact",)
    search_help_text = _("Whole invoice number or subscription id")
    guid_fields = ("subscription__public_id",)
    ordering = ("-invoice_id", "position")
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("invoice", "position", "subscription", "sku", "charge_type", "days")}),
        (
            _("Money"),
            {
                "fields": (
                    "amount_of",
                    "unit_price_shown",
                    "list_price_shown",
                    "amount_shown",
                    "discount_shown",
                    "net_shown",
                    "tax_shown",
                )
            },
        ),
        (_("Why"), {"fields": ("calculation", "price", "reverses", "adjustment", "recognised")}),
        (_("As stored"), {"classes": ("collapse",), "fields": ("stored", "names")}),
    )

    days = columns.period(_("charged for"))
    recognised = columns.day("recognised_on", _("recognised on"))
    amount_of = columns.number("quantity", _("quantity"))
    unit_price_shown = columns.price("unit_price", _("unit price"), currency=_currency)
    list_price_shown = columns.price("list_price", _("list price"), currency=_currency)
    amount_shown = columns.money("amount", _("amount"), currency=_currency)
    discount_shown = columns.money("discount", _("discount"), currency=_currency)
    net_shown = columns.money("net", _("subtotal"), currency=_currency)
    tax_shown = columns.money("tax", _("tax"), currency=_currency)
    stored = columns.facts("explanation", _("explanation"))
    names = columns.facts("texts", _("names"))

    def tools(self, request: HttpRequest, obj: ChargeRecord) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        yield Tool(_("Invoice"), reverse("admin:billing_invoice_change", args=[obj.invoice_id]))
        if obj.offsets.exists():
            refunded = reverse("admin:billing_adjustment_changelist")
            yield Tool(_("Refunds"), f"{refunded}?line__id__exact={obj.pk}")
        if refunds.may_be_refunded(obj) and request.user.has_perm(refunds.PERMISSION):
            yield Tool(refunds.LABEL, self.address("refund", obj.pk))

    def get_urls(self) -> list[URLPattern]:
        refund = path(
            "<int:pk>/refund/",
            self.admin_site.admin_view(partial(refunds.refund_view, self)),
            name="billing_chargerecord_refund",
        )
        return [refund, *super().get_urls()]

    @admin.display(description=_("line"))
    def place(self, charge: ChargeRecord) -> str:
        return f"{charge.invoice} / {charge.position}"

    @admin.display(description=_("customer"))
    def customer(self, charge: ChargeRecord) -> str:
        return str(charge.texts.get("customer") or columns.NOTHING)

    @admin.display(description=_("for"))
    def item(self, charge: ChargeRecord) -> str:
        return str(charge.texts.get("sku") or columns.NOTHING)

    @admin.display(description=_("calculation"))
    def calculation(self, charge: ChargeRecord) -> str:
        """Explain it in the words that the partner reads."""
        return render_to_string("admin/calculation.html", {"told": explain(charge)})
