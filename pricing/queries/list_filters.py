"""Finding prices on one list: by words, product, segment, market, and how they changed."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from pricing.engine.lists import BY_CODE
from pricing.models import Change, Listing, Price, PriceList
from pricing.queries.lists import removed_from

# Flags of a price: it has one of them, so they add up to the list; what was removed is no price.
NEW, CHANGED, OTHER, UNCHANGED, REMOVED = "new", "changed", "other", "unchanged", "removed"
FLAGS = {
    NEW: Q(status=Change.ADD),
    CHANGED: Q(status=Change.CHG),
    OTHER: Q(status=Change.UNC, other_changes=True),
    UNCHANGED: Q(status=Change.UNC, other_changes=False),
}
MOST_WORDS = 8
LICENSE_TITLE, TITLE, PRODUCT_TITLE = "Offer Display Name", "SkuTitle", "ProductTitle"
OF = "availability__"
SEGMENT = (f"{OF}agreement_type", f"{OF}end_customer_type")
ORDERS = {"title": "title", "-title": "-title", "price": "unit_price", "-price": "-unit_price"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; ``segment`` is agreement type and end customer type with | between."""

    words: str = ""
    product: str = ""
    segment: str = ""
    market: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the prices found by words and product are of one flag, segment and market."""

    flag: str
    segment: str
    market: str
    count: int

    def fits(self, wanted: Filter) -> bool:
        """Whether its prices are of the segment and market asked for; the flag does not matter."""
        return wanted.segment in ("", self.segment) and wanted.market in ("", self.market)


def facets(price_list: PriceList, wanted: Filter) -> list[Facet]:
    """Count the list's prices that fit words and product, by flag, segment and market."""
    return [
        Facet(_flag_of(status, is_other=other), f"{agreement}|{customer}", market, count)
        for status, other, agreement, customer, market, count in _grouped(
            _found(Price.objects.filter(price_list=price_list), wanted), "status", "other_changes"
        )
    ]


def removed_facets(price_list: PriceList, wanted: Filter) -> list[Facet]:
    """Count what was removed from the list and fits words and product, by segment and market."""
    return [
        Facet(REMOVED, f"{agreement}|{customer}", market, count)
        for agreement, customer, market, count in _grouped(
            _found(removed_from(price_list), wanted)
        )
    ]


def by_flag(facets: Iterable[Facet], wanted: Filter) -> Counter[str]:
    """Return how many prices of the segment and market asked for have each flag."""
    counts: Counter[str] = Counter()
    for facet in facets:
        if facet.fits(wanted):
            counts[facet.flag] += facet.count
    return counts


def prices_of(price_list: PriceList, wanted: Filter, *, order: str = "title") -> QuerySet[Price]:
    """Return the prices that fit in the order asked for; with the flag ``removed``, the removed."""
    if wanted.flag == REMOVED:
        found = _found(removed_from(price_list), wanted)
    else:
        found = _found(Price.objects.filter(price_list=price_list), wanted)
        found = found.filter(FLAGS[wanted.flag]) if wanted.flag else found
    if wanted.segment:
        found = found.filter(**dict(zip(SEGMENT, wanted.segment.split("|", 1), strict=False)))
    if wanted.market:
        found = found.filter(**{f"{OF}market": wanted.market})
    return found.annotate(title=_text(title_column(price_list))).order_by(
        ORDERS[order], "title", *SEGMENT, f"{OF}market", f"{OF}term", "valid_from", "id"
    )


def shown(page: Iterable[int]) -> list[Price]:
    """Return these prices, by id and in their order, with all that a page tells about them."""
    wanted = list(page)
    prices = Price.objects.select_related(
        "availability__sku__product", "listing", "earlier", "price_list"
    ).in_bulk(wanted)
    return [prices[pk] for pk in wanted]


def title_column(price_list: PriceList) -> str:
    """Return the published column with the titles of a list."""
    return LICENSE_TITLE if BY_CODE[price_list.kind].layout == "license" else TITLE


def mentions(words: str) -> Q:
    """Return the condition that each word is in a published title, or is an id.

    What is found is looked up among the wordings of all lists, of which there are few.
    """
    asked = [_mentions(word) for word in words.split()[:MOST_WORDS]]
    return Q(listing__in=Listing.objects.filter(*asked)) if asked else Q()


def title_of() -> Coalesce:
    """Return the published title of a price of whatever list, as an expression."""
    return Coalesce(_text(LICENSE_TITLE), _text(TITLE))


def _text(column: str) -> KeyTextTransform:
    return KeyTextTransform(column, "listing__texts")


def _found(prices: QuerySet[Price], wanted: Filter) -> QuerySet[Price]:
    product = Q(**{f"{OF}sku__product__product_id": wanted.product}) if wanted.product else Q()
    return prices.filter(mentions(wanted.words), product)


def _grouped(prices: QuerySet[Price], *by: str) -> Iterable[Any]:
    keys = (*by, *SEGMENT, f"{OF}market")
    return prices.order_by().values_list(*keys).annotate(count=Count("pk")).order_by(*keys)


def _flag_of(status: str, *, is_other: bool) -> str:
    flag = {Change.ADD: NEW, Change.CHG: CHANGED}.get(Change(status))
    return flag or (OTHER if is_other else UNCHANGED)


def _mentions(word: str) -> Q:
    asked = (
        Q(**{f"texts__{LICENSE_TITLE}__icontains": word})
        | Q(**{f"texts__{TITLE}__icontains": word})
        | Q(**{f"texts__{PRODUCT_TITLE}__icontains": word})
        | Q(sku__offer_id__iexact=word)
        | Q(sku__product__product_id__iexact=word)
        | Q(sku__sku_id__iexact=word)
    )
    try:
        return asked | Q(sku__meter_id=uuid.UUID(word))
    except ValueError:
        return asked
