"""Questions about resellers of record."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from customers.models import Partner, Reseller, Status, Subscription


def listed(partner: Partner) -> QuerySet[Reseller]:
    """Return the partner's resellers by name, those that sell first; ``held`` counts what runs.

    What runs are subscriptions that name them and have not ended.
    """
    naming = (
        Subscription.objects.filter(customer__partner=partner, reseller_mpn_id=OuterRef("mpn_id"))
        .exclude(status=Status.DELETED)
        .order_by()
        .values("reseller_mpn_id")
        .annotate(count=Count("pk"))
        .values("count")
    )
    held = Coalesce(Subquery(naming, output_field=IntegerField()), 0)
    return partner.resellers.annotate(held=held).order_by("-is_active", "name", "pk")


def selling(partner: Partner) -> QuerySet[Reseller]:
    """Return those that a new subscription may name, by name."""
    return partner.resellers.filter(is_active=True).order_by("name", "pk")
