"""Workbooks of price lists: asked for, made once by a worker, kept for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from partnercenter import storage
from partnercenter.errors import Refused
from partnercenter.outgoing.formats import BY_CODE, Format
from partnercenter.queue import enqueue
from pricing.models import ListFile, PriceList
from pricing.models.publishing import WorkState
from pricing.queries.list_export import workbook_of

ATTEMPTS = 3
OVERDUE = timedelta(minutes=2)
SWEPT = 500
# What the locks of these files are known by, beside those of others.
LOCKS = 1_604_001


@transaction.atomic
def ask(*, price_list: PriceList, file_format: Format, at: datetime) -> ListFile:
    """Ask for a workbook of an edition; a worker is woken after commit.

    Asked for twice it is made once, for an edition never changes. One that failed is tried anew.
    """
    key = {"price_list": price_list, "format": file_format.code}
    file, _is_new = ListFile.objects.get_or_create(**key, defaults={"asked_at": at})
    failed = ListFile.objects.filter(pk=file.pk, state=WorkState.FAILED)
    anew = {"state": WorkState.ASKED, "attempts": 0, "rows_done": 0, "error": "", "asked_at": at}
    if failed.update(**anew):
        file.refresh_from_db()
    if file.state == WorkState.ASKED:
        enqueue("pricing.make_next_list_file")
    return file


def make(*, file: ListFile, at: datetime) -> None:
    """Make a file and keep its bytes, unless it is made or somebody else makes it now.

    Not to be called in a transaction: others are to see how many rows are done. After three
    failed attempts it is marked failed, with the error, and waits for somebody to ask again.
    """
    with _held(file.pk) as is_ours:
        if is_ours:
            _fill(file.pk, at)


def make_next(*, at: datetime) -> None:
    """Make one of the files asked for, the longest waiting first; nothing when none is free."""
    waiting = ListFile.objects.filter(state=WorkState.ASKED).order_by("asked_at", "pk")
    for pk in waiting.values_list("pk", flat=True)[:SWEPT]:
        with _held(pk) as is_ours:
            if is_ours and _fill(pk, at):
                return


def sweep(*, at: datetime) -> int:
    """Wake a worker for each file asked for two minutes ago or earlier; return how many."""
    overdue = ListFile.objects.filter(state=WorkState.ASKED, asked_at__lt=at - OVERDUE)
    found = min(overdue.count(), SWEPT)
    for _file in range(found):
        enqueue("pricing.make_next_list_file")
    return found


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """Say whether nobody else makes the file meanwhile; a lock ends with whoever dies holding it.

    Not the lock of the row: then nobody could see the rows done before the end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, pk])
        (is_ours,) = cursor.fetchone()
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, pk])


def _fill(pk: int, at: datetime) -> bool:
    """Make the file if it is still asked for; return whether there was anything to do."""
    asked = ListFile.objects.filter(pk=pk, state=WorkState.ASKED)
    # Counted beforehand, so that an attempt that took the worker with it counts.
    if asked.filter(attempts__gte=ATTEMPTS).update(state=WorkState.FAILED):
        return True
    if not asked.update(attempts=F("attempts") + 1, rows_done=0):
        return False
    file = ListFile.objects.select_related("price_list").get(pk=pk)
    try:
        _write(file)
    except Exception as error:
        lost = isinstance(error, Refused) or file.attempts >= ATTEMPTS
        state = WorkState.FAILED if lost else WorkState.ASKED
        asked.update(state=state, error=str(error)[:2000])
        raise
    made = {"storage_key": file.storage_key, "sha256": file.sha256, "size": file.size}
    asked.update(state=WorkState.DONE, made_at=at, error="", **made)
    return True


def _write(file: ListFile) -> None:
    """Write the workbook and keep it, noting from time to time how many rows are done."""

    def told(rows: int) -> None:
        ListFile.objects.filter(pk=file.pk).update(rows_done=rows)

    made_as = BY_CODE[file.format]
    with workbook_of(file.price_list, flavour=made_as.flavour, told=told) as content:
        file.storage_key, file.sha256 = storage.keep_file(content, suffix=made_as.suffix)
        file.size = content.seek(0, 2)
