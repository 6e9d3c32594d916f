"""The offer matrix: by month, what may be bought with what, by whom, how often and how many."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pricing.models.catalogue import Sku


class LimitScope(models.TextChoices):
    """How often a customer may buy an offer (domain 10.3)."""

    NONE = "none", _("Without limit")
    LIFETIME = "lifetime", _("In a lifetime")
    CONCURRENT = "concurrent", _("At a time")


class OfferMatrix(models.Model):
    """One edition of the offer matrix; it holds from its month on, until the next one."""

    month = models.DateField(_("month"), help_text=_("The first day of the month it is for."))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    content_hash = models.CharField(_("content hash (SHA-256)"), max_length=64)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    published_at = models.DateTimeField(_("published at (UTC)"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("offer matrix")
        verbose_name_plural = _("offer matrices")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "edition"], name="an_edition_of_a_matrix_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="an_offer_matrix_begins_on_the_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} #{self.edition}"


class OfferRule(models.Model):
    """How one offer may be bought, as one edition of the matrix says.

    An empty list or number does not limit; only a trial that names nothing to convert to is never
    converted. ``depends_on`` names the base offers of an add-on.
    """

    matrix = models.ForeignKey(OfferMatrix, models.PROTECT, related_name="rules")
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="rules")
    min_quantity = models.PositiveIntegerField(_("minimum seats"), default=1)
    max_quantity = models.PositiveIntegerField(_("maximum seats"), null=True, blank=True)
    limit = models.PositiveIntegerField(_("purchase limit"), null=True, blank=True)
    scope = models.CharField(
        _("limit scope"), max_length=20, choices=LimitScope.choices, default=LimitScope.NONE
    )
    duration_months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    frequencies = ArrayField(
        models.CharField(max_length=20), verbose_name=_("billing frequencies"), default=list
    )
    depends_on = ArrayField(
        models.CharField(max_length=60), verbose_name=_("base offers"), default=list
    )
    converts_to = ArrayField(
        models.CharField(max_length=60), verbose_name=_("may be converted to"), default=list
    )
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list
    )
    texts = models.JSONField(_("texts"), default=dict)

    class Meta:
        verbose_name = _("offer rule")
        verbose_name_plural = _("offer rules")
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "sku"], name="an_offer_has_one_rule_in_a_matrix"
            ),
            models.CheckConstraint(
                condition=Q(min_quantity__gte=1)
                & (Q(max_quantity=None) | Q(max_quantity__gte=F("min_quantity"))),
                name="seats_have_a_sensible_range",
            ),
            models.CheckConstraint(
                condition=Q(scope=LimitScope.NONE, limit=None)
                | ~Q(scope=LimitScope.NONE) & Q(limit__gte=1),
                name="a_limit_has_a_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} in {self.matrix}"
