"""Files that somebody wants to take in, shown before anything is kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.partners import Partner
from partnercenter.access import Actor


class ImportKind(models.TextChoices):
    """What a partner's people take in from files."""

    CUSTOMERS = "customers", _("Customers")
    USERS = "users", _("Users")
    SUBSCRIPTIONS = "subscriptions", _("Orders and subscriptions")
    CHANGES = "changes", _("Subscription changes")


class PreparedImportQuerySet(models.QuerySet["PreparedImport"]):
    """Filters over prepared imports."""

    def visible_to(self, actor: Actor) -> PreparedImportQuerySet:
        """Keep those of the actor's own partner."""
        return self.filter(partner_id=actor.tenant)


PreparedImportManager = models.Manager.from_queryset(PreparedImportQuerySet)


class PreparedImport(models.Model):
    """A file that was read and is not taken in yet; it is taken in once, or forgotten.

    ``counts`` says how many rows are new, changed and the same.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="prepared_imports")
    kind = models.CharField(_("kind"), max_length=20, choices=ImportKind.choices)
    file_name = models.CharField(_("file"), max_length=200)
    storage_key = models.CharField(_("storage key"), max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    counts = models.JSONField(_("rows"), default=dict)
    prepared_at = models.DateTimeField(_("prepared at (UTC)"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="prepared_imports"
    )
    applied_at = models.DateTimeField(_("taken in at (UTC)"), null=True, blank=True)

    objects = PreparedImportManager()

    class Meta:
        verbose_name = _("prepared import")
        verbose_name_plural = _("prepared imports")
        indexes = [
            models.Index(
                fields=["prepared_at"], condition=Q(applied_at=None), name="imports_not_taken_in"
            )
        ]

    def __str__(self) -> str:
        return self.file_name
