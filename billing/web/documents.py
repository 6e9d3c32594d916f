"""Downloads of what was made of an invoice, and the answer to whether it is ready."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from billing.models import Document, DocumentState
from billing.services import documents
from billing.web.bills import media_type, needed_for, paper
from partnercenter import storage
from partnercenter.access import ActorRequest, requires
from partnercenter.models import User
from partnercenter.roles import Permission


@require_safe
@requires(Permission.DOWNLOAD_INVOICES)
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Stream the stored bytes; a document that is not ready says so instead."""
    document = _document(request, pk)
    if document.state != DocumentState.READY:
        context = {"document": document, "paper": paper(document)}
        return render(request, "billing/document_waiting.html", context, status=409)
    unchanged = get_conditional_response(request, etag=f'"{document.sha256}"')
    return unchanged or _stream(document)


@require_safe
@requires(Permission.DOWNLOAD_INVOICES)
def status(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer the poll of one document with its component, which polls on until it is done."""
    return render(request, "billing/document.html", {"paper": paper(_document(request, pk))})


@require_POST
@requires(Permission.DOWNLOAD_INVOICES)
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Have a failed document made anew, and go back to its invoice."""
    document = _document(request, pk)
    by = request.user if isinstance(request.user, User) else None
    documents.ask_again(document=document, at=timezone.now(), by=by)
    return redirect("billing:invoice", number=document.invoice.number)


def _stream(document: Document) -> FileResponse:
    """Send the file: the printed invoice to be read at once, everything else to be saved."""
    response = FileResponse(
        storage.open_stream(document.storage_key),
        as_attachment=document.format != "pdf",
        filename=document.file_name,
        content_type=media_type(document),
    )
    response.headers["ETag"] = f'"{document.sha256}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _document(request: ActorRequest, pk: int) -> Document:
    """Find the document: 404 when it is another partner's, 403 when the role may not have it."""
    visible = Document.objects.visible_to(request.actor).select_related("invoice")
    document = get_object_or_404(visible, pk=pk)
    if not request.actor.may(needed_for(document)):
        raise PermissionDenied
    return document
