"""Invoices and credit notes: read, issued, printed again, and never edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.admin.documents import DocumentsOfInvoice
from billing.engine import calendar
from billing.models import Invoice
from billing.services import invoices
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.tools import Tool
from partnercenter.models import User
from partnercenter.money import Money


def _invoice_date(invoice: Invoice, today: date) -> date:
    return calendar.invoice_date(invoice.stream, invoice.period, generated_on=today)


def _issue(invoice: Invoice, /, *, on: date, at: datetime, by: User | None) -> str:
    issued = invoices.issue(invoice=invoice, on=_invoice_date(invoice, on), at=at, by=by)
    return _("%(number)s was issued, its documents are being made.") % {"number": issued}


def _what_issuing_does(invoice: Invoice) -> str:
    on = _invoice_date(invoice, timezone.now().date())
    return _(
        "The partner is billed %(net)s before tax, in %(count)s, on a document of "
        "%(day)s, due on %(due)s. It takes the next number of its series and can never be changed "
        "or deleted afterwards."
    ) % {**_drafted(invoice), "day": localize.day(on), "due": localize.day(calendar.due_date(on))}


def _drafted(invoice: Invoice) -> dict[str, str]:
    said = invoice.charges.aggregate(net=Sum("net"), count=Count("pk"))
    net = Money(said["net"] or invoice.net * 0, invoice.currency)
    count = ngettext("%(count)s charge", "%(count)s charges", said["count"])
    return {
        "net": localize.money(net),
        "count": count % {"count": localize.quantity(said["count"])},
    }


ISSUE = Act(
    code="issue",
    label=gettext_lazy("Issue"),
    permission="billing.change_invoice",
    perform=_issue,
    offered=lambda invoice: not invoice.is_issued,
    warning=_what_issuing_does,
    main=True,
)


class Stage(admin.SimpleListFilter):
    """Drafts, or what has its number."""

    title = gettext_lazy("stage")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("draft", gettext_lazy("Draft")), ("issued", gettext_lazy("Issued"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
        if self.value() is None:
            return queryset
        return queryset.filter(number__isnull=self.value() == "draft")


@admin.register(Invoice)
class InvoiceAdmin(Acting[Invoice], ReadOnly[Invoice]):
    """Every document with a number, and the drafts that have none yet."""

    acts = (ISSUE,)
    inlines = (DocumentsOfInvoice,)
    list_display = (
        "__str__",
        "partner",
        "total",
        "billed",
        "issued",
        "document_type",
    )
    list_filter = (Stage, "stream", "document_type", "issued_on", "currency")
    list_select_related = ("partner",)
    search_fields = (
        "number",
        "partner__legal_name",
        "partner__mpn_id",
        "partner__account_number",
    )
    search_help_text = gettext_lazy("Number, partner, MPN id or customer number")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("number", "document_type", "partner", "stream", "billed")}),
        (gettext_lazy("Dates"), {"fields": ("issued", "due", "issued_moment")}),
        (gettext_lazy("Money"), {"fields": ("charged", "net_shown", "tax_shown", "total")}),
        (
            gettext_lazy("Last estimate"),
            {"classes": ("collapse",), "fields": ("last_estimate",)},
        ),
        (
            gettext_lazy("Frozen when issued"),
            {
                "classes": ("collapse",),
                "fields": ("seller_shown", "buyer_shown", "decision", "purchase_order", "amends"),
            },
        ),
    )

    billed = columns.period(gettext_lazy("period"))
    issued = columns.day("issued_on", gettext_lazy("invoice date"))
    due = columns.day("due_on", gettext_lazy("due on"))
    issued_moment = columns.moment("issued_at", gettext_lazy("issued"))
    net_shown = columns.money("net", gettext_lazy("subtotal"))
    tax_shown = columns.money("tax", gettext_lazy("tax"))
    last_estimate = columns.facts("estimated", gettext_lazy("compared with the last estimate"))
    seller_shown = columns.facts("seller", gettext_lazy("seller"))
    buyer_shown = columns.facts("buyer", gettext_lazy("buyer"))
    decision = columns.facts("tax_decision", gettext_lazy("tax decision"))

    @admin.display(description=gettext_lazy("total"), ordering="gross")
    def total(self, invoice: Invoice) -> str:
        """Show nothing for a draft: tax and totals are decided when it is issued."""
        return columns.figure(localize.money(invoice.balance)) if invoice.is_issued else ""

    @admin.display(description=gettext_lazy("charges"))
    def charged(self, invoice: Invoice) -> str:
        said = _drafted(invoice)
        return _("%(net)s before tax, in %(count)s") % said

    def tools(self, request: HttpRequest, obj: Invoice) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        charges = reverse("admin:billing_chargerecord_changelist")
        yield Tool(gettext_lazy("Charges"), f"{charges}?invoice__id__exact={obj.pk}")
        if obj.run_id:
            run = reverse("admin:billing_billingrun_change", args=[obj.run_id])
            yield Tool(gettext_lazy("Billing run"), run)
