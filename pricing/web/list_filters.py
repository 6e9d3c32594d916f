"""The filters of a price list's page: read from the address, offered with counts, shown as chips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter import localize
from pricing.models import PriceList, Product
from pricing.queries import list_filters as questions
from pricing.queries.list_counts import Counts
from pricing.queries.list_filters import Facet, Filter

LONGEST_SEARCH = 200
FLAGS: dict[str, Promise] = {
    questions.NEW: gettext_lazy("New"),
    questions.CHANGED: gettext_lazy("Changed"),
    questions.OTHER: gettext_lazy("Other changes"),
    questions.UNCHANGED: gettext_lazy("Unchanged"),
    questions.REMOVED: gettext_lazy("Removed"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A flag to choose, with how many it would show."""

    flag: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked for and what could be, on one list."""

    wanted: Filter
    order: str
    tabs: tuple[Tab, ...]
    segments: tuple[tuple[str, str], ...]
    markets: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str, str], ...]

    @property
    def count(self) -> int:
        """How many prices are found."""
        return next(tab.count for tab in self.tabs if tab.flag == self.wanted.flag)


def chosen(price_list: PriceList, asked: QueryDict, counts: Counts) -> Chosen:
    """Read the filters from the address; what the list does not have is not asked for."""
    wanted = _read(asked)
    facets = _facets(price_list, wanted, counts)
    segments = sorted({facet.segment for facet in facets})
    markets = sorted({facet.market for facet in facets})
    wanted = replace(
        wanted,
        segment=wanted.segment if wanted.segment in segments else "",
        market=wanted.market if wanted.market in markets else "",
    )
    order = asked.get("sort", "")
    return Chosen(
        wanted=wanted,
        order=order if order in questions.ORDERS else "title",
        tabs=tuple(_tabs(facets, wanted)),
        segments=tuple((one, segment_words(one)) for one in segments if one != "|"),
        markets=tuple((one, localize.country(one)) for one in markets if one),
        chips=tuple(_chips(wanted)),
    )


def segment_words(segment: str) -> str:
    """Say who buys in the segment: agreement type, and end customer type where it is another."""
    return ", ".join(dict.fromkeys(word for word in segment.split("|") if word))


def _read(asked: QueryDict) -> Filter:
    flag = asked.get("flag", "")
    return Filter(
        words=asked.get("search", "").strip()[:LONGEST_SEARCH],
        product=asked.get("product", "")[:LONGEST_SEARCH],
        segment=asked.get("segment", ""),
        market=asked.get("market", ""),
        flag=flag if flag in FLAGS else "",
    )


def _facets(price_list: PriceList, wanted: Filter, counts: Counts) -> list[Facet]:
    """Count what fits words and product; the removed are looked for where their number is unknown."""
    found = questions.facets(price_list, wanted)
    if not counts.removed:
        return found
    if wanted == Filter():
        return [*found, Facet(questions.REMOVED, "|", "", counts.removed)]
    return [*found, *questions.removed_facets(price_list, wanted)]


def _tabs(facets: Iterable[Facet], wanted: Filter) -> Iterator[Tab]:
    """Yield the flags there are; "all" is what the list has, so not what was removed."""
    counts = questions.by_flag(facets, wanted)
    yield Tab("", _("All prices"), counts.total() - counts[questions.REMOVED])
    for flag, label in FLAGS.items():
        if counts[flag] or flag == wanted.flag:
            yield Tab(flag, str(label), counts[flag])


def _chips(wanted: Filter) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if wanted.words:
        yield "search", _("Search"), wanted.words
    if wanted.product:
        product = Product.objects.filter(product_id=wanted.product).first()
        yield "product", _("Product"), product.title if product else wanted.product
    if wanted.segment:
        yield "segment", _("Segment"), segment_words(wanted.segment)
    if wanted.market:
        yield "market", _("Market"), localize.country(wanted.market)
    if wanted.flag:
        yield "flag", _("Change"), str(FLAGS[wanted.flag])
