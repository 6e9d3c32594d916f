"""The tables everybody may point at: people who sign in, and what they did."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who can sign in; what they may do follows from their memberships."""

    username = None  # type: ignore[assignment]
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    invited_at = models.DateTimeField(_("invited at (UTC)"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email


class AuditEntry(models.Model):
    """One act, by one person or by the clock, at one moment; the database never changes it."""

    at = models.DateTimeField(_("at (UTC)"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"), related_name="+"
    )
    act = models.CharField(_("act"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    partner_id = models.BigIntegerField(_("partner"), null=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("activity log entry")
        verbose_name_plural = _("activity log")
        indexes = [
            models.Index(fields=["partner_id", "-id"], name="activity_by_partner"),
            models.Index(fields=["partner_id", "act"], name="activity_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.act} {self.subject}"


class Submission(models.Model):
    """A form that was sent: the second click on the same form finds what the first one led to."""

    key = models.UUIDField(_("key"), unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at (UTC)"))
    leads_to = models.CharField(_("leads to"), max_length=300)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [models.Index(fields=["at"], name="submissions_by_age")]

    def __str__(self) -> str:
        return f"{self.key} to {self.leads_to}"
