"""Questions about price lists: which there are, which one counts, how each differs from the last."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet, Window

from partnercenter.access import Actor
from partnercenter.periods import month_of
from pricing.models import Price, PriceList

EDITIONS = ("kind", "currency", "market", "month")


def published(actor: Actor, *, kind: str) -> QuerySet[PriceList]:
    """Return the lists of a kind that the actor sees, newest month first.

    ``newest`` is the number of the edition that took the place of each, its own where it holds.
    """
    return (
        PriceList.objects.visible_to(actor)
        .filter(kind=kind)
        .annotate(newest=Window(Max("edition"), partition_by=list(EDITIONS)))
        .order_by("-month", "market", "currency", "-edition")
    )


def now_and_next(actor: Actor, *, kind: str, on: date) -> list[PriceList]:
    """Return what counts on the day and what is announced: the newest edition of each list.

    By market, the list in force (else the newest one past) stands before its previews.
    """
    newest = (
        PriceList.objects.visible_to(actor)
        .filter(kind=kind)
        .select_related("follows")
        .order_by("currency", "market")
    )
    now = newest.filter(month__lte=on).order_by("currency", "market", "-month", "-edition")
    coming = newest.filter(month__gt=on).order_by("currency", "market", "month", "-edition")
    found = [
        *now.distinct("currency", "market"),
        *coming.distinct("currency", "market", "month"),
    ]
    return sorted(found, key=lambda one: (one.market, one.currency, one.month))


def removed_from(price_list: PriceList) -> QuerySet[Price]:
    """Return the last prices of what the list before had and this one has no longer (DEL)."""
    same = Price.objects.filter(availability=OuterRef("availability"))
    still = same.filter(price_list=price_list)
    later = same.filter(price_list=price_list.follows_id, valid_from__gt=OuterRef("valid_from"))
    return (
        Price.objects.filter(price_list=price_list.follows_id)
        .exclude(Exists(still))
        .exclude(Exists(later))
        .select_related("availability__sku__product", "price_list", "listing")
    )


def editions_of(price_list: PriceList) -> list[PriceList]:
    """Return every edition of the same list and month, the first one first."""
    same = {name: getattr(price_list, name) for name in EDITIONS}
    return list(PriceList.objects.filter(**same).order_by("edition"))


def standing(price_list: PriceList, *, on: date, is_corrected: bool) -> str:
    """Say whether a list counts on the day: corrected, preview, in_force or past."""
    if is_corrected:
        return "corrected"
    if price_list.month > on:
        return "preview"
    return "in_force" if on in month_of(price_list.month) else "past"
