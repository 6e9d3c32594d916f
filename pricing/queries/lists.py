"""Questions about price lists and the prices on them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from partnercenter.periods import month_of
from pricing.engine import lists
from pricing.models import Price, PriceList


def published(*, currency: str, kind: str = "") -> QuerySet[PriceList]:
    """Return the lists in a currency, newest month first.

    ``place`` counts the editions of a list of one month from the newest: only the first is in
    force, the others were corrected by it.
    """
    found = PriceList.objects.filter(currency=currency)
    if kind in lists.BY_CODE:
        found = found.filter(kind=kind)
    editions = Window(
        RowNumber(),
        partition_by=["kind", "currency", "market", "month"],
        order_by=F("edition").desc(),
    )
    return found.annotate(place=editions).order_by("-month", "kind", "market", "-edition")


def prices_of(price_list: PriceList, *, words: str = "") -> QuerySet[Price]:
    """Return the list's prices that fit: by words of a title, or by an id."""
    found = Price.objects.filter(price_list=price_list).select_related(
        "availability__sku__product", "price_list"
    )
    for word in words.split():
        found = found.filter(_mentions(word))
    return found.order_by(
        "availability__sku__title",
        "availability__agreement_type",
        "availability__end_customer_type",
        "availability__market",
        "valid_from",
        "id",
    )


def removed_from(price_list: PriceList) -> QuerySet[Price]:
    """Return the last prices of what the list before had and this one has no longer (DEL)."""
    last = Price.objects.filter(price_list=price_list.follows_id).order_by(
        "availability", "-valid_from"
    )
    still = Price.objects.filter(price_list=price_list, availability=OuterRef("availability"))
    return (
        Price.objects.filter(pk__in=last.distinct("availability").values("pk"))
        .exclude(Exists(still))
        .select_related("availability__sku__product", "price_list", "listing")
    )


def correction_of(price_list: PriceList) -> PriceList | None:
    """Return the newest edition of the same list and month, if it is not this one."""
    same = PriceList.objects.filter(
        kind=price_list.kind,
        currency=price_list.currency,
        market=price_list.market,
        month=price_list.month,
        edition__gt=price_list.edition,
    )
    return same.order_by("-edition").first()


def standing(price_list: PriceList, *, on: date, is_corrected: bool) -> str:
    """Say whether a list counts on the day: corrected, preview, in_force or past."""
    if is_corrected:
        return "corrected"
    if price_list.month > on:
        return "preview"
    return "in_force" if on in month_of(price_list.month) else "past"


def _mentions(word: str) -> Q:
    sku = "availability__sku__"
    asked = (
        Q(**{f"{sku}title__icontains": word})
        | Q(**{f"{sku}product__title__icontains": word})
        | Q(**{f"{sku}offer_id__iexact": word})
        | Q(**{f"{sku}product__product_id__iexact": word})
        | Q(**{f"{sku}sku_id__iexact": word})
    )
    try:
        return asked | Q(**{f"{sku}meter_id": uuid.UUID(word)})
    except ValueError:
        return asked
