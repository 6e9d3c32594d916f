"""Exchange rates by month, for what is priced in one currency and billed in another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """What one unit of the pricing currency is worth in the billing currency, for a month.

    A rate once used to bill is history: it is never changed, only the next month has another.
    """

    pricing_currency = models.CharField(_("pricing currency"), max_length=3)
    currency = models.CharField(_("billing currency"), max_length=3)
    month = models.DateField(_("month"), help_text=_("The first day of the month it is for."))
    rate = models.DecimalField(_("rate"), max_digits=38, decimal_places=18)
    source = models.CharField(_("source"), max_length=200)
    published_on = models.DateField(_("published on"))
    recorded_at = models.DateTimeField(_("recorded at (UTC)"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["pricing_currency", "currency", "month"],
                name="a_month_has_one_exchange_rate",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="an_exchange_rate_is_positive"),
            models.CheckConstraint(
                condition=Q(month__day=1), name="an_exchange_rate_begins_on_the_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pricing_currency} {self.currency} {self.month:%Y-%m}"
