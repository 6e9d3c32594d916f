"""Planned prices: written down here until their month's list is in force."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter.admin import columns
from partnercenter.admin.acts import Acting
from partnercenter.admin.days import MonthField
from partnercenter.admin.pages import author
from partnercenter.errors import Refused
from pricing.admin.planned_acts import PUBLISH, WITHDRAW, is_coming
from pricing.models import PlannedPrice
from pricing.services import planned

GIVEN = ("availability", "from_month", "unit_price", "erp_price", "note")


class PlanForm(forms.ModelForm[PlannedPrice]):
    """Asks for a month, and for a price or none."""

    from_month = MonthField(
        label=gettext_lazy("From month"),
        help_text=gettext_lazy("The first month whose list says it, for example 2026-12."),
        example="2026-12",
    )

    def clean_from_month(self) -> date:
        today = timezone.now().astimezone(UTC).date()
        try:
            return planned.checked_month(self.cleaned_data["from_month"], on=today)
        except Refused as error:
            raise ValidationError(str(error)) from error

    def _get_validation_exclusions(self) -> set[str]:
        """Leave a plan that is there to the service: a second one takes its place."""
        return {*super()._get_validation_exclusions(), "from_month"}  # type: ignore[misc]


class SearchedAvailability(AutocompleteSelect):
    """A field to search in that says what may be typed."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("Title, offer id or availability id")}


class InMonth(admin.SimpleListFilter):
    """Which month it is for."""

    title = gettext_lazy("month")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        months = PlannedPrice.objects.order_by("-from_month").values_list("from_month", flat=True)
        return [(f"{month:%Y-%m-%d}", f"{month:%Y-%m}") for month in months.distinct()[:24]]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PlannedPrice]
    ) -> QuerySet[PlannedPrice]:
        known = {str(key) for key, _label in self.lookup_choices}
        chosen = self.value()
        if chosen is None or chosen not in known:
            return queryset
        return queryset.filter(from_month=date.fromisoformat(chosen))


def _currency(plan: PlannedPrice) -> str:
    return plan.availability.currency


@admin.register(PlannedPrice)
class PlannedPriceAdmin(Acting[PlannedPrice]):
    """What is planned, the latest month first; once a month has begun it is only shown."""

    acts = (PUBLISH, WITHDRAW)
    form = PlanForm
    list_display = ("availability", "month_shown", "price_shown", "retail", "note")
    list_filter = (InMonth, "availability__currency")
    list_select_related = ("availability__sku",)
    search_fields = (
        "availability__availability_id",
        "availability__sku__title",
        "availability__sku__offer_id",
        "note",
    )
    search_help_text = gettext_lazy("Title, offer id, availability id or note")
    autocomplete_fields = ("availability",)
    ordering = ("-from_month", "-id")
    sortable_by = ()

    retail = columns.price("erp_price", gettext_lazy("estimated retail price"), currency=_currency)
    recorded = columns.moment("recorded_at", gettext_lazy("recorded"))
    priced = columns.price("unit_price", gettext_lazy("list price"), currency=_currency)

    def get_fields(self, request: HttpRequest, obj: PlannedPrice | None = None) -> Any:
        if obj is None:
            return GIVEN
        if self.has_change_permission(request, obj):
            return ("availability", "month_shown", *GIVEN[2:], "recorded", "recorded_by")
        return (
            *("availability", "month_shown", "price_shown", "retail", "note"),
            *("recorded", "recorded_by"),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: PlannedPrice | None = None) -> Any:
        if obj is None:
            return ()
        own = ("availability", "month_shown", "recorded", "recorded_by")
        return own if self.has_change_permission(request, obj) else self.get_fields(request, obj)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        if db_field.name == "availability":
            kwargs["widget"] = SearchedAvailability(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self,
        request: HttpRequest,
        obj: PlannedPrice | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[forms.ModelForm[PlannedPrice]]:
        """Ask for the month only where there is none yet."""
        asked = {**kwargs, "form": forms.ModelForm} if obj else kwargs
        return super().get_form(request, obj, change, **asked)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlannedPrice]:
        return super().get_queryset(request).select_related("availability__sku", "recorded_by")

    def has_change_permission(self, request: HttpRequest, obj: PlannedPrice | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or is_coming(obj.from_month))

    def has_delete_permission(self, request: HttpRequest, obj: PlannedPrice | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PlannedPrice, form: Any, change: bool) -> None:
        """Plan it; the page goes on with the row that was kept, and tells what is left to do."""
        kept = planned.plan(
            **{name: getattr(obj, name) for name in GIVEN}, at=timezone.now(), by=author(request)
        )
        obj.pk, obj.from_month, obj.recorded_at = kept.pk, kept.from_month, kept.recorded_at
        if planned.has_lists(kept.from_month):
            words = _(
                "Lists of %(month)s are published already. Choose \u201cPublish planned changes\u201d "
                "so that their next edition says it."
            )
            messages.warning(request, words % {"month": f"{kept.from_month:%Y-%m}"})

    def log_addition(self, request: HttpRequest, obj: PlannedPrice, message: Any) -> LogEntry:
        """Leave the activity log to the service, which has written it already."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)

    def log_change(self, request: HttpRequest, obj: PlannedPrice, message: Any) -> LogEntry:
        return admin.ModelAdmin.log_change(self, request, obj, message)

    @admin.display(description=gettext_lazy("from month"), ordering="from_month")
    def month_shown(self, plan: PlannedPrice) -> str:
        return f"{plan.from_month:%Y-%m}"

    @admin.display(description=gettext_lazy("list price"))
    def price_shown(self, plan: PlannedPrice) -> str:
        if plan.unit_price is None:
            return columns.figure(_("no longer offered"))
        return self.priced(plan)
