"""Partners: the debtors of every invoice, and the tenants of the dashboard."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnercenter.access import Actor


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Filters over partners."""

    def visible_to(self, actor: Actor) -> PartnerQuerySet:
        """Keep the one partner the actor works for."""
        return self.filter(pk=actor.tenant)


PartnerManager = models.Manager.from_queryset(PartnerQuerySet)


class Partner(models.Model):
    """A reseller: billed by the supplier on its billing date, in the currency of its location.

    ``billing_day`` is fixed at enrolment; in a shorter month it is that month's last day.
    """

    public_id = models.UUIDField(_("partner id"), default=uuid.uuid4, unique=True, editable=False)
    mpn_id = models.CharField(_("MPN id"), max_length=20, unique=True)
    account_number = models.CharField(_("customer number"), max_length=20, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("billing currency"), max_length=3)
    billing_day = models.PositiveSmallIntegerField(_("billing date (day of month)"))
    enrolled_on = models.DateField(_("enrolled on"))
    own_currency_since = models.DateField(
        _("own currency for all purchases since"),
        null=True,
        blank=True,
        help_text=_(
            "From this day on, one-time and recurring purchases of every customer are billed in "
            "the partner's currency; empty where the older rules still hold."
        ),
    )
    address_line1 = models.CharField(_("address"), max_length=200)
    city = models.CharField(_("city"), max_length=100)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    language = models.CharField(_("language of documents"), max_length=10, default="en")
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)

    objects = PartnerManager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(billing_day__gte=1, billing_day__lte=31),
                name="a_billing_day_is_a_day_of_a_month",
            )
        ]

    def __str__(self) -> str:
        return self.legal_name


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
