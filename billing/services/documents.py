"""Filling the documents that were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from billing.documents.formats import FORMATS
from billing.models import Document, DocumentState, Invoice
from partnercenter import audit, storage
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.queue import enqueue

ATTEMPTS = 3
OVERDUE = timedelta(minutes=2)
SWEPT = 500


class NotFailed(Refused):
    """Only a document that failed is asked for again."""

    code = "document_not_failed"


def ask(*, invoice: Invoice, formats: Iterable[str], at: datetime) -> None:
    """Write down which documents are wanted; a worker is woken after commit."""
    made = Document.objects.bulk_create(
        Document(
            invoice=invoice,
            format=code,
            asked_at=at,
            file_name=FORMATS[code].file_name(invoice),
        )
        for code in formats
    )
    for _document in made:
        enqueue("billing.render_next_document")


def render(*, document: Document, at: datetime) -> None:
    """Make a document and keep its bytes, unless it is made or another worker makes it now.

    After three failed attempts the document is marked failed, with the error, and waits for
    somebody to ask again.
    """
    _fill(Document.objects.filter(pk=document.pk), at)


def render_next(*, at: datetime) -> None:
    """Make one of the documents asked for, of the latest invoice first; nothing when none is."""
    _fill(Document.objects.order_by("-invoice__issued_at", "pk"), at)


def _fill(wanted: QuerySet[Document], at: datetime) -> None:
    held: Document | None = None
    try:
        with transaction.atomic():
            free = wanted.filter(state=DocumentState.ASKED)
            held = free.select_for_update(skip_locked=True, of=("self",)).first()
            if held is None:
                return
            kind = FORMATS[held.format]
            content = kind.render(held.invoice)
            held.storage_key, held.sha256 = storage.keep(content, suffix=kind.SUFFIX)
            held.size, held.made_at, held.state = len(content), at, DocumentState.READY
            held.attempts, held.error = held.attempts + 1, ""
            held.save()
    except Exception as error:
        if held is not None:
            _note_failure(held, error)
        raise


def sweep(*, at: datetime) -> int:
    """Wake a worker for each document asked for two minutes ago or earlier; return how many."""
    waiting = Document.objects.left_over().filter(asked_at__lt=at - OVERDUE)
    found = min(waiting.count(), SWEPT)
    for _document in range(found):
        enqueue("billing.render_next_document")
    return found


@transaction.atomic
def ask_again(*, document: Document, at: datetime, by: User | None = None) -> None:
    """Let a failed document be tried anew; raises NotFailed for any other."""
    failed = Document.objects.filter(pk=document.pk, state=DocumentState.FAILED)
    if not failed.update(state=DocumentState.ASKED, attempts=0, error="", asked_at=at):
        raise NotFailed(_("%(document)s has not failed.") % {"document": document})
    audit.record("document.asked_again", document, at=at, by=by)
    enqueue("billing.render_next_document")


def _note_failure(document: Document, error: Exception) -> None:
    asked = Document.objects.left_over().filter(pk=document.pk)
    asked.update(attempts=F("attempts") + 1, error=str(error)[:2000])
    asked.filter(attempts__gte=ATTEMPTS).update(state=DocumentState.FAILED)
