"""The offer matrix: imported by month, never changed, followed by the next edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnercenter.admin import columns
from partnercenter.admin.columns import NOTHING
from partnercenter.admin.days import MonthField
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.taking_in import FileForm, Intake, TakesFiles
from partnercenter.admin.tools import Tool
from pricing.models import LimitScope, OfferMatrix, OfferRule
from pricing.queries import offer_rules
from pricing.services import offer_matrices


class OfferMatrixForm(FileForm):
    """Asks for the file, and from which month on it holds."""

    month = MonthField(
        label=gettext_lazy("Month"),
        help_text=gettext_lazy("The month it holds from, for example 2026-11."),
        example="2026-11",
    )
    field_order = ("month", "file")


def _told(matrix: OfferMatrix) -> str:
    """Say which edition it became, and how many rows no price list knows the offer of."""
    rules = matrix.rules.count()
    words = ngettext("%(matrix)s with %(count)d rule", "%(matrix)s with %(count)d rules", rules)
    told = words % {"matrix": matrix, "count": rules}
    if passed_over := matrix.row_count - rules:
        more = ngettext(
            "%(count)d row was passed over, its offer is on no price list so far",
            "%(count)d rows were passed over, their offers are on no price list so far",
            passed_over,
        )
        told = f"{told}; {more % {'count': passed_over}}"
    return told


IMPORT = Intake(
    label=gettext_lazy("Import an offer matrix"),
    explains=gettext_lazy(
        "How each offer may be bought: seats, purchase limits, base offers, countries, billing. "
        "It holds from its month on, until the matrix of a later month; other rules for the same "
        "month are its next edition. A licence that is not in it cannot be ordered."
    ),
    permission="pricing.add_offermatrix",
    take_in=offer_matrices.take_in,
    told=_told,
    form=OfferMatrixForm,
)


@admin.register(OfferMatrix)
class OfferMatrixAdmin(TakesFiles[OfferMatrix], ReadOnly[OfferMatrix]):
    """The matrices there are, the latest first."""

    intakes = (IMPORT,)
    list_display = (
        "__str__",
        "month_shown",
        "edition",
        "row_count",
        "imported",
        "published_by",
    )
    list_select_related = ("published_by",)
    search_fields = ("file_name", "content_hash")
    search_help_text = gettext_lazy("File name or content hash")
    ordering = ("-month", "-edition")
    fields = (
        "month_shown",
        "edition",
        "file_name",
        "content_hash",
        "row_count",
        "imported",
        "published_by",
    )

    imported = columns.moment("published_at", gettext_lazy("imported"))

    @admin.display(description=gettext_lazy("month"), ordering="month")
    def month_shown(self, matrix: OfferMatrix) -> str:
        return f"{matrix.month:%Y-%m}"

    def tools(self, request: HttpRequest, obj: OfferMatrix) -> Iterable[Tool]:
        rules = reverse("admin:pricing_offerrule_changelist")
        yield Tool(_("Rules"), f"{rules}?matrix__id__exact={obj.pk}", main=True)


def _titles(codes: Sequence[str]) -> str:
    """Name offers by title, those that no price list has by their id."""
    named = offer_rules.titles(codes)
    return ", ".join(sorted(named.values())) or NOTHING


@admin.register(OfferRule)
class OfferRuleAdmin(ReadOnly[OfferRule]):
    """How each offer may be bought, by edition of the matrix."""

    list_display = ("offer", "seats", "limit_shown", "billed", "add_on", "matrix")
    list_filter = ("scope",)
    list_select_related = ("matrix", "sku")
    search_fields = ("sku__title", "sku__offer_id")
    search_help_text = gettext_lazy("Title or offer id")
    ordering = ("-matrix__month", "-matrix__edition", "sku__title", "id")
    sortable_by = ()
    fields = (
        "matrix",
        "sku",
        "seats",
        "limit_shown",
        "duration_months",
        "billed",
        "bases",
        "targets",
        "allowed",
        "words",
    )

    words = columns.facts("texts", gettext_lazy("texts"))

    @admin.display(description=gettext_lazy("offer"))
    def offer(self, rule: OfferRule) -> str:
        return rule.sku.title

    @admin.display(description=gettext_lazy("seats"))
    def seats(self, rule: OfferRule) -> str:
        if rule.max_quantity is None:
            return _("%(least)d or more") % {"least": rule.min_quantity}
        return f"{rule.min_quantity}\N{EN DASH}{rule.max_quantity}"

    @admin.display(description=gettext_lazy("purchase limit"))
    def limit_shown(self, rule: OfferRule) -> str:
        if rule.limit is None:
            return NOTHING
        return f"{rule.limit} {LimitScope(rule.scope).label.lower()}"

    @admin.display(description=gettext_lazy("billing frequencies"))
    def billed(self, rule: OfferRule) -> str:
        return ", ".join(rule.frequencies) or NOTHING

    @admin.display(description=gettext_lazy("needs a base"), boolean=True)
    def add_on(self, rule: OfferRule) -> bool:
        return bool(rule.depends_on)

    @admin.display(description=gettext_lazy("countries"))
    def allowed(self, rule: OfferRule) -> str:
        return ", ".join(rule.countries) or NOTHING

    @admin.display(description=gettext_lazy("base offers"))
    def bases(self, rule: OfferRule) -> str:
        return _titles(rule.depends_on)

    @admin.display(description=gettext_lazy("may be converted to"))
    def targets(self, rule: OfferRule) -> str:
        return _titles(rule.converts_to)
