"""What somebody is about to order for a customer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.subscriptions import Frequency, Subscription
from pricing.models import Availability


class Cart(models.Model):
    """One person's open order for one customer; it is emptied when the order is placed."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="carts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    changed_at = models.DateTimeField(_("last changed at (UTC)"))

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "owner"], name="a_person_has_one_cart_for_a_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner} for {self.customer}"


class CartItem(models.Model):
    """An offer in a cart; an add-on names its base, held already or in the same cart."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="items")
    availability = models.ForeignKey(Availability, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    frequency = models.CharField(_("billing frequency"), max_length=20, choices=Frequency.choices)
    term_months = models.PositiveSmallIntegerField(_("term (months)"))
    auto_renew = models.BooleanField(_("renews automatically"), default=True)
    name = models.CharField(_("name"), max_length=250, blank=True)
    reseller_mpn_id = models.CharField(_("reseller MPN id"), max_length=20, blank=True)
    base = models.ForeignKey(Subscription, models.CASCADE, null=True, blank=True, related_name="+")
    base_item = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="add_ons"
    )

    class Meta:
        verbose_name = _("cart item")
        verbose_name_plural = _("cart items")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="a_cart_item_is_at_least_one"
            ),
            models.CheckConstraint(
                condition=Q(base=None) | Q(base_item=None), name="an_add_on_has_one_base"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.availability_id}"
