"""The queue of service requests: what waits longest first, and one with all that was said."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.request_filters import EVERY, Standing, Whose
from billing.admin.request_steps import CHANGES, Stepping
from billing.models import Invoice
from billing.queries.request_outcomes import outcomes_of
from billing.queries.requests import conversation
from customers.models import Attachment, RequestState, ServiceRequest
from customers.services import request_answers, request_files
from customers.services.request_kinds import BY_CODE
from partnercenter.access import person
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.models import User
from partnercenter.web.attached import attached

NUMBER = re.compile(r"\s*SR\s*(\d{6,12})\s*", re.IGNORECASE)
FIRST_NUMBER = 100_000
# How the page shows each fact that a kind may ask for.
FACTS = {
    "invoice_number": "invoice",
    "line_position": "line_position",
    "amount": "amount_asked",
    "customer": "customer",
    "tax_number": "tax_number",
    "jurisdiction": "jurisdiction",
    "certificate": "certificate",
    "valid_from": "certified_from",
    "valid_until": "certified_until",
}
PAGES = {
    "tax_registration": "customers_taxregistration_change",
    "tax_exemption": "customers_taxexemption_change",
    "adjustment": "billing_adjustment_change",
    "withholding": "billing_withholding_change",
}


def _take(request: ServiceRequest, /, *, on: date, at: datetime, by: User | None) -> str:
    if by is None:
        raise PermissionDenied
    request_answers.take(request=request, at=at, by=by)
    return _("%(number)s is yours.") % {"number": request.number}


TAKE = Act(
    code="take",
    label=gettext_lazy("Take it"),
    permission=CHANGES,
    perform=_take,
    offered=lambda request: request.is_open,
)


@admin.register(ServiceRequest)
class ServiceRequestAdmin(Stepping, Acting[ServiceRequest], ReadOnly[ServiceRequest]):
    """Requests are answered and decided here, by services; nothing of them is edited."""

    acts = (TAKE,)
    guid_fields = ("public_id",)
    list_display = (
        *("shown_number", "subject", "kind", "partner", "invoice_number"),
        *("state", "waiting_since", "assigned_to"),
    )
    list_filter = (Standing, "kind", Whose)
    list_select_related = ("partner", "assigned_to")
    search_fields = ("invoice_number", "subject", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("Request number, invoice, partner, MPN id or subject")
    sortable_by = ()
    waiting_since = columns.moment("changed_at", gettext_lazy("since"))
    amount_asked = columns.money("amount", gettext_lazy("amount asked for"))
    certified_from = columns.day("valid_from", gettext_lazy("certificate valid from"))
    certified_until = columns.day("valid_until", gettext_lazy("certificate ends before"))
    opened = columns.moment("opened_at", gettext_lazy("opened"))
    decided = columns.moment("decided_at", gettext_lazy("closed"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceRequest]:
        rows = super().get_queryset(request)
        return rows.select_related("partner", "customer", "opened_by", "assigned_to")

    def get_fields(self, request: HttpRequest, obj: ServiceRequest | None = None) -> Any:
        """Show what the kind asks for, and of the decision what there is."""
        if obj is None:
            return ()
        asked = [FACTS[name] for name in BY_CODE[obj.kind].asks]
        closed = () if obj.is_open else ("decided", "decided_by", "changed")
        who = ("opened", "opened_by", "assigned_to")
        return ("kind", "state", "partner", *asked, *who, *closed, "conversation")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Put what waits longest first, and what is closed latest first."""
        shown = request.GET.get("state") or RequestState.IN_REVIEW
        is_closed = shown in {EVERY, *RequestState.values[2:]}
        return ["-opened_at", "-id"] if is_closed else ["opened_at", "id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[ServiceRequest], bool]:
        """Find a request by its number, and anything else in the search fields."""
        if found := NUMBER.fullmatch(search_term):
            return queryset.filter(pk=int(found[1]) - FIRST_NUMBER), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.file_view)
        own = path("files/<uuid:public_id>/", page, name="customers_servicerequest_file")
        return [own, *super().get_urls()]

    def file_view(self, request: HttpRequest, public_id: UUID) -> FileResponse:
        """Send a file of a request, those of internal notes too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        files = Attachment.objects.select_related("message__request")
        found = get_object_or_404(files, public_id=public_id)
        content = request_files.opened(found, at=timezone.now(), by=person(request))
        return attached(content, name=found.name, media_type=found.media_type)

    @admin.display(description=gettext_lazy("request"))
    def shown_number(self, asked: ServiceRequest) -> str:
        return asked.number

    @admin.display(description=gettext_lazy("invoice"))
    def invoice(self, asked: ServiceRequest) -> str:
        issued = Invoice.objects.issued().filter(partner=asked.partner_id)
        found = issued.filter(number=asked.invoice_number).first()
        if found is None:
            return asked.invoice_number or columns.NOTHING
        return columns.link("billing_invoice_change", found.pk, found)

    @admin.display(description=gettext_lazy("what it changed"))
    def changed(self, asked: ServiceRequest) -> str:
        """Link each row that the decision made."""
        made = outcomes_of(asked)
        links = ((columns.link(PAGES[one.what], one.key, one.words),) for one in made)
        return format_html_join("", "<div>{}</div>", links) or columns.NOTHING

    @admin.display(description=gettext_lazy("conversation"))
    def conversation(self, asked: ServiceRequest) -> str:
        """Show everything that was said, internal notes too."""
        said = conversation(asked, with_notes=True)
        return render_to_string("admin/request_conversation.html", {"said": said})
