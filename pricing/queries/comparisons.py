"""Questions about what differs between two editions of a price list (domain 10.2, diff of whole rows).

An offer is known again by its availability: SKU, currency, market, segment and term. Compared are
its last prices in each edition, so a price that changes within a month counts as it is on the
month's last day (or on the last one on which the offer is sold). ``changed`` are those whose list
price, tiers or included quantity differ; ``other`` those of which any other published column does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from partnercenter.periods import month_of
from pricing.engine import diff
from pricing.models import Price, PriceList
from pricing.queries import comparison_sql as sql

NEW, CHANGED, OTHER, REMOVED, UNCHANGED = "new", "changed", "other", "removed", "unchanged"
FLAGS = (CHANGED, NEW, REMOVED, OTHER)
DEFAULT_ORDER = "-percent"
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a comparison is asked for: one flag or every one, words of titles or an id."""

    flag: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many offers have each flag, and how far the list prices that changed moved."""

    counts: Counter[str]
    spread: diff.Spread | None

    @property
    def differing(self) -> int:
        """How many offers differ in anything."""
        return sum(self.counts[flag] for flag in FLAGS)


@dataclass(frozen=True, slots=True)
class Row:
    """An offer with its last price in each edition, None where it has none.

    ``percent`` is that of a list price that differs, to one decimal; ``other_days`` says whether
    the days on which the offer is sold differ. ``price`` is the later one there is.
    """

    flag: str
    percent: Decimal | None
    before: Price | None
    after: Price | None
    other_days: bool
    price: Price


def comparable(price_list: PriceList) -> QuerySet[PriceList]:
    """Return the other editions it can be compared with, newest first: same kind and currency.

    Lists of one market have nothing in common with those of another, nor with those for all.
    """
    return (
        PriceList.objects.filter(
            kind=price_list.kind, currency=price_list.currency, market=price_list.market
        )
        .exclude(pk=price_list.pk)
        .order_by("-month", "-edition")
    )


def usually_with(price_list: PriceList) -> PriceList | None:
    """Return the edition it follows, else the newest one before it, else None."""
    before = Q(month__lt=price_list.month) | Q(
        month=price_list.month, edition__lt=price_list.edition
    )
    return price_list.follows or comparable(price_list).filter(before).first()


def in_order(one: PriceList, other: PriceList) -> tuple[PriceList, PriceList]:
    """Return the earlier edition and the later one."""
    before, after = sorted((one, other), key=lambda edition: (edition.month, edition.edition))
    return before, after


def summary(before: PriceList, after: PriceList, *, words: str = "") -> Summary:
    """Count the offers that fit the words by flag, unchanged ones too, and spread the percents."""
    asked = source(before, after, Filter(words=words), everything=True)
    said = f"SELECT t.flag, t.percent, count(*) {asked[0]} GROUP BY t.flag, t.percent"
    counts: Counter[str] = Counter()
    percents: Counter[Decimal] = Counter()
    for flag, percent, count in _fetch(said, asked[1]):
        counts[flag] += count
        if percent is not None:
            percents[percent] += count
    return Summary(counts, diff.spread(percents))


def rows(
    before: PriceList,
    after: PriceList,
    wanted: Filter,
    *,
    order: str = DEFAULT_ORDER,
    start: int,
    end: int,
) -> list[Row]:
    """Return the differing offers that fit, from place ``start`` (from 0) up to ``end``, excluded.

    ``order`` is one of ``comparison_sql.ORDERS``; what has no percent comes last.
    """
    asked, params = source(before, after, wanted)
    said = f"""
        SELECT t.flag, t.percent, t.old, t.new, t.other_days {asked}
        ORDER BY {sql.ORDERS[order]} LIMIT %(most)s OFFSET %(start)s
    """
    found = _fetch(said, {**params, "most": max(end - start, 0), "start": start})
    prices = Price.objects.select_related(
        "availability__sku__product", "listing", "price_list"
    ).in_bulk({pk for row in found for pk in row[2:4] if pk})
    return [
        Row(flag, percent, prices.get(old), prices.get(new), other_days, prices[new or old])
        for flag, percent, old, new, other_days in found
    ]


def source(
    before: PriceList, after: PriceList, wanted: Filter, *, everything: bool = False
) -> tuple[str, dict[str, Any]]:
    """Return FROM and WHERE with their parameters; unchanged offers only with ``everything``."""
    words = wanted.words.split()[:MOST_WORDS]
    params: dict[str, Any] = {
        "old": before.pk,
        "new": after.pk,
        "old_end": month_of(before.month).end,
        "new_end": month_of(after.month).end,
        "same_month": before.month == after.month,
        "flags": [wanted.flag] if wanted.flag in FLAGS else list(FLAGS),
        **{f"word{place}": word for place, word in enumerate(words)},
    }
    conditions = ["true" if everything else "t.flag = ANY(%(flags)s)"]
    if words:
        found = (sql.WORD.replace("%(word)s", f"%(word{place})s") for place in range(len(words)))
        conditions.append(sql.FOUND.format(found=" AND ".join(found)))
    named = f"FROM ({sql.COMPARED}) t" if everything else sql.NAMED
    return f"{named} WHERE {' AND '.join(conditions)}", params


def _fetch(statement: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
