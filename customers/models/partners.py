"""Partners: the debtors of every invoice, and the tenants of the dashboard."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnercenter.access import Actor


class PartnerKind(models.TextChoices):
    """Whether a partner sells itself, or provides to resellers who do."""

    DIRECT_BILL = "direct_bill", _("Direct bill")
    INDIRECT_PROVIDER = "indirect_provider", _("Indirect provider")


class PartnerState(models.TextChoices):
    """How far a partner's enrolment is; only an active partner buys."""

    IN_REVIEW = "in_review", _("In review")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left")


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Filters over partners."""

    def visible_to(self, actor: Actor) -> PartnerQuerySet:
        """Keep the one partner the actor works for."""
        return self.filter(pk=actor.tenant)


PartnerManager = models.Manager.from_queryset(PartnerQuerySet)


class Partner(models.Model):
    """A reseller: billed by the supplier on its billing date, in the currency of its location.

    ``billing_day`` is fixed at enrolment; in a shorter month it is that month's last day.
    ``profile_confirmed_at`` is when a Global admin first confirmed billing profile and tax id.
    """

    public_id = models.UUIDField(_("partner id"), default=uuid.uuid4, unique=True, editable=False)
    mpn_id = models.CharField(_("MPN id"), max_length=20, unique=True)
    account_number = models.CharField(_("customer number"), max_length=20, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=PartnerKind.choices, default=PartnerKind.DIRECT_BILL
    )
    state = models.CharField(
        _("state"), max_length=20, choices=PartnerState.choices, default=PartnerState.ACTIVE
    )
    state_since = models.DateField(_("state since"), null=True, blank=True)
    state_reason = models.CharField(_("reason of the state"), max_length=200, blank=True)
    registration = models.CharField(_("company registration"), max_length=60, blank=True)
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
    address_line2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    language = models.CharField(_("language of documents"), max_length=10, default="en")
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    profile_confirmed_at = models.DateTimeField(
        _("profile confirmed at (UTC)"), null=True, blank=True
    )

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


class BillingContact(models.Model):
    """Somebody beside the partner's own people who is told when an invoice is ready."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="billing_contacts")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))

    class Meta:
        verbose_name = _("billing contact")
        verbose_name_plural = _("billing contacts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "partner", name="a_billing_contact_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return self.email


class Reseller(models.Model):
    """A reseller of record below an indirect provider; it is never billed by the supplier."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="resellers")
    mpn_id = models.CharField(_("MPN id"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    is_active = models.BooleanField(_("sells"), default=True)

    class Meta:
        verbose_name = _("reseller")
        verbose_name_plural = _("resellers")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "mpn_id"], name="a_reseller_is_known_once_to_a_provider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mpn_id})"
