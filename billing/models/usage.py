"""Metered consumption, one row a subscription, meter, resource and day; by month partitioned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Subscription
from pricing.models import Sku


class UsageFile(models.Model):
    """A usage file that was taken in, whole; the same content is taken in once."""

    name = models.CharField(_("file"), max_length=200)
    content_hash = models.CharField(_("content hash (SHA-256)"), max_length=64, unique=True)
    row_count = models.PositiveIntegerField(_("rows"))
    first_on = models.DateField(_("first usage date"))
    last_on = models.DateField(_("last usage date"))
    taken_at = models.DateTimeField(_("taken in at (UTC)"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("usage file")
        verbose_name_plural = _("usage files")

    def __str__(self) -> str:
        return self.name


class UsageRecord(models.Model):
    """Something consumed on a day (UTC); appended once, never changed."""

    pk = models.CompositePrimaryKey("usage_on", "id")
    id = models.BigIntegerField(editable=False)
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="usage")
    meter = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    usage_on = models.DateField(_("usage date"))
    quantity = models.DecimalField(_("quantity"), max_digits=28, decimal_places=12)
    region = models.CharField(_("region"), max_length=60, blank=True)
    resource_group = models.CharField(_("resource group"), max_length=100, blank=True)
    resource_uri = models.CharField(_("resource"), max_length=500, blank=True)
    tags = models.TextField(_("tags"), blank=True)
    usage_file = models.ForeignKey(UsageFile, models.PROTECT, related_name="records")

    class Meta:
        verbose_name = _("usage record")
        verbose_name_plural = _("usage records")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "meter", "usage_on", "resource_uri", "region"],
                name="usage_is_recorded_once",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="usage_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.meter_id} on {self.usage_on}"
