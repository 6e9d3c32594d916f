"""What a line of an invoice and a line of an estimate have in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.engine import adjustments
from partnercenter.periods import Period


class Line(models.Model):
    """One row of money; the credit it may be keeps its minus sign.

    ``period_end`` is excluded. ``amount`` is before discount, ``net`` after it and before tax.
    ``texts`` copies every name the line prints; ``explanation`` holds inputs and formula.
    """

    position = models.PositiveIntegerField(_("position"))
    billing_type = models.CharField(
        _("billing type"), max_length=20, choices=adjustments.billing_type_choices
    )
    charge_type = models.CharField(_("charge type"), max_length=60)
    period_start = models.DateField(_("charge start"))
    period_end = models.DateField(_("charge end (excluded)"))
    quantity = models.DecimalField(_("quantity"), max_digits=28, decimal_places=12)
    unit_price = models.DecimalField(_("unit price"), max_digits=38, decimal_places=18)
    list_price = models.DecimalField(_("list price"), max_digits=38, decimal_places=18)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    discount = models.DecimalField(_("discount"), max_digits=19, decimal_places=4, default=0)
    net = models.DecimalField(_("subtotal"), max_digits=19, decimal_places=4)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4, default=0)
    recognised_on = models.DateField(_("recognised on"))
    texts = models.JSONField(_("texts"), default=dict)
    explanation = models.JSONField(_("explanation"), default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.charge_type} {self.period}"

    def in_common(self) -> dict[str, Any]:
        """Return by name what a line has, whether it is issued or estimated."""
        return {field.name: getattr(self, field.name) for field in Line._meta.fields}

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
