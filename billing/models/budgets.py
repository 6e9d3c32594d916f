"""What a customer should not use more than in a month, and who was told of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


class Budget(models.Model):
    """A customer's budget for metered use in a calendar month, before tax; it stops nothing."""

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="budget")
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    alert_percent = models.PositiveSmallIntegerField(_("alert at (percent)"), default=80)
    set_at = models.DateTimeField(_("set at (UTC)"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("usage budget")
        verbose_name_plural = _("usage budgets")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_budget_is_some_amount"),
            models.CheckConstraint(
                condition=Q(alert_percent__gte=1, alert_percent__lte=100),
                name="a_budget_alerts_before_it_is_used_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.currency} {self.amount}"


class BudgetAlert(models.Model):
    """That people were told how much of a budget was used; once for each month and percent."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="budget_alerts")
    month = models.DateField(_("month"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    used = models.DecimalField(_("used"), max_digits=19, decimal_places=4)
    budget = models.DecimalField(_("budget"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    told_at = models.DateTimeField(_("told at (UTC)"))

    class Meta:
        verbose_name = _("budget alert")
        verbose_name_plural = _("budget alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "month", "percent"], name="a_budget_alert_is_sent_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="a_budget_alert_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month:%Y-%m} {self.percent} %"
