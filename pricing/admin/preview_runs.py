"""Preview runs: which months' lists were made by themselves, how far they are, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.tools import Tool
from partnercenter.models import User
from pricing.admin.planned_acts import is_coming, publish_planned
from pricing.models import PreviewRun, WorkState
from pricing.queries import due_lists
from pricing.services import previews

PERMISSION = "pricing.change_previewrun"


def _run_now(run: PreviewRun, /, *, on: date, at: datetime, by: User | None) -> str:
    made = previews.perform(run=run, at=at, by=by)
    if not made:
        return _("There was nothing to publish, or a worker is publishing it right now.")
    return _("Published: %(lists)s.") % {"lists": ", ".join(str(one) for one in made)}


RUN_NOW = Act(
    code="run-now",
    label=gettext_lazy("Run now"),
    permission=PERMISSION,
    perform=_run_now,
    offered=lambda run: run.state != WorkState.DONE,
    main=True,
)
PUBLISH_PLANNED = Act(
    code="publish-planned",
    label=gettext_lazy("Publish planned changes"),
    permission="pricing.add_pricelist",
    perform=lambda run, /, *, on, at, by: publish_planned(run.month, at=at, by=by),
    offered=lambda run: is_coming(run.month),
    warning=lambda run: (
        _(
            "Each list of %(month)s that is planned otherwise by now gets its next edition; partners "
            "see it at once."
        )
        % {"month": run}
    ),
)


@admin.register(PreviewRun)
class PreviewRunAdmin(Acting[PreviewRun], ReadOnly[PreviewRun]):
    """Months, the latest first; those that are due are asked for by the clock, or here."""

    acts = (RUN_NOW, PUBLISH_PLANNED)
    change_form_template = "admin/preview_run.html"
    list_display = ("__str__", "progress", "state", "prices", "finished", "problem")
    list_display_links = ("__str__",)
    list_filter = ("state",)
    ordering = ("-month",)
    sortable_by = ()
    fields = ("lists", "state", "error", "prices", "asked", "asked_by", "finished")

    prices = columns.number("prices_made", gettext_lazy("prices made"))
    asked = columns.moment("asked_at", gettext_lazy("asked for"))
    finished = columns.moment("finished_at", gettext_lazy("finished"))

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: PreviewRun) -> str:
        return _bar(run)

    @admin.display(description=gettext_lazy("problem"))
    def problem(self, run: PreviewRun) -> str:
        return run.error or columns.NOTHING

    @admin.display(description=gettext_lazy("lists"))
    def lists(self, run: PreviewRun) -> str:
        on = timezone.now().astimezone(UTC).date()
        context = {
            "run": run,
            "bar": _bar(run),
            "rows": due_lists.of_month(run.month, on=on),
            "poll": self.address("progress", run.pk) if run.state == WorkState.ASKED else "",
        }
        return SafeString(render_to_string("admin/preview_lists.html", context))

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        if request.user.has_perm(PERMISSION):
            label = gettext_lazy("Publish what is due")
            yield Tool(label, self.address("due"), posts=True, main=True)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("due/", view(require_POST(self.publish_due)), name="pricing_previewrun_due"),
            path(
                "<int:pk>/progress/",
                view(self.progress_view),
                name="pricing_previewrun_progress",
            ),
            *super().get_urls(),
        ]

    def publish_due(self, request: HttpRequest) -> HttpResponse:
        """Ask for what is due, and tell how many months that is."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        at = timezone.now()
        by = request.user if isinstance(request.user, User) else None
        asked = previews.request_due(on=at.astimezone(UTC).date(), at=at, by=by)
        if asked:
            words = ngettext(
                "The lists of %(months)s are being published.",
                "The lists of %(months)s are being published, in this order.",
                len(asked),
            )
            messages.success(request, words % {"months": ", ".join(str(run) for run in asked)})
        else:
            messages.success(request, _("No further list is due; what was left over was woken."))
        return redirect(self.address("changelist"))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the page that asks how far it is; once it is over, the whole page comes anew."""
        run = get_object_or_404(PreviewRun, pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        answer = HttpResponse(self.lists(run))
        if run.state != WorkState.ASKED:
            answer["HX-Refresh"] = "true"
        return answer


def _bar(run: PreviewRun) -> SafeString:
    words = ngettext(
        "%(done)d of %(wanted)d list", "%(done)d of %(wanted)d lists", run.lists_wanted
    ) % {"done": run.lists_done, "wanted": run.lists_wanted}
    return format_html(
        '<progress max="{}" value="{}" aria-label="{}"></progress> <span class="one-line">{}</span>',
        run.lists_wanted or 1,
        run.lists_done if run.lists_wanted else 1,
        words,
        words,
    )
