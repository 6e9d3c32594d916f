"""Billing runs: what was asked for, what came of it, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from billing.models import BillingRun, RunState
from billing.services import runs
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.refusals import in_words
from partnercenter.admin.tools import Tool
from partnercenter.errors import Refused
from partnercenter.models import User

PERMISSION = "billing.change_billingrun"


def _run_now(run: BillingRun, /, *, on: date, at: datetime, by: User | None) -> str:
    made = runs.perform(run=run, at=at, by=by)
    if not made:
        return _("There was nothing new to bill, or a worker is billing it right now.")
    documents = ", ".join(str(invoice) for invoice in made)
    return _("The run made %(documents)s.") % {"documents": documents}


RUN_NOW = Act(
    code="run-now",
    label=gettext_lazy("Run now"),
    permission=PERMISSION,
    perform=_run_now,
    offered=lambda run: run.state != RunState.DONE or not run.issues,
    main=True,
)


@admin.register(BillingRun)
class BillingRunAdmin(Acting[BillingRun], ReadOnly[BillingRun]):
    """Runs, the latest first; those that are due are asked for by the clock, or here."""

    acts = (RUN_NOW,)
    list_display = ("partner", "stream", "billed", "state", "charge_count", "finished", "problem")
    list_filter = ("state", "stream")
    list_select_related = ("partner",)
    search_fields = ("partner__legal_name", "partner__mpn_id", "partner__account_number")
    search_help_text = gettext_lazy("Partner, MPN id or customer number")
    ordering = ("-id",)
    fields = (
        "partner",
        "stream",
        "billed",
        "state",
        "error",
        "issues",
        "asked",
        "asked_by",
        "finished",
        "charge_count",
    )

    billed = columns.period(gettext_lazy("period"))
    asked = columns.moment("asked_at", gettext_lazy("asked for"))
    finished = columns.moment("finished_at", gettext_lazy("finished"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[BillingRun]:
        return super().get_queryset(request).select_related("partner")

    @admin.display(description=gettext_lazy("problem"))
    def problem(self, run: BillingRun) -> str:
        return run.error or columns.NOTHING

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        if request.user.has_perm(PERMISSION):
            label = gettext_lazy("Ask for the runs that are due")
            yield Tool(label, self.address("due"), posts=True, main=True)

    def tools(self, request: HttpRequest, obj: BillingRun) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        invoices = reverse("admin:billing_invoice_changelist")
        yield Tool(gettext_lazy("Invoices"), f"{invoices}?run__id__exact={obj.pk}")

    def get_urls(self) -> list[URLPattern]:
        due = path(
            "due/",
            self.admin_site.admin_view(require_POST(self.ask_for_due)),
            name="billing_billingrun_due",
        )
        return [due, *super().get_urls()]

    def ask_for_due(self, request: HttpRequest) -> HttpResponse:
        """Ask for what is due, and tell how many runs that is."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        at = timezone.now()
        try:
            asked = len(runs.request_due(on=at.astimezone(UTC).date(), at=at))
        except Refused as error:
            messages.error(request, in_words(error))
        else:
            words = ngettext("%d run was asked for.", "%d runs were asked for.", asked) % asked
            nothing = _("No further run is due; those left over were woken.")
            messages.success(request, words if asked else nothing)
        return redirect(self.address("changelist"))
