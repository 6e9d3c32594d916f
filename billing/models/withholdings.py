"""Tax that a partner kept back from an invoice and paid to its own authority."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from customers.models import ServiceRequest


class Withholding(models.Model):
    """An amount withheld, accepted on proof: it clears the invoice like a payment (domain 6.2)."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="withholding")
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="withholding")
    accepted_at = models.DateTimeField(_("accepted at (UTC)"))
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("withholding")
        verbose_name_plural = _("withholdings")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_withholding_is_some_amount")
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}"
