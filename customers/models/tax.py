"""What a partner's tax depends on: its VAT ids and its exemptions, each for days of its own."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.partners import Partner


class OnlineCheck(models.TextChoices):
    """What a register beyond this house said of a VAT id."""

    UNKNOWN = "unknown", _("Not asked")
    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Not valid")
    UNAVAILABLE = "unavailable", _("No answer")


class TaxRegistrationQuerySet(models.QuerySet["TaxRegistration"]):
    """Filters over tax registrations."""

    def on(self, day: date) -> TaxRegistrationQuerySet:
        """Keep those in force on the day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)


TaxRegistrationManager = models.Manager.from_queryset(TaxRegistrationQuerySet)


class TaxRegistration(models.Model):
    """A partner's VAT id, from ``valid_from`` on; documents before that day never carry it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tax_registrations")
    number = models.CharField(_("VAT id"), max_length=30)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (excluded)"), null=True, blank=True)
    validated_at = models.DateTimeField(_("validated at (UTC)"), null=True, blank=True)
    proof = models.CharField(_("how it was validated"), max_length=200, blank=True)
    online = models.CharField(
        _("online check"),
        max_length=20,
        choices=OnlineCheck.choices,
        default=OnlineCheck.UNKNOWN,
    )
    request = models.ForeignKey(
        "ServiceRequest", models.PROTECT, null=True, blank=True, related_name="tax_registrations"
    )

    objects = TaxRegistrationManager()

    class Meta:
        verbose_name = _("tax registration")
        verbose_name_plural = _("tax registrations")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="a_tax_registration_is_valid_for_some_days",
            )
        ]

    def __str__(self) -> str:
        return self.number


class ExemptionKind(models.TextChoices):
    """What an exemption frees a partner from."""

    VAT = "vat", _("VAT")
    SALES_TAX = "sales_tax", _("Sales tax")


class TaxExemptionQuerySet(models.QuerySet["TaxExemption"]):
    """Filters over exemptions."""

    def on(self, day: date) -> TaxExemptionQuerySet:
        """Keep those in force on the day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)


TaxExemptionManager = models.Manager.from_queryset(TaxExemptionQuerySet)


class TaxExemption(models.Model):
    """A certificate by which a partner is not charged a tax in a jurisdiction, on its days.

    ``jurisdiction`` is a country, or a country and a state ("US-WA").
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tax_exemptions")
    kind = models.CharField(_("kind"), max_length=20, choices=ExemptionKind.choices)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=10)
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (excluded)"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at (UTC)"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    request = models.ForeignKey(
        "ServiceRequest", models.PROTECT, null=True, blank=True, related_name="tax_exemptions"
    )

    objects = TaxExemptionManager()

    class Meta:
        verbose_name = _("tax exemption")
        verbose_name_plural = _("tax exemptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="a_tax_exemption_is_valid_for_some_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.jurisdiction} {self.certificate}".rstrip()
