"""What partners were told of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.partners import Partner


class Announcement(models.Model):
    """That a partner's people were told of the preview of a month's price lists; told once."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="announcements")
    month = models.DateField(_("month"))
    announced_at = models.DateTimeField(_("announced at (UTC)"))
    recipients = models.PositiveIntegerField(_("recipients"))

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "month"], name="a_preview_is_announced_once"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="an_announcement_is_of_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.month:%Y-%m}"
