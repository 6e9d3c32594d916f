"""The supplier: the one seller on every invoice of this installation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.engine import taxes


class Supplier(models.Model):
    """Name, address, tax number and bank of the seller; copied onto each invoice when issued."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    address_line1 = models.CharField(_("address"), max_length=200)
    city = models.CharField(_("city"), max_length=100)
    postal_code = models.CharField(_("postal code"), max_length=20)
    vat_number = models.CharField(_("VAT number"), max_length=30)
    registration = models.CharField(_("company registration"), max_length=60, blank=True)
    bank_name = models.CharField(_("bank"), max_length=100)
    iban = models.CharField(_("IBAN"), max_length=40)
    bic = models.CharField(_("BIC"), max_length=11)
    email = models.EmailField(_("billing e-mail"))
    tax_rounding = models.CharField(
        _("tax rounding"),
        max_length=10,
        choices=taxes.rounding_choices,
        default="document",
        help_text=_("Round the tax once a document and rate, or on every line."),
    )

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("supplier")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_supplier"),
        ]

    def __str__(self) -> str:
        return self.name
