"""Usage files: each taken in once, whole."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from billing.models import UsageFile
from billing.services import usage
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.taking_in import Intake, TakesFiles
from partnercenter.periods import Period


def _records(count: int) -> str:
    return ngettext("%d usage record", "%d usage records", count) % count


IMPORT = Intake(
    label=_("Take in a usage file"),
    explains=_(
        "What was consumed, one row a subscription, meter, resource and day. The same file is "
        "taken in once; rows that are here already are refused."
    ),
    permission="billing.add_usagefile",
    take_in=usage.take_in,
    told=lambda file: _records(file.row_count),
)


@admin.register(UsageFile)
class UsageFileAdmin(TakesFiles[UsageFile], ReadOnly[UsageFile]):
    """The files there are, the latest first."""

    intakes = (IMPORT,)
    list_display = ("name", "used", "row_count", "taken", "taken_by")
    list_select_related = ("taken_by",)
    search_fields = ("name", "content_hash")
    search_help_text = _("File name or content hash")
    ordering = ("-id",)
    fields = ("name", "first", "last", "row_count", "content_hash", "taken", "taken_by")

    first = columns.day("first_on", _("first usage date"))
    last = columns.day("last_on", _("last usage date"))
    taken = columns.moment("taken_at", _("taken in"))

    @admin.display(description=_("usage dates"), ordering="first_on")
    def used(self, file: UsageFile) -> str:
        days = Period.of_days(file.first_on, file.last_on)
        return columns.one_line(localize.period(days))
