"""A partner's own tables as files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.queries.tables import TABLES
from customers.services import exports
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission
from partnercenter.web import table_files


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def export(request: ActorRequest, table: str, code: str) -> HttpResponseBase:
    """Send one table in one format; that it went out stands in the activity log."""
    if table not in TABLES:
        raise Http404
    asked, file_format = TABLES[table], table_files.format_of(code)
    if not request.actor.may(asked.permission):
        raise PermissionDenied
    exports.note(
        table=asked,
        file_format=file_format,
        partner_id=request.actor.partner_id,
        at=timezone.now(),
        by=person(request),
    )
    return table_files.answer(
        asked.source,
        asked.columns,
        {"partner": request.actor.tenant},
        file_format=file_format,
        stem=asked.code,
        title=str(asked.label),
    )
