"""A partner's customers; the supplier never bills them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from customers.models.partners import Partner
from partnercenter.access import Actor


class Segment(models.TextChoices):
    """Which offers a customer qualifies for (domain 10.7)."""

    COMMERCIAL = "commercial", _("Commercial")
    EDUCATION = "education", _("Education")
    NONPROFIT = "nonprofit", _("Nonprofit")
    GOVERNMENT = "government", _("Government")


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Filters over customers."""

    def visible_to(self, actor: Actor) -> CustomerQuerySet:
        """Keep the customers of the actor's own partner."""
        return self.filter(partner_id=actor.tenant)


CustomerManager = models.Manager.from_queryset(CustomerQuerySet)


class Customer(models.Model):
    """An organisation the partner sells to; its public id is its tenant id."""

    public_id = models.UUIDField(_("customer id"), default=uuid.uuid4, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="customers")
    name = models.CharField(_("company name"), max_length=250)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    country = models.CharField(_("country"), max_length=2)
    segment = models.CharField(_("segment"), max_length=20, choices=Segment.choices)
    tenant_created_on = models.DateField(_("tenant created on"), null=True, blank=True)
    relationship_since = models.DateField(_("relationship since"))
    address_line1 = models.CharField(_("address"), max_length=200, blank=True)
    address_line2 = models.CharField(
        _("address, second line"), max_length=200, blank=True, default="", db_default=""
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(
        _("state or province"), max_length=100, blank=True, default="", db_default=""
    )
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    contact_name = models.CharField(
        _("contact"), max_length=120, blank=True, default="", db_default=""
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(
        _("contact telephone"), max_length=40, blank=True, default="", db_default=""
    )

    objects = CustomerManager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["partner", "name", "id"], name="customers_by_name"),
            models.Index(
                fields=["partner", "-relationship_since", "-id"], name="customers_by_newest"
            ),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("domain"), "gin_trgm_ops"),
                name="customers_by_their_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name
