"""Announcements: which partner was told of which month's price lists, and when."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from customers.models import Announcement
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly[Announcement]):
    """Who was told, the latest first."""

    list_display = ("partner", "month_shown", "announced", "recipients")
    list_filter = ("month",)
    list_select_related = ("partner",)
    search_fields = ("partner__legal_name", "partner__mpn_id", "partner__account_number")
    search_help_text = _("Partner, MPN id or customer number")
    ordering = ("-id",)
    fields = ("partner", "month_shown", "announced", "recipients")

    announced = columns.moment("announced_at", _("announced"))

    @admin.display(description=_("month"), ordering="month")
    def month_shown(self, announcement: Announcement) -> str:
        return f"{announcement.month:%Y-%m}"
