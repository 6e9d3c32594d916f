"""Documents of invoices: whether they are made, and their bytes for staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing.documents.formats import FORMATS
from billing.models import Document, DocumentState
from billing.services import documents
from partnercenter import storage
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.rows import ReadOnlyRows
from partnercenter.admin.tools import Tool
from partnercenter.models import User


def _ask_again(document: Document, /, *, on: date, at: datetime, by: User | None) -> str:
    documents.ask_again(document=document, at=at, by=by)
    return _("%(document)s is being made again.") % {"document": document}


ASK_AGAIN = Act(
    code="ask-again",
    label=gettext_lazy("Ask again"),
    permission="billing.change_document",
    perform=_ask_again,
    offered=lambda document: document.state == DocumentState.FAILED,
    main=True,
    leads_to=lambda document: reverse("admin:billing_invoice_change", args=[document.invoice_id]),
)


class OfFormat(admin.SimpleListFilter):
    """Documents of one format."""

    title = gettext_lazy("format")
    parameter_name = "format"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, code) for code in FORMATS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(format=self.value()) if self.value() else queryset


@admin.register(Document)
class DocumentAdmin(Acting[Document], ReadOnly[Document]):
    """What was made of invoices, the latest first."""

    acts = (ASK_AGAIN,)
    list_display = ("file_name", "invoice", "format", "state", "attempts", "asked", "made")
    list_filter = ("state", OfFormat)
    list_select_related = ("invoice",)
    search_fields = ("file_name", "invoice__number")
    search_help_text = gettext_lazy("File name or invoice number")
    ordering = ("-id",)
    fields = (
        "invoice",
        "file_name",
        "format",
        "state",
        "attempts",
        "error",
        "asked",
        "made",
        "size",
        "sha256",
    )

    asked = columns.moment("asked_at", gettext_lazy("asked for"))
    made = columns.moment("made_at", gettext_lazy("made"))

    def tools(self, request: HttpRequest, obj: Document) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        if obj.state == DocumentState.READY:
            yield Tool(gettext_lazy("Download"), self.address("download", obj.pk), main=True)

    def get_urls(self) -> list[URLPattern]:
        download = path(
            "<int:pk>/download/",
            self.admin_site.admin_view(require_safe(self.download)),
            name="billing_document_download",
        )
        return [download, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Stream the stored bytes."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk, state=DocumentState.READY)
        try:
            stream = storage.open_stream(document.storage_key)
        except FileNotFoundError:
            words = _("The bytes of %(document)s are gone: restore them from a backup.")
            messages.error(request, words % {"document": document})
            return redirect(self.address("change", pk))
        return FileResponse(
            stream,
            as_attachment=True,
            filename=document.file_name,
            content_type=FORMATS[document.format].MEDIA_TYPE,
        )


class DocumentsOfInvoice(ReadOnlyRows):
    """An invoice's documents, each with what can be done with it."""

    model = Document
    fields = ("file_name", "state", "attempts", "error", "made", "what_next")
    readonly_fields = ("made", "what_next")
    ordering = ("id",)
    show_change_link = False

    made = columns.moment("made_at", gettext_lazy("made"))

    @admin.display(description="")
    def what_next(self, document: Document) -> str:
        """Lead to the bytes, or offer to have them made again (the page's form carries it)."""
        if document.state == DocumentState.READY:
            href = reverse("admin:billing_document_download", args=[document.pk])
            return format_html('<a href="{}">{}</a>', href, _("Download"))
        if document.state == DocumentState.FAILED:
            href = reverse("admin:billing_document_ask-again", args=[document.pk])
            button = '<button type="submit" class="button" formaction="{}">{}</button>'
            return format_html(button, href, ASK_AGAIN.label)
        return _("being made")
