"""The last number of each series: without gaps, so never touched."""

from __future__ import annotations

from django.contrib import admin

from billing.models import NumberSeries
from partnercenter.admin.pages import ReadOnly


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly[NumberSeries]):
    """Series by letter and year."""

    list_display = ("code", "last")
    search_fields = ("code",)
    ordering = ("code",)
