"""What the lists of a coming month change, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from partnercenter.access import Actor
from pricing.models import Change, Price, PriceList
from pricing.queries.due_lists import coming_month


@dataclass(frozen=True, slots=True)
class ComingList:
    """A list of the coming month, and how many prices it has new, changed and so on."""

    list: PriceList
    new: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Coming:
    """What the lists of a coming month change, all together."""

    month: date
    new: int
    changed: int
    removed: int


def coming(actor: Actor, *, on: date) -> Coming | None:
    """Return what the coming month changes for the actor; None while no list is published."""
    found = coming_lists(actor, on=on)
    if not found:
        return None
    return Coming(
        month=coming_month(on),
        new=sum(one.new for one in found),
        changed=sum(one.changed for one in found),
        removed=sum(one.removed for one in found),
    )


def coming_lists(actor: Actor, *, on: date) -> list[ComingList]:
    """Return the lists of the month after the day that the actor may see, the newest editions.

    One query, whatever their length.
    """
    visible = PriceList.objects.visible_to(actor).filter(month=coming_month(on))
    later = PriceList.objects.filter(
        kind=OuterRef("kind"),
        currency=OuterRef("currency"),
        market=OuterRef("market"),
        month=OuterRef("month"),
        edition__gt=OuterRef("edition"),
    )
    found = visible.exclude(Exists(later)).annotate(
        told=Subquery(_counts(OuterRef("pk"))), before=Subquery(_counts(OuterRef("follows")))
    )
    return [_counted(one) for one in found.order_by("kind", "currency", "market")]


def _counts(of_list: Any) -> QuerySet[Price, Any]:
    counts = {
        status.value: Count("pk", filter=Q(status=status))
        for status in (Change.ADD, Change.CHG, Change.UNC)
    }
    prices = Price.objects.filter(price_list=of_list).order_by().values("price_list")
    told = JSONObject(**counts, items=Count("availability", distinct=True))
    return prices.annotate(told=told).values("told")


def _counted(one: Any) -> ComingList:
    """What is not new was on the list before: the rest of that one was removed."""
    told, before = one.told or {}, one.before or {}
    new, items = told.get(Change.ADD, 0), told.get("items", 0)
    return ComingList(
        list=one,
        new=new,
        changed=told.get(Change.CHG, 0),
        removed=before.get("items", 0) - (items - new),
        unchanged=told.get(Change.UNC, 0),
    )
