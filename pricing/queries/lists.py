"""Questions about price lists: which there are, which one counts, how each differs from the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Window

from partnercenter.access import Actor
from partnercenter.periods import month_of
from pricing.models import Change, Price, PriceList

EDITIONS = ("kind", "currency", "market", "month")


@dataclass(frozen=True, slots=True)
class Counts:
    """What an edition prices, and how that differs from the edition it follows, if any."""

    offers: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def differ(self) -> bool:
        """Whether any list price differs."""
        return bool(self.new or self.changed or self.removed)


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


def counts_of(lists: Iterable[PriceList]) -> dict[int, Counts]:
    """Return the counts of these lists, by id, in one pass over their prices.

    What an edition has not from the one it follows is new in it, once for each offer; so what
    was removed is what that one had, less what both have.
    """
    asked = list(lists)
    wanted = {one.pk for one in asked} | {one.follows_id for one in asked if one.follows_id}
    told = {
        row["price_list"]: row
        for row in Price.objects.filter(price_list__in=wanted)
        .order_by()
        .values("price_list")
        .annotate(
            offers=Count("availability", distinct=True),
            new=Count("pk", filter=Q(status=Change.ADD)),
            changed=Count("pk", filter=Q(status=Change.CHG)),
        )
    }
    nothing = {"offers": 0, "new": 0, "changed": 0}
    counts = {}
    for one in asked:
        now, before = told.get(one.pk, nothing), told.get(one.follows_id or 0, nothing)
        removed = before["offers"] - (now["offers"] - now["new"]) if one.follows_id else 0
        counts[one.pk] = Counts(now["offers"], now["new"], now["changed"], removed)
    return counts


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
