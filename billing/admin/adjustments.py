"""Adjustments: granted here, found by where they stand, withdrawn, and never edited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.grant_form import GRANTED, GrantForm
from billing.models import Adjustment, ChargeRecord
from billing.services import adjustments
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly, author
from partnercenter.models import User


def _withdraw(adjustment: Adjustment, /, *, on: date, at: datetime, by: User | None) -> str:
    adjustments.withdraw(adjustment=adjustment, at=at, by=by)
    return _("%(adjustment)s is withdrawn.") % {"adjustment": adjustment}


def _what_withdrawing_does(adjustment: Adjustment) -> str:
    amount = {"amount": localize.money(-adjustment.money)}
    if _issued(adjustment):
        return (
            _(
                "It was billed already, so %(amount)s before tax will stand on the next invoice, on a "
                "line that takes it back. Withdrawing cannot be undone."
            )
            % amount
        )
    return _("It was not billed yet and never will be. Withdrawing cannot be undone.")


WITHDRAW = Act(
    code="withdraw",
    label=gettext_lazy("Withdraw"),
    permission="billing.change_adjustment",
    perform=_withdraw,
    offered=lambda adjustment: adjustment.withdrawn_at is None,
    warning=_what_withdrawing_does,
)


class Standing(admin.SimpleListFilter):
    """Where adjustments stand."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("Waiting")),
            ("billed", gettext_lazy("On an invoice")),
            ("withdrawn", gettext_lazy("Withdrawn")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Adjustment]
    ) -> QuerySet[Adjustment]:
        issued = ChargeRecord.objects.filter(adjustment=OuterRef("pk"))
        billed = Exists(issued.exclude(invoice__number=None))
        if self.value() == "withdrawn":
            return queryset.exclude(withdrawn_at=None)
        if self.value() == "billed":
            return queryset.filter(billed, withdrawn_at=None)
        if self.value() == "waiting":
            return queryset.filter(~billed, withdrawn_at=None)
        return queryset


@admin.register(Adjustment)
class AdjustmentAdmin(Acting[Adjustment], ReadOnly[Adjustment]):
    """What was granted, the latest first; refunds of lines begin at their line."""

    acts = (WITHDRAW,)
    form = GrantForm
    list_display = ("granted", "partner", "shown_amount", "reason", "stream", "applies", "state")
    list_filter = (Standing, "stream", "currency")
    list_select_related = ("partner",)
    search_fields = ("reason", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("Reason, partner or MPN id")
    ordering = ("-id",)
    sortable_by = ()

    granted = columns.moment("granted_at", gettext_lazy("granted"))
    applies = columns.day("applies_on", gettext_lazy("applies from"))
    shown_amount = columns.money("amount", gettext_lazy("amount before tax"))
    withdrawn = columns.moment("withdrawn_at", gettext_lazy("withdrawn"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("billing.add_adjustment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adjustment]:
        charges = ChargeRecord.objects.exclude(invoice__number=None).select_related("invoice")
        said = Prefetch("charges", charges.order_by("pk"), to_attr="issued_charges")
        rows = super().get_queryset(request).select_related("partner", "line__invoice")
        return rows.prefetch_related(said)

    def get_fields(self, request: HttpRequest, obj: Adjustment | None = None) -> Any:
        if obj is None:
            return GRANTED
        return (
            *("partner", "stream", "shown_amount", "reason", "applies", "refunds", "state"),
            *("granted", "granted_by", "withdrawn", "withdrawn_by"),
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = timezone.now().astimezone(UTC).date()
        return {"applies_on": today, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Adjustment, form: Any, change: bool) -> None:
        """Grant what was asked for; the page goes on with the row that was kept."""
        given = {name: form.cleaned_data[name] for name in GRANTED}
        granted = adjustments.grant(**given, at=timezone.now(), by=author(request))
        obj.pk, obj.granted_at, obj.reason = granted.pk, granted.granted_at, granted.reason

    def log_addition(self, request: HttpRequest, obj: Adjustment, message: Any) -> LogEntry:
        """Leave the activity log to the service, which has written it already."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)

    @admin.display(description=gettext_lazy("refund of"))
    def refunds(self, adjustment: Adjustment) -> str:
        line = adjustment.line
        if line is None:
            return columns.NOTHING
        words = _("line %(position)s of %(number)s") % {
            "position": line.position,
            "number": line.invoice,
        }
        return columns.link("billing_chargerecord_change", line.pk, words)

    @admin.display(description=gettext_lazy("state"))
    def state(self, adjustment: Adjustment) -> str:
        """Say where it stands now."""
        issued = _issued(adjustment)
        on = [f"{charge.invoice}" for charge in issued]
        if adjustment.withdrawn_at is None:
            if not on:
                return _("waits for the next invoice")
            return _("on %(number)s") % {"number": on[-1]}
        if not on:
            return _("withdrawn, never billed")
        if issued[-1].reverses_id is None:
            return _("withdrawn, the next invoice takes back what %(number)s says") % {
                "number": on[-1]
            }
        return _("withdrawn, taken back by %(number)s") % {"number": on[-1]}


def _issued(adjustment: Any) -> list[ChargeRecord]:
    """Return its issued lines in their order, as the pages of it have fetched them."""
    return list(adjustment.issued_charges)
