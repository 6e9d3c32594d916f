"""Which people work for which partner, and as what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.partners import Partner
from partnercenter import roles


class Membership(models.Model):
    """A person's role at a partner; several roles are several rows, of the same partner."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=roles.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partner", "role"], name="a_role_is_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.partner}"
