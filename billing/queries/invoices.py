"""Questions about issued invoices: which there are, and which is the latest."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch

from billing.models import Document, Invoice
from billing.models.invoices import InvoiceQuerySet
from partnercenter.access import Actor


def readable(actor: Actor) -> InvoiceQuerySet:
    """Return the actor's issued invoices with the documents made of them."""
    documents = Document.objects.order_by("id")
    return Invoice.objects.visible_to(actor).prefetch_related(Prefetch("documents", documents))


def years(actor: Actor, *, stream: str) -> Sequence[int]:
    """Return the years in which invoices of the stream were issued, newest first."""
    issued = Invoice.objects.visible_to(actor).filter(stream=stream)
    return [day.year for day in issued.dates("issued_on", "year", order="DESC")]


def history(actor: Actor, *, stream: str, year: int) -> InvoiceQuerySet:
    """Return what was issued in a year, newest first."""
    issued = readable(actor).filter(stream=stream, issued_on__year=year)
    return issued.order_by("-issued_on", "-id")


def latest(actor: Actor, *, stream: str) -> InvoiceQuerySet:
    """Return the newest invoice of a stream in each currency; credit notes stand aside."""
    bills = readable(actor).filter(stream=stream, document_type="invoice")
    return bills.order_by("currency", "-issued_on", "-id").distinct("currency")


def newest(actor: Actor, *, count: int) -> InvoiceQuerySet:
    """Return the few documents issued last, of any stream."""
    return readable(actor).order_by("-issued_on", "-id")[:count]
