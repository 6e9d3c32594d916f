"""Adjustments: one-off credits and debits that the supplier grants."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.engine import streams
from billing.models.charges import ChargeRecord
from customers.models import Partner
from partnercenter.money import Money


class Adjustment(models.Model):
    """An amount before tax for the next invoice of a stream after ``applies_on`` (included).

    ``amount`` is negative when the partner gets it. With a ``line`` it refunds that line and
    stands in its reconciliation file; without one it is on the invoice only. Withdrawn, it is no
    longer owed: what was invoiced of it is taken back.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="adjustments")
    stream = models.CharField(_("stream"), max_length=20, choices=streams.choices)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount before tax"), max_digits=19, decimal_places=4)
    reason = models.CharField(_("reason"), max_length=200)
    applies_on = models.DateField(_("applies on"))
    line = models.ForeignKey(
        ChargeRecord, models.PROTECT, null=True, blank=True, related_name="offsets"
    )
    granted_at = models.DateTimeField(_("granted at (UTC)"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at (UTC)"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="an_adjustment_is_some_amount"),
            models.CheckConstraint(
                condition=Q(line=None) | Q(amount__lt=0), name="an_offset_gives_money_back"
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "stream", "applies_on"], name="adjustments_by_partner")
        ]

    def __str__(self) -> str:
        return f"{self.money} {self.reason}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
