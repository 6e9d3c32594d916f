"""The words in which a price list told what it prices, frozen for good."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pricing.models.catalogue import Sku


class Listing(models.Model):
    """A SKU as a price list words it: ``texts`` by the published name of the column.

    Titles in the catalogue follow the latest list; an edition keeps its own. Equal words are
    kept once, known by the MD5 of their JSON.
    """

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="listings")
    texts = models.JSONField(_("texts"))
    digest = models.CharField(_("digest (MD5)"), max_length=32)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(fields=["sku", "digest"], name="a_wording_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.sku} ({self.digest[:8]})"
