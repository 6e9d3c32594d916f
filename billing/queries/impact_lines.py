"""Who is touched by a coming list, a page at a time, with the lines of each.

Everything is read from the table ``impact`` while it is there (``impact.worked_out``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from billing.queries.impact import rows
from billing.queries.impact_line import Line, from_row
from partnercenter.money import Money

T = TypeVar("T")
ORDERS = {
    "amount": "sum(i.total)",
    "name": "of.name",
    "first": "min(i.changes_on)",
    "subscriptions": "count(*)",
}
CHANGES = {"up": "i.total > 0", "down": "i.total < 0"}
# A customer, or in the supplier's view a partner.
OWNERS = {
    "customer": ("customers_customer", "name"),
    "partner": ("customers_partner", "legal_name"),
}
MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of a currency, of owners with these words in the name, going up or down."""

    currency: str = ""
    search: str = ""
    change: str = ""

    def where(self) -> tuple[str, dict[str, Any]]:
        """Return the condition on ``i`` (impact) and ``of`` (its owner), and its parameters."""
        also, params = self.narrowed()
        told = {"currency": self.currency, **params}
        return f"i.state = 'changed' AND i.currency = %(currency)s AND {also}", told

    def narrowed(self) -> tuple[str, dict[str, Any]]:
        """Return the same without currency and state: what search and change leave."""
        words = {f"word{n}": _like(word) for n, word in enumerate(self.search.split())}
        said = ["true", *([CHANGES[self.change]] if self.change in CHANGES else [])]
        said += [f"of.name ILIKE %({name})s" for name in words]
        return " AND ".join(said), dict(words)


@dataclass(frozen=True, slots=True)
class Owner:
    """A customer or partner, and what changes for it in twelve months."""

    pk: int
    public_id: UUID
    name: str
    subscriptions: int
    first_on: date
    more: Money
    less: Money
    total: Money


class Slices(Generic[T]):
    """A long answer of which only a page is read: what Django's Paginator asks for."""

    def __init__(self, count: int, read: Callable[[int, int], list[T]]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, wanted: slice) -> list[T]:
        return self._read(wanted.start or 0, (wanted.stop or self._count) - (wanted.start or 0))


def owners(wanted: Wanted, *, sort: str = "-amount", of: str = "customer") -> Slices[Owner]:
    """Return the customers (or partners) that fit, by what changes for them, the most first.

    ``sort`` is amount, name, first or subscriptions, with a minus for descending.
    """
    table, name = OWNERS[of]
    where, params = wanted.where()
    source = f"""FROM impact i
        JOIN (SELECT id, public_id, {name} AS name FROM {table}) of ON of.id = i.{of}_id
       WHERE {where}"""
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["amount"])
    turn = "DESC" if sort.startswith("-") or sort.removeprefix("-") not in ORDERS else "ASC"
    ((count,),) = rows(f"SELECT count(DISTINCT of.id) {source}", params)
    statement = f"""
        SELECT of.id, of.public_id, of.name, count(*), min(i.changes_on),
               coalesce(sum(i.total) FILTER (WHERE i.total > 0), 0),
               coalesce(sum(i.total) FILTER (WHERE i.total < 0), 0), sum(i.total)
          {source} GROUP BY of.id, of.public_id, of.name
         ORDER BY {order} {turn}, of.name, of.id OFFSET %(first)s LIMIT %(count)s"""

    def read(first: int, count: int) -> list[Owner]:
        found = rows(statement, {**params, "first": first, "count": count})
        return [_owner(row, wanted.currency) for row in found]

    return Slices(count, read)


