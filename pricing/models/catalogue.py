"""What can be bought: products, their SKUs, and where each may be sold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pricing.engine import cancellation, kinds


class Product(models.Model):
    """A product of the catalogue, known outside by its 12-character product id."""

    product_id = models.CharField(_("product id"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=250)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    billing_type = models.CharField(_("billing type"), max_length=20, choices=kinds.choices)
    cancellation = models.CharField(
        _("cancellation"),
        max_length=30,
        choices=cancellation.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("What a cancelled one-time or recurring purchase gives back."),
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.title


class Sku(models.Model):
    """One sellable form of a product: an offer, a meter, or a licence."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="skus")
    sku_id = models.CharField(_("SKU id"), max_length=10)
    title = models.CharField(_("title"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    offer_id = models.CharField(_("offer id"), max_length=60, unique=True, null=True, blank=True)
    meter_id = models.UUIDField(_("meter id"), unique=True, null=True, blank=True)
    secondary_type = models.CharField(_("secondary license type"), max_length=30, blank=True)
    may_be_changed = models.BooleanField(
        _("quantity may be changed"), default=True, db_default=True
    )
    may_be_cancelled = models.BooleanField(_("may be cancelled"), default=True, db_default=True)
    earns_credit = models.BooleanField(
        _("earns the partner credit"),
        default=True,
        db_default=True,
        help_text=_("Of a meter: whether managed use of it is charged less the partner credit."),
    )

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKUs")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "sku_id"], name="a_sku_id_is_unique_in_its_product"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_trial(self) -> bool:
        """A trial costs nothing, is never on an invoice and ends by itself."""
        return self.secondary_type.lower() == "trial"


class Availability(models.Model):
    """A SKU as sold in one currency, market and segment; prices hang here.

    ``market`` is an ISO country, or empty for every market of the currency.
    """

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="availabilities")
    availability_id = models.CharField(_("availability id"), max_length=20, unique=True)
    market = models.CharField(_("market"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    agreement_type = models.CharField(_("license agreement type"), max_length=30, blank=True)
    end_customer_type = models.CharField(_("end customer type"), max_length=30, blank=True)
    term = models.CharField(_("purchase unit"), max_length=30, blank=True)
    months = models.PositiveSmallIntegerField(
        _("months"),
        default=1,
        db_default=1,
        help_text=_("How many months of a licence the price is for."),
    )

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "sku",
                    "currency",
                    "market",
                    "agreement_type",
                    "end_customer_type",
                    "term",
                ],
                name="an_availability_is_said_once",
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1), name="a_price_is_for_a_month_or_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.currency} {self.agreement_type}".strip()
