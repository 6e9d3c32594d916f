"""Charges: the lines of invoices, each with the explanation it was made by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from customers.models import Subscription
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine import kinds
from pricing.models import Price, Sku


class ChargeRecord(models.Model):
    """One charge that was made; the credit it may be keeps its minus sign.

    ``period_end`` is excluded. ``amount`` is before discount, ``net`` after it and before tax.
    ``texts`` copies every name the line prints; ``explanation`` holds inputs and formula.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="charges")
    position = models.PositiveIntegerField(_("position"))
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="charges")
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+")
    price = models.ForeignKey(Price, models.PROTECT, null=True, related_name="+")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")
    billing_type = models.CharField(_("billing type"), max_length=20, choices=kinds.choices)
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
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="a_position_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(net=F("amount") - F("discount")), name="net_is_amount_less_discount"
            ),
            models.CheckConstraint(
                condition=Q(period_start__lt=F("period_end")), name="a_charge_covers_some_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charge_type} {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def gross(self) -> Money:
        return Money(self.net + self.tax, self.invoice.currency)
