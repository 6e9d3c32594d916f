"""Prices of one offer as a reader tells them: stretches of equal price, and what was corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partnercenter.money import Money, exactly, half_up
from partnercenter.periods import Period
from pricing.models import Price, PriceList
from pricing.queries.bands import tidy


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an edition said of some days until a later edition of the same month took its place.

    ``by`` is the number of that edition; ``now`` what holds on the first of these days, if
    anything.
    """

    price_list: PriceList
    days: Period
    list_price: Money
    retail_price: Money | None
    corrected_at: datetime
    by: int
    now: Money | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which all of a price stayed the same; without a price they are on no list.

    ``change`` is percent against the price before. ``price`` is the one it began with,
    ``lists`` how many months' lists said the same. What begins after the day asked is ``coming``.
    """

    days: Period
    price: Price | None
    list_price: Money | None
    retail_price: Money | None
    change: Decimal | None
    is_first: bool
    is_coming: bool
    lists: int
    corrected: tuple[Corrected, ...]

    @property
    def is_preview(self) -> bool:
        """Whether it comes with the list of a later month, not within that of the day's month."""
        list_begins = self.price.price_list.month if self.price else None
        return self.is_coming and list_begins == self.days.start

    @property
    def more_lists(self) -> int:
        """Return how many months' lists followed with the same."""
        return self.lists - 1


def retail_of(price: Price, currency: str) -> Money | None:
    """Return the retail price that a list suggests, if it does."""
    return None if price.erp_price is None else tidy(price.erp_price, currency)


def corrections(
    rows: Sequence[Any], standing: Sequence[Price], currency: str
) -> Iterator[Corrected]:
    """Yield what later editions changed; what they repeated was not corrected.

    Each row carries ``corrected_at`` and ``corrected_by``: when and by which edition.
    """
    for row in rows:
        if row.in_force or row.corrected_at is None:
            continue
        days = Period(row.valid_from, row.valid_until)
        now = next((p for p in standing if p.valid_from <= days.start < p.valid_until), None)
        if now is None or _said(now) != _said(row):
            yield Corrected(
                price_list=row.price_list,
                days=days,
                list_price=tidy(row.unit_price, currency),
                retail_price=retail_of(row, currency),
                corrected_at=row.corrected_at,
                by=row.corrected_by,
                now=tidy(now.unit_price, currency) if now else None,
            )


def stretches(
    standing: Sequence[Price], corrected: Sequence[Corrected], currency: str, on: date
) -> Iterator[Stretch]:
    """Yield the stretches in order, those without a price between them too.

    What is in force and what is to come are never one stretch, though they may be equal.
    """
    noted: dict[date, list[Corrected]] = defaultdict(list)
    runs = list(_runs(standing, corrected, on))
    for one in corrected:
        days = next(days for days, _ in runs if one.days.start in days)
        noted[days.start].append(one)
    before: Price | None = None
    for days, prices in runs:
        price = prices[0] if prices else None
        yield Stretch(
            days=days,
            price=price,
            list_price=tidy(price.unit_price, currency) if price else None,
            retail_price=retail_of(price, currency) if price else None,
            change=_change(before, price),
            is_first=price is not None and before is None,
            is_coming=price is not None and days.start > on,
            lists=len({row.price_list_id for row in prices}),
            corrected=tuple(noted[days.start]),
        )
        before = price or before


def _runs(
    standing: Sequence[Price], corrected: Sequence[Corrected], on: date
) -> Iterator[tuple[Period, list[Price]]]:
    """Yield days with the equal prices that cover them, or with none."""
    told = [(row.valid_from, row.valid_until) for row in standing]
    told += [(one.days.start, one.days.end) for one in corrected]
    if not told:
        return
    at, end = min(start for start, _ in told), max(end for _, end in told)
    run: list[Price] = []
    for row in standing:
        if run and (row.valid_from != at or not _goes_on(run[-1], row, on)):
            yield Period(run[0].valid_from, at), run
            run = []
        if row.valid_from > at:
            yield Period(at, row.valid_from), []
        run.append(row)
        at = row.valid_until
    if run:
        yield Period(run[0].valid_from, at), run
    if at < end:
        yield Period(at, end), []


def _goes_on(one: Price, following: Price, on: date) -> bool:
    starts_to_come = one.valid_from <= on < following.valid_from
    return _said(one) == _said(following) and not starts_to_come


def _said(price: Price) -> tuple[object, ...]:
    return price.unit_price, price.erp_price, price.included, price.tiers


def _change(before: Price | None, price: Price | None) -> Decimal | None:
    """Return how the list price changed, in percent to two decimals; nothing from nothing."""
    if before is None or price is None or not before.unit_price:
        return None
    return half_up(exactly((price.unit_price - before.unit_price) * 100, before.unit_price), 2)
