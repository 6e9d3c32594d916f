"""A table as the answer to a request: the file a person asked for, in the format asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from partnercenter.outgoing import OutColumn, csv, rows, workbook
from partnercenter.outgoing.columns import Source
from partnercenter.outgoing.csv_files import Params
from partnercenter.outgoing.formats import BY_CODE, Format


def format_of(code: str) -> Format:
    """Return the format of an address; an unknown one is not found."""
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def answer(
    source: Source,
    columns: Sequence[OutColumn],
    params: Params = (),
    *,
    file_format: Format,
    stem: str,
    title: str,
) -> HttpResponseBase:
    """Send the table; ``stem`` begins the file's name, ``title`` names the sheet of a workbook.

    CSV is streamed while the database reads, a workbook is made first.
    """
    flavour = file_format.flavour
    if file_format.is_workbook:
        made = workbook(rows(source, columns, params), columns, flavour=flavour, title=title)
        response: HttpResponseBase = FileResponse(made)
    else:
        response = StreamingHttpResponse(csv(source, columns, params, flavour=flavour))
    response.headers["Content-Type"] = file_format.media_type
    response.headers["Content-Disposition"] = str(
        content_disposition_header(True, file_format.named(stem))
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
