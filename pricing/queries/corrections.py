"""Which edition took the place of the one a price is on."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet

from pricing.models import PriceList


def correcting() -> QuerySet[PriceList]:
    """Return, within a query of prices, the later editions of the same list and month in order."""
    return PriceList.objects.filter(
        kind=OuterRef("price_list__kind"),
        currency=OuterRef("price_list__currency"),
        market=OuterRef("price_list__market"),
        month=OuterRef("price_list__month"),
        edition__gt=OuterRef("price_list__edition"),
    ).order_by("edition")
