"""What a price list holds and how it differs from the one it follows, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.models import Change, Price, PriceList


@dataclass(frozen=True, slots=True)
class Counts:
    """Offers and prices of an edition, and its prices by how they compare with those before.

    ``removed`` counts the offers that the edition it follows had and this one has not.
    """

    offers: int = 0
    prices: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def differ(self) -> bool:
        """Whether any list price differs."""
        return bool(self.new or self.changed or self.removed)

    def __str__(self) -> str:
        prices = ngettext("%(count)d price", "%(count)d prices", self.prices)
        told = _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(removed)d removed")
        return f"{prices % {'count': self.prices}} ({told % asdict(self)})"


COUNTED: tuple[Literal["offers", "prices", "new", "changed", "unchanged"], ...] = (
    "offers",
    "prices",
    "new",
    "changed",
    "unchanged",
)


def counts_of(lists: Iterable[PriceList]) -> dict[int, Counts]:
    """Return the counts of these lists, by id.

    An edition never changes, so it knows its counts from its publication on; what was published
    before that was so is counted.
    """
    asked = list(lists)
    known = {one.pk: Counts(**one.counts) for one in asked if one.counts}
    return known | counted([one for one in asked if not one.counts])


def counts(price_list: PriceList) -> Counts:
    """Return the counts of one list."""
    return counts_of([price_list])[price_list.pk]


def told(price_list: PriceList) -> str:
    """Say how many rows a list's file had, and what became of them."""
    rows = ngettext("%(count)d row", "%(count)d rows", price_list.row_count)
    return f"{rows % {'count': price_list.row_count}}, {counts(price_list)}"


def counted(lists: Iterable[PriceList]) -> dict[int, Counts]:
    """Count these lists, by id, in one pass over their prices.

    What an edition has not from the one it follows is new in it, once for each offer; so what
    was removed is what that one had, less what both have.
    """
    asked = list(lists)
    if not asked:
        return {}
    wanted = {one.pk for one in asked} | {one.follows_id for one in asked if one.follows_id}
    told: dict[int, Mapping[str, int]] = {}
    for row in (
        Price.objects.filter(price_list__in=wanted)
        .order_by()
        .values("price_list")
        .annotate(
            offers=Count("availability", distinct=True),
            prices=Count("pk"),
            new=Count("pk", filter=Q(status=Change.ADD)),
            changed=Count("pk", filter=Q(status=Change.CHG)),
            unchanged=Count("pk", filter=Q(status=Change.UNC)),
        )
    ):
        told[row["price_list"]] = {name: row[name] for name in COUNTED}
    found = {}
    for one in asked:
        now, before = Counts(**told.get(one.pk, {})), told.get(one.follows_id or 0, {})
        removed = before.get("offers", 0) - (now.offers - now.new) if one.follows_id else 0
        found[one.pk] = Counts(**{**asdict(now), "removed": removed})
    return found
