"""Charges: the lines of invoices, each with the explanation it was made by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.engine import adjustments
from billing.models.invoices import Invoice
from billing.models.lines import Line
from customers.models import Subscription
from partnercenter.money import Money
from pricing.models import Price, Sku


class ChargeRecord(Line):
    """One charge that was made: of a subscription, or an adjustment that is of none."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="charges")
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, null=True, related_name="charges"
    )
    sku = models.ForeignKey(Sku, models.PROTECT, null=True, related_name="+")
    adjustment = models.ForeignKey(
        "billing.Adjustment", models.PROTECT, null=True, related_name="charges"
    )
    price = models.ForeignKey(Price, models.PROTECT, null=True, related_name="+")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")

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
            models.CheckConstraint(
                condition=Q(
                    billing_type=adjustments.BILLING_TYPE,
                    subscription=None,
                    sku=None,
                    adjustment__isnull=False,
                )
                | ~Q(billing_type=adjustments.BILLING_TYPE)
                & Q(subscription__isnull=False, sku__isnull=False),
                name="a_charge_is_of_a_subscription_or_an_adjustment",
            ),
        ]

    @property
    def gross(self) -> Money:
        return Money(self.net + self.tax, self.invoice.currency)
