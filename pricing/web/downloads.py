"""A price list's files as its page shows them: ready, to be asked for, or being made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from partnercenter.outgoing.formats import FORMATS, Format
from pricing.models import ListFile, PriceList
from pricing.models.publishing import WorkState
from pricing.queries.list_export import row_total

# So many rows are made into a workbook while somebody waits, in a second or so.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a file is written; ``seconds_left`` is None as long as it cannot be told."""

    done: int
    total: int
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class ListDownload:
    """One file of a price list, as ``pricing/list_file.html`` asks for it.

    ``state`` is ready, offered, waiting or failed; ``size`` in bytes is None as long as unknown.
    """

    format: Format
    state: str
    id: str
    href: str
    ask: str
    poll: str
    size: int | None = None
    progress: Progress | None = None


def is_small(price_list: PriceList) -> bool:
    """Whether a workbook of the list, with what was removed, can be made while somebody waits."""
    return price_list.row_count <= AT_ONCE and row_total(price_list) <= AT_ONCE


def files(price_list: PriceList, *, now: datetime) -> list[ListDownload]:
    """Return all files of a list, with two queries; another one while some are being made."""
    kept = {file.format: file for file in ListFile.objects.filter(price_list=price_list)}
    small = is_small(price_list)
    return [download(price_list, one, kept.get(one.code), now=now, small=small) for one in FORMATS]


def download(
    price_list: PriceList,
    file_format: Format,
    kept: ListFile | None,
    *,
    now: datetime,
    small: bool | None = None,
) -> ListDownload:
    """Return one file, of which ``kept`` is what is written down about it.

    ``small`` is whether the list is, where that is known already.
    """
    named = [price_list.pk, file_format.code]
    state = _state(price_list, file_format, kept, small)
    return ListDownload(
        format=file_format,
        state=state,
        id=f"list-file-{file_format.code}",
        href=reverse("pricing:list_file", args=named),
        ask=reverse("pricing:list_file_ask", args=named),
        poll=reverse("pricing:list_file_status", args=named),
        size=kept.size if kept and state == "ready" else None,
        progress=_progress(kept, now) if kept and state == "waiting" else None,
    )


def _state(
    price_list: PriceList, file_format: Format, kept: ListFile | None, small: bool | None
) -> str:
    if not file_format.is_workbook:
        return "ready"
    if kept is None:
        known = is_small(price_list) if small is None else small
        return "ready" if known else "offered"
    return {WorkState.DONE: "ready", WorkState.FAILED: "failed"}.get(
        WorkState(kept.state), "waiting"
    )


def _progress(kept: ListFile, now: datetime) -> Progress | None:
    """Return how far it is, and by the pace so far how long the rest takes."""
    if not kept.rows_done:
        return None
    total = max(row_total(kept.price_list), kept.rows_done)
    pace = (now - kept.asked_at).total_seconds() / kept.rows_done
    return Progress(kept.rows_done, total, max(1, round(pace * (total - kept.rows_done))))
