"""Estimates: what an open period comes to so far, and what that was worked out from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.engine import streams
from billing.models.lines import Line
from customers.models import Partner, Subscription
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import Period


class EstimateQuerySet(models.QuerySet["Estimate"]):
    """Filters over estimates."""

    def visible_to(self, actor: Actor) -> EstimateQuerySet:
        """Keep the estimates of the actor's own partner."""
        return self.filter(partner_id=actor.tenant)

    def left_over(self) -> EstimateQuerySet:
        """Keep those still to be made."""
        return self.filter(asked_at__isnull=False)


EstimateManager = models.Manager.from_queryset(EstimateQuerySet)


class Estimate(models.Model):
    """The unbilled charges of one stream's open period, worked out at ``made_at``.

    It is asked for first and filled by a worker. ``inputs`` tells what it was worked out from,
    by subject and name, so that the invoice can name what has changed since.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="estimates")
    stream = models.CharField(_("stream"), max_length=20, choices=streams.choices)
    period_start = models.DateField(_("period start"))
    period_end = models.DateField(_("period end (excluded)"))
    asked_at = models.DateTimeField(_("asked at (UTC)"), null=True)
    made_at = models.DateTimeField(_("made at (UTC)"), null=True)
    error = models.TextField(_("error"), blank=True)
    inputs = models.JSONField(_("inputs"), default=dict)

    objects = EstimateManager()

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "stream", "period_start"],
                name="a_period_has_one_estimate",
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False),
                name="estimates_left_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.stream} {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)


class EstimateLine(Line):
    """One unbilled charge; replaced whenever the estimate is made again."""

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="lines")
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("estimated charge")
        verbose_name_plural = _("estimated charges")
        constraints = [
            models.UniqueConstraint(
                fields=["estimate", "currency", "position"],
                name="an_estimated_position_is_taken_once",
            )
        ]

    @property
    def money(self) -> Money:
        return Money(self.net, self.currency)
