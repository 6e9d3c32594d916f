"""The activity log, to be read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from partnercenter.models import AuditEntry


class ByWhom(admin.SimpleListFilter):
    """What people did, or what the clock did."""

    title = _("by")
    parameter_name = "whom"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("person", _("People")), ("clock", _("The system"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        if self.value() is None:
            return queryset
        return queryset.filter(by__isnull=self.value() == "clock")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly[AuditEntry]):
    """Who did what, the latest first."""

    list_display = ("happened", "who", "act", "subject", "partner")
    list_filter = ("at", ByWhom)
    list_select_related = ("by",)
    search_fields = ("act", "subject", "by__email")
    search_help_text = _("Act, subject or e-mail address")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("happened", "who", "act", "subject", "partner", "details")

    happened = columns.moment("at", _("when"))
    details = columns.facts("facts", _("details"))

    @admin.display(description=_("by"))
    def who(self, entry: AuditEntry) -> str:
        return str(entry.by or _("The system"))

    @admin.display(description=_("partner"))
    def partner(self, entry: AuditEntry) -> str:
        """Lead to the partner's page, whose name the floor does not know."""
        key = entry.partner_id
        return columns.link("customers_partner_change", key, key) if key else columns.NOTHING
