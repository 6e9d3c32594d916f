"""What customers hold: orders, subscriptions, and the timeline of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from partnercenter.access import Actor
from pricing.engine import activity
from pricing.models import Availability, Price


class OrderQuerySet(models.QuerySet["Order"]):
    """Filters over orders."""

    def visible_to(self, actor: Actor) -> OrderQuerySet:
        """Keep the orders of the actor's own partner's customers."""
        return self.filter(customer__partner_id=actor.tenant)


OrderManager = models.Manager.from_queryset(OrderQuerySet)


class Order(models.Model):
    """One order of one customer; its subscriptions were bought together."""

    order_id = models.CharField(_("order id"), max_length=40, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    placed_on = models.DateField(_("placed on"))
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    placed_at = models.DateTimeField(_("placed at (UTC)"), null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OrderManager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["customer", "-placed_on", "-id"], name="orders_by_customer"),
            models.Index(fields=["-placed_on", "-id"], name="orders_by_day"),
        ]

    def __str__(self) -> str:
        return self.order_id


class Frequency(models.TextChoices):
    """How often a subscription is billed; independent of how long its term runs."""

    MONTHLY = "monthly", _("Monthly")
    ANNUAL = "annual", _("Annual")
    ONE_TIME = "one_time", _("One-time")


class Status(models.TextChoices):
    """Where a subscription stands today."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    DELETED = "deleted", _("Cancelled")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Filters over subscriptions."""

    def visible_to(self, actor: Actor) -> SubscriptionQuerySet:
        """Keep the subscriptions of the actor's own partner's customers."""
        return self.filter(customer__partner_id=actor.tenant)


SubscriptionManager = models.Manager.from_queryset(SubscriptionQuerySet)


class Subscription(models.Model):
    """An entitlement bought by a customer: licences, a metered plan, or a one-time item.

    ``quantity`` and ``status`` repeat where the timeline ended, for lists; the timeline decides.
    ``frequency`` and ``term_months`` are those of the next term; each ``Term`` keeps its own.
    ``proration`` and ``settings`` are the rules agreed at purchase, so that a later change of a
    default never re-prices the past; ``currency`` is what it is billed in, for the reason in
    ``currency_decision``.
    """

    public_id = models.UUIDField(_("subscription id"), default=uuid.uuid4, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="subscriptions")
    order = models.ForeignKey(Order, models.PROTECT, related_name="subscriptions")
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="add_ons")
    converted_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="converted_to"
    )
    availability = models.ForeignKey(Availability, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=250)
    quantity = models.PositiveIntegerField(_("quantity"))
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.ACTIVE
    )
    starts_on = models.DateField(_("starts on"))
    term_months = models.PositiveSmallIntegerField(
        _("term (months)"), help_text=_("0 for a one-time purchase.")
    )
    frequency = models.CharField(_("billing frequency"), max_length=20, choices=Frequency.choices)
    auto_renew = models.BooleanField(_("renews automatically"), default=True)
    reseller_mpn_id = models.CharField(_("reseller MPN id"), max_length=20, blank=True)
    currency = models.CharField(_("billing currency"), max_length=3)
    currency_decision = models.JSONField(_("why this currency"), default=dict, blank=True)
    proration = models.CharField(_("proration strategy"), max_length=30)
    settings = models.JSONField(_("billing settings"), default=dict, blank=True)

    objects = SubscriptionManager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [
            models.Index(fields=["customer", "starts_on"], name="subscriptions_by_customer")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def renews(self) -> bool:
        """Whether a next term begins by itself: that of an add-on only with one of its base."""
        return self.auto_renew and (self.base is None or self.base.auto_renew)


class Term(models.Model):
    """One term of a subscription and the price guaranteed for it; a renewal adds the next.

    ``ends_on`` is excluded; a change of the billing frequency ends a term early (on its first
    day, without any days) and begins the next. Charge cycles are counted from ``anchored_on``. A perpetual purchase has a term of one
    day; a metered plan and a trial have none.
    """

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("term"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on (excluded)"))
    anchored_on = models.DateField(_("charge cycles counted from"))
    frequency = models.CharField(_("billing frequency"), max_length=20, choices=Frequency.choices)
    cycle_months = models.PositiveSmallIntegerField(
        _("months of a charge cycle"), help_text=_("0 for one charge on one day.")
    )
    price = models.ForeignKey(Price, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "number"], name="terms_are_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="a_term_never_ends_before_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} term {self.number} from {self.starts_on}"


class RenewalPlan(models.Model):
    """What becomes of a subscription on the first day of its next term; what is empty stays."""

    subscription = models.OneToOneField(Subscription, models.CASCADE, related_name="renewal_plan")
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    frequency = models.CharField(
        _("billing frequency"), max_length=20, choices=Frequency.choices, blank=True
    )
    term_months = models.PositiveSmallIntegerField(_("term (months)"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planned at (UTC)"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("renewal plan")
        verbose_name_plural = _("renewal plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=False)
                | ~Q(frequency="")
                | Q(term_months__isnull=False),
                name="a_renewal_plan_plans_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} at its renewal"


class SubscriptionChange(models.Model):
    """One event on a subscription's timeline; appended in order, never changed.

    ``quantity`` holds after the event; ``detail`` says what a change of frequency changed to.
    """

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="changes")
    sequence = models.PositiveIntegerField(_("sequence"))
    action = models.CharField(_("action"), max_length=30, choices=activity.action_choices)
    on = models.DateField(_("on"))
    quantity = models.PositiveIntegerField(_("quantity after"))
    detail = models.CharField(_("detail"), max_length=60, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField(_("recorded at (UTC)"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("subscription change")
        verbose_name_plural = _("subscription changes")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "sequence"], name="a_timeline_has_one_order"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, action="purchase")
                | Q(sequence__gt=1) & ~Q(action="purchase"),
                name="a_timeline_begins_with_the_purchase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} #{self.sequence} {self.action} on {self.on}"


class ManagedAccess(models.Model):
    """Days on which the partner operates what a metered plan runs, around the clock.

    On these days metered use earns the partner credit. ``until`` is excluded, empty while it
    lasts.
    """

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="managed")
    since = models.DateField(_("since"))
    until = models.DateField(_("until (excluded)"), null=True, blank=True)

    class Meta:
        verbose_name = _("managed access")
        verbose_name_plural = _("managed access")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="managed_access_lasts_some_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} since {self.since}"
