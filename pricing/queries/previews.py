"""What the lists of a coming month change, counted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from partnercenter.access import Actor
from pricing.models import Change, Price, PriceList
from pricing.queries.due_lists import coming_month


def coming_lists(actor: Actor, *, on: date) -> QuerySet[Any, Any]:
    """Return the lists of the month after the day that the actor may see, the newest editions.

    Each with the number of its ``new``, ``changed`` and ``unchanged`` prices, and of what was
    ``removed``: one query, whatever their length.
    """
    visible = PriceList.objects.visible_to(actor).filter(month=coming_month(on))
    later = PriceList.objects.filter(
        kind=OuterRef("kind"),
        currency=OuterRef("currency"),
        market=OuterRef("market"),
        month=OuterRef("month"),
        edition__gt=OuterRef("edition"),
    )
    counts = {
        name: Count("prices", filter=Q(prices__status=status))
        for name, status in (
            ("new", Change.ADD),
            ("changed", Change.CHG),
            ("unchanged", Change.UNC),
        )
    }
    removed = Coalesce(Subquery(_removed()), Value(0))
    found = visible.exclude(Exists(later)).annotate(**counts).annotate(removed=removed)
    return found.order_by("kind", "currency", "market")


def _removed() -> QuerySet[Price, Any]:
    """Count what the list before priced and this one does no longer."""
    still = Price.objects.filter(
        price_list=OuterRef(OuterRef("pk")), availability=OuterRef("availability")
    )
    gone = Price.objects.filter(price_list=OuterRef("follows")).exclude(Exists(still))
    return (
        gone.order_by()
        .values(list=F("price_list"))
        .annotate(number=Count("availability", distinct=True))
        .values("number")
    )
