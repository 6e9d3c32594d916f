"""Finding a price on the lists that hold on a day, whatever kind they are of."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from partnercenter.access import Actor
from pricing.models import Price, PriceList
from pricing.queries.list_filters import SEGMENT, mentions, title_of


def find(actor: Actor, *, words: str, on: date) -> QuerySet[Price]:
    """Return the prices of the day that the actor sees and that fit the words, by title."""
    lists = PriceList.objects.visible_to(actor).filter(month=on.replace(day=1))
    current = list(lists.values_list("pk", flat=True))
    return (
        Price.objects.on(on)
        .filter(mentions(words), price_list__in=current)
        .annotate(title=title_of())
        .order_by("title", "price_list__kind", *SEGMENT, "availability__market", "id")
    )