LINES = """
SELECT i.customer_id, s.public_id, s.name, of.name, coalesce(k.title, ''),
       coalesce(k.unit, ''), i.quantity, i.cycle_months, i.starts_on, i.gone_on, i.currency,
       coalesce(CASE WHEN i.meter_id IS NOT NULL THEN a.currency END, i.currency),
       i.old_price, i.new_price, i.late_price, i.old_erp, i.new_erp, i.late_erp, i.late_on,
       i.first_cycles + i.late_cycles, i.total
  FROM (SELECT *, row_number() OVER (
            PARTITION BY customer_id ORDER BY abs(total) DESC, subscription_id, meter_id) AS place
          FROM impact i WHERE {among}) i
  JOIN customers_customer of ON of.id = i.customer_id
  JOIN customers_subscription s ON s.id = i.subscription_id
  JOIN pricing_availability a ON a.id = s.availability_id
  LEFT JOIN pricing_sku k ON k.id = i.meter_id
 WHERE i.place <= %(most)s
 ORDER BY {order} LIMIT %(limit)s
"""
EVERY = 100_000


def lines_of(customers: Iterable[Owner], wanted: Wanted) -> Mapping[int, list[Line]]:
    """Return the lines of these customers, the largest of each first; at most 50 of each."""
    change = f"AND {CHANGES[wanted.change]}" if wanted.change in CHANGES else ""
    among = f"i.state = 'changed' AND i.currency = %(currency)s {change}"
    among += " AND i.customer_id = ANY (%(customers)s)"
    statement = LINES.format(among=among, order="of.name, i.place")
    params = {
        "currency": wanted.currency,
        "customers": [one.pk for one in customers],
        "most": MOST_LINES,
        "limit": EVERY,
    }
    found: dict[int, list[Line]] = defaultdict(list)
    for row in rows(statement, params):
        found[row[0]].append(from_row(row))
    return found


def stuck(*, most: int) -> list[Line]:
    """Return the first of what cannot renew or be billed any more, the earliest first."""
    statement = LINES.format(
        among="i.gone_on IS NOT NULL", order="i.gone_on, of.name, s.name, i.place"
    )
    return [from_row(row) for row in rows(statement, {"most": EVERY, "limit": most})]


# Where one of the two retail prices is on no list, nobody knows: then the list prices decide.
RETAIL = """(i.first_cycles > 0 AND coalesce(i.old_erp <> i.new_erp, i.first_difference <> 0)
    OR i.late_cycles > 0 AND coalesce(i.old_erp <> i.late_erp, i.late_difference <> 0))"""
UNKNOWN = """i.old_erp IS NULL OR i.first_cycles > 0 AND i.new_erp IS NULL
    OR i.late_cycles > 0 AND i.late_erp IS NULL"""
RETAIL_CUSTOMERS = f"""
SELECT i.customer_id, bool_or({UNKNOWN})
  FROM impact i JOIN customers_customer of ON of.id = i.customer_id
 WHERE {RETAIL} GROUP BY i.customer_id, of.name ORDER BY of.name, i.customer_id
"""


def retail_customers() -> dict[int, bool]:
    """Return who pays another retail price, by name, and whether one of theirs is not known."""
    return dict(rows(RETAIL_CUSTOMERS))


def retail_lines(customers: Iterable[int]) -> Mapping[int, list[Line]]:
    """Return by customer what costs another retail price in the horizon, or may do so."""
    among = f"i.customer_id = ANY (%(customers)s) AND {RETAIL}"
    statement = LINES.format(among=among, order="of.name, i.starts_on, s.name, i.place")
    params = {"customers": list(customers), "most": EVERY, "limit": EVERY}
    found: dict[int, list[Line]] = defaultdict(list)
    for row in rows(statement, params):
        found[row[0]].append(from_row(row))
    return found


def _owner(row: Sequence[Any], currency: str) -> Owner:
    pk, public_id, name, subscriptions, first_on, more, less, total = row
    return Owner(
        pk=pk,
        public_id=public_id,
        name=name,
        subscriptions=subscriptions,
        first_on=first_on,
        more=Money(more, currency),
        less=Money(less, currency),
        total=Money(total, currency),
    )


def _like(word: str) -> str:
    escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
