"""Orders, and what was bought with each: read here, and billed another way by acts."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from customers.admin.order_acts import ACTS
from customers.models import Order, Subscription
from partnercenter.admin import columns
from partnercenter.admin.acts import Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.rows import ReadOnlyRows


class SubscriptionsOfOrder(ReadOnlyRows):
    """What was bought together."""

    model = Subscription
    fields = ("name", "quantity", "status", "frequency")


@admin.register(Order)
class OrderAdmin(ReadOnly[Order], Acting[Order]):
    """Orders, the latest first."""

    acts = ACTS
    list_display = ("order_id", "customer", "placed", "purchase_order")
    list_select_related = ("customer",)
    search_fields = ("order_id", "purchase_order", "customer__name")
    search_help_text = _("Order id, purchase order or customer")
    ordering = ("-id",)
    fields = ("order_id", "customer", "placed", "purchase_order")
    inlines = (SubscriptionsOfOrder,)

    placed = columns.day("placed_on", _("placed on"))
