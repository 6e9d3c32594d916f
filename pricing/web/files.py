"""Downloads of price lists: CSV as it is read, workbooks once they are made."""

from __future__ import annotations

import hashlib

from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from partnercenter import storage
from partnercenter.access import ActorRequest, requires
from partnercenter.outgoing.formats import BY_CODE, Format
from partnercenter.roles import Permission
from pricing.models import ListFile, PriceList
from pricing.models.publishing import WorkState
from pricing.queries.list_export import csv_of, file_name
from pricing.services import list_files
from pricing.web.downloads import download, is_small
from pricing.web.readable import readable_list


@require_safe
@requires(Permission.SEE_CONSUMPTION_PRICES)
def list_file(request: ActorRequest, pk: int, code: str) -> HttpResponseBase:
    """Send the file; a workbook that is not made yet says so instead."""
    price_list, file_format = readable_list(request, pk), _format(code)
    tag = _tag(price_list, file_format)
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response:
        return response
    if not file_format.is_workbook:
        response = StreamingHttpResponse(csv_of(price_list, flavour=file_format.flavour))
    elif made := _made(price_list, file_format):
        response = FileResponse(storage.open_stream(made.storage_key))
    else:
        return _waiting(request, price_list, file_format)
    name = file_name(price_list, file_format)
    response.headers["Content-Type"] = file_format.media_type
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@requires(Permission.SEE_CONSUMPTION_PRICES)
def status(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Answer the poll of one file with its component, which polls on until it is there."""
    return _component(request, readable_list(request, pk), _format(code))


@require_POST
@requires(Permission.SEE_CONSUMPTION_PRICES)
def ask(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Ask for a workbook, or for another try, and show how far it is."""
    price_list, file_format = readable_list(request, pk), _format(code)
    if file_format.is_workbook:
        list_files.ask(price_list=price_list, file_format=file_format, at=timezone.now())
    if request.headers.get("HX-Request"):
        return _component(request, price_list, file_format)
    return HttpResponseRedirect(reverse("pricing:price_list", args=[pk]) + "#files")


def _format(code: str) -> Format:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _tag(price_list: PriceList, file_format: Format) -> str:
    """Return what a browser knows the file by: an edition never changes, nor what it follows."""
    known = f"{price_list.pk} {price_list.content_hash} {file_format.code}"
    return f'"{hashlib.sha256(known.encode()).hexdigest()}"'


def _kept(price_list: PriceList, file_format: Format) -> ListFile | None:
    return ListFile.objects.filter(price_list=price_list, format=file_format.code).first()


def _made(price_list: PriceList, file_format: Format) -> ListFile | None:
    """Return the workbook if it is there; that of a small list is made now, once and for all."""
    kept = _kept(price_list, file_format)
    if is_small(price_list) and (kept is None or kept.state == WorkState.ASKED):
        at = timezone.now()
        asked = list_files.ask(price_list=price_list, file_format=file_format, at=at)
        list_files.make(file=asked, at=at)
        kept = _kept(price_list, file_format)
    return kept if kept and kept.state == WorkState.DONE else None


def _component(request: ActorRequest, price_list: PriceList, file_format: Format) -> HttpResponse:
    kept = _kept(price_list, file_format)
    file = download(price_list, file_format, kept, now=timezone.now())
    return render(request, "pricing/list_file.html", {"file": file})


def _waiting(request: ActorRequest, price_list: PriceList, file_format: Format) -> HttpResponse:
    kept = _kept(price_list, file_format)
    context = {
        "list": price_list,
        "name": file_name(price_list, file_format),
        "file": download(price_list, file_format, kept, now=timezone.now()),
    }
    return render(request, "pricing/list_file_waiting.html", context, status=409)
