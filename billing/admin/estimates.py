"""Estimates: what each partner's open periods come to so far, and what stands in the way."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from billing.models import Estimate
from billing.queries.estimates import sums_of
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly


@admin.register(Estimate)
class EstimateAdmin(ReadOnly[Estimate]):
    """One row a partner, stream and open period; made every night and when somebody asks."""

    list_display = ("partner", "stream", "estimated", "made", "asked", "problem")
    list_filter = ("stream", "made_at")
    list_select_related = ("partner",)
    search_fields = ("partner__legal_name", "partner__mpn_id", "partner__account_number")
    search_help_text = _("Partner, MPN id or customer number")
    ordering = ("-id",)
    fields = ("partner", "stream", "estimated", "made", "asked", "sums", "error")

    estimated = columns.period(_("period"))
    made = columns.moment("made_at", _("worked out"))
    asked = columns.moment("asked_at", _("asked for"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Estimate]:
        """Leave out what it was worked out from, which is as long as a book."""
        return super().get_queryset(request).select_related("partner").defer("inputs")

    @admin.display(description=_("problem"))
    def problem(self, estimate: Estimate) -> str:
        return estimate.error or columns.NOTHING

    @admin.display(description=_("unbilled"))
    def sums(self, estimate: Estimate) -> str:
        rows = ((localize.money(one.net), localize.money(one.gross)) for one in sums_of(estimate))
        words = _("{} before tax, {} with tax")
        return format_html_join("", f"<p>{words}</p>", rows) or columns.NOTHING
