"""Documents of an invoice: asked for first, filled by a worker later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from partnercenter.access import Actor


class DocumentState(models.TextChoices):
    """Where a document stands."""

    ASKED = "asked", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class DocumentQuerySet(models.QuerySet["Document"]):
    """Filters over documents."""

    def visible_to(self, actor: Actor) -> DocumentQuerySet:
        """Keep the documents of invoices issued to the actor's own partner."""
        return self.filter(invoice__partner_id=actor.tenant).exclude(invoice__number=None)

    def left_over(self) -> DocumentQuerySet:
        """Keep those still to be made."""
        return self.filter(state=DocumentState.ASKED)


DocumentManager = models.Manager.from_queryset(DocumentQuerySet)


class Document(models.Model):
    """One rendering of an invoice in one format; its bytes lie under ``storage_key``."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="documents")
    format = models.CharField(_("format"), max_length=30)
    state = models.CharField(
        _("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at (UTC)"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made at (UTC)"), null=True)
    file_name = models.CharField(_("file name"), max_length=120)
    storage_key = models.CharField(_("storage key"), max_length=120, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    error = models.TextField(_("error"), blank=True)

    objects = DocumentManager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "format"], name="one_document_for_each_format"
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY)
                | ~Q(storage_key="") & ~Q(sha256="") & Q(made_at__isnull=False),
                name="a_ready_document_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state=DocumentState.ASKED),
                name="documents_left_over",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
