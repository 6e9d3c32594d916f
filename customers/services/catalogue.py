"""What one customer may buy on a day, with its prices and the ways to buy it (domain 10.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from customers.models import Customer
from customers.queries.ways import Way, ways_of
from customers.services import catalogue_sql as sql
from customers.services import currencies, segment_sql
from pricing.engine.currencies import LEGACY, PARTNER, TABLE
from pricing.models import Availability, OfferRule, Price
from pricing.queries.offer_rules import matrix_of

LICENSE, TRIAL, ADD_ON, SOFTWARE = "license", "trial", "add_on", "software"
# What is on sale, in the order in which it is told; the others are kinds of price list.
KINDS = (
    LICENSE,
    ADD_ON,
    TRIAL,
    "usage",
    "consumption",
    "reservation",
    SOFTWARE,
    "marketplace",
)
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; ``offer`` is the id of the one that is wanted.

    ``base`` is the offer id of a base whose add-ons are wanted. ``everything`` adds what is on the lists for others; ``hidden`` kinds are left out.
    """

    words: str = ""
    kind: str = ""
    everything: bool = False
    base: str = ""
    offer: str = ""
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnSale:
    """One offer: its price of the day (None by use), how it can be bought, and why not.

    ``reason`` is empty, or one of segment, market, unlisted, country, add_on. Other reasons, of
    what the customer holds already, are told by ``appraisals``.
    """

    availability: Availability
    price: Price | None
    kind: str
    reason: str
    rule: OfferRule | None
    ways: tuple[Way, ...]


class Found:
    """Offers by title, read page by page; counted once, by kind."""

    def __init__(self, customer: Customer, asked: Asked, on: date) -> None:
        self._asked, self._on = asked, on
        self._params = _params(customer, asked, on)
        self.counts: Counter[str] = Counter()
        self.others = 0
        for kind, other, count in _rows(sql.COUNTED, self._params):
            if not other or asked.everything:
                self.counts[kind] += count
            elif asked.kind in ("", kind):
                self.others += count

    def __len__(self) -> int:
        asked = self._asked.kind
        return self.counts[asked] if asked else self.counts.total()

    def count(self, value: object = None) -> int:
        """Return how many there are, as paginators ask for it."""
        return len(self)

    def __getitem__(self, place: slice) -> list[OnSale]:
        """Return the offers from ``start`` (included) to ``stop`` (excluded)."""
        rows = _rows(
            sql.FOUND,
            {**self._params, "start": place.start or 0, "most": place.stop - (place.start or 0)},
        )
        return list(_told(rows, self._on))


def search(customer: Customer, asked: Asked, *, on: date) -> Found:
    """Return what fits, as something a paginator takes; the number of queries is constant."""
    return Found(customer, asked, on)


def _params(customer: Customer, asked: Asked, on: date) -> dict[str, Any]:
    legacy, legacy_market = _home(customer, "license", on)
    currency, market = _home(customer, "one_time", on)
    return {
        **segment_sql.known(),
        "on": on,
        "segment": customer.segment,
        "country": customer.country,
        "legacy": list(LEGACY),
        "legacy_currency": legacy,
        "legacy_market": legacy_market,
        "currency": currency,
        "market": market,
        "words": asked.words.lower().split()[:MOST_WORDS],
        "base": asked.base.lower() or None,
        "offer": asked.offer,
        "kind": asked.kind,
        "everything": asked.everything,
        "hidden": list(asked.hidden),
    }


def _home(customer: Customer, billing_type: str, on: date) -> tuple[str, str]:
    """Return the currency of a purchase and the country that it is of (domain 5.1)."""
    decision = currencies.decided(
        customer=customer, billing_type=billing_type, on=on, rules=settings.BILLING_RULES
    )
    outcome = next(row.outcome for row in TABLE if row.number == decision.row)
    country = customer.partner.country if outcome == PARTNER else customer.country
    return decision.currency, country


def _rows(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _told(rows: list[tuple[Any, ...]], on: date) -> Iterator[OnSale]:
    sold = Availability.objects.select_related("sku__product").in_bulk([row[0] for row in rows])
    prices = Price.objects.select_related("price_list").in_bulk(
        [row[1] for row in rows if row[1] is not None]
    )
    matrix = matrix_of(on)
    skus = {one.sku_id for one in sold.values()}
    told = OfferRule.objects.filter(matrix=matrix, sku__in=skus) if matrix else ()
    rules = {rule.sku_id: rule for rule in told}
    ways = ways_of(sold.values(), rules=rules, on=on)
    for availability, price, kind, reason in rows:
        one = sold[availability]
        found = prices.get(price)
        yield OnSale(one, found, kind, reason, rules.get(one.sku_id), ways[availability])
