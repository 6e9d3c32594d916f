"""Price lists: published by month, never changed, followed by the next edition."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnercenter.admin import columns
from partnercenter.admin.days import MonthField
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.taking_in import FileForm, Intake, TakesFiles
from partnercenter.admin.tools import Tool
from pricing.engine import lists
from pricing.models import PriceList
from pricing.queries import list_counts
from pricing.services import price_lists


class PriceListForm(FileForm):
    """Asks for the file, and what its rows do not say."""

    kind = forms.ChoiceField(label=_("Kind"), choices=lists.choices)
    month = MonthField(
        label=_("Month"),
        help_text=_("The month it is for, for example 2026-11."),
        example="2026-11",
    )
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        min_length=3,
        max_length=3,
        help_text=_("Needed where the file has no column of that name, for example EUR."),
    )
    market = forms.CharField(
        label=_("Market"),
        required=False,
        min_length=2,
        max_length=2,
        help_text=_("A country, for example NL; leave empty for every market of the currency."),
    )
    field_order = ("kind", "month", "file", "currency", "market")

    def clean_currency(self) -> str | None:
        return str(self.cleaned_data["currency"]).upper() or None


IMPORT = Intake(
    label=_("Import a price list"),
    explains=_(
        "Prices count in the list's own month only. A second file for the same list and month is "
        "its next edition: the prices of the edition before stay on record, but no longer count."
    ),
    permission="pricing.add_pricelist",
    take_in=price_lists.take_in,
    told=lambda taken: f"{taken}, {list_counts.told(taken)}",
    form=PriceListForm,
)


@admin.register(PriceList)
class PriceListAdmin(TakesFiles[PriceList], ReadOnly[PriceList]):
    """The lists there are, the latest first."""

    intakes = (IMPORT,)
    list_display = (
        "__str__",
        "kind",
        "month_shown",
        "currency",
        "market",
        "edition",
        "row_count",
        "published",
        "published_by",
    )
    list_filter = ("kind", "currency")
    list_select_related = ("published_by",)
    search_fields = ("file_name", "content_hash")
    search_help_text = _("File name or content hash")
    ordering = ("-month", "-id")
    fields = (
        "kind",
        "month_shown",
        "currency",
        "market",
        "edition",
        "follows",
        "generated",
        "file_name",
        "file_hash",
        "content_hash",
        "row_count",
        "counted",
        "published",
        "published_by",
    )

    published = columns.moment("published_at", _("published"))
    counted = columns.facts("counts", _("counts"))

    @admin.display(description=_("month"), ordering="month")
    def month_shown(self, price_list: PriceList) -> str:
        return f"{price_list.month:%Y-%m}"

    def tools(self, request: HttpRequest, obj: PriceList) -> Iterable[Tool]:
        prices = reverse("admin:pricing_price_changelist")
        yield Tool(_("Prices"), f"{prices}?price_list__id__exact={obj.pk}", main=True)
        impact = reverse("admin:billing_impact", args=[obj.pk])
        yield Tool(_("Impact over all partners"), impact)
