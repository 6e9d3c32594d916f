"""Billing runs: the request to bill one partner for one period of one stream."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.engine import streams
from customers.models import Partner
from partnercenter.periods import Period


class RunState(models.TextChoices):
    """Where a run stands."""

    ASKED = "asked", _("Asked for")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class BillingRun(models.Model):
    """Work to do: written first, claimed by one worker under lock, done in one transaction."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="runs")
    stream = models.CharField(_("stream"), max_length=20, choices=streams.choices)
    period_start = models.DateField(_("period start"))
    period_end = models.DateField(_("period end (excluded)"))
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.ASKED
    )
    issues = models.BooleanField(_("issue at once"), default=True)
    asked_at = models.DateTimeField(_("asked at (UTC)"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished at (UTC)"), null=True, blank=True)
    charge_count = models.PositiveIntegerField(_("charges"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "stream", "period_start"], name="a_period_is_run_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=~Q(state=RunState.DONE), name="runs_left_over"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.stream} {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
