"""What a coming price list changes in money: every live subscription, over twelve months.

Prices are guaranteed until a term ends; from the first renewal in the list's month or later a
subscription costs what the list says, and lists to come are taken to say the same (domain 10.6).
The rows are worked out into a table of the moment, which every question reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing.queries import impact_terms, impact_usage
from billing.queries.impact_terms import MONTHS
from customers.models import Customer, Partner
from partnercenter.access import Actor
from partnercenter.errors import Refused
from partnercenter.money import Money
from partnercenter.periods import DAY, Period, add_months, month_of
from pricing.engine.kinds import METERED
from pricing.engine.lists import BY_CODE
from pricing.models import PriceList
from pricing.models.prices import PriceListQuerySet

TABLE = """
CREATE TEMP TABLE impact (
    subscription_id bigint, meter_id bigint, customer_id bigint, partner_id bigint,
    currency text, quantity numeric, cycle_months integer, starts_on date, late_on date,
    changes_on date, gone_on date, old_price numeric, new_price numeric, late_price numeric,
    old_erp numeric, new_erp numeric, late_erp numeric,
    first_month integer, first_cycles integer, late_cycles integer,
    first_difference numeric, late_difference numeric, total numeric, state text
) ON COMMIT DROP
"""
SUMS = """
SELECT currency, sum(total), count(*), count(DISTINCT customer_id),
       coalesce(sum(total) FILTER (WHERE total > 0), 0),
       coalesce(sum(total) FILTER (WHERE total < 0), 0), min(changes_on)
  FROM impact WHERE state = 'changed' GROUP BY currency ORDER BY count(*) DESC, currency
"""
# Charges alike in their months are added up before they are told month by month.
BY_MONTH = """
SELECT currency, first_month + n * cycle_months AS month,
       sum(CASE WHEN n < first_cycles THEN first_difference ELSE late_difference END)
  FROM (SELECT currency, first_month, cycle_months, first_cycles, late_cycles,
               sum(first_difference) AS first_difference, sum(late_difference) AS late_difference
          FROM impact WHERE state = 'changed' GROUP BY 1, 2, 3, 4, 5) alike
 CROSS JOIN LATERAL generate_series(0, first_cycles + late_cycles - 1) n
 GROUP BY 1, 2
"""
STATES = """
SELECT state, count(*) FROM impact GROUP BY state
 UNION ALL SELECT 'stuck', count(*) FROM impact WHERE gone_on IS NOT NULL
"""


class NotComing(Refused):
    """The list is over, or was corrected: nothing will be charged by it any more."""

    code = "list_not_coming"


@dataclass(frozen=True, slots=True)
class Sums:
    """What changes in one currency; ``months`` holds the twelve months from the list's on."""

    currency: str
    total: Money
    subscriptions: int
    customers: int
    more: Money
    less: Money
    first_on: date
    months: tuple[tuple[date, Money], ...]

    @property
    def size(self) -> Money:
        """The total without its sign."""
        return abs(self.total)


def comparable(lists: PriceListQuerySet, *, on: date) -> PriceListQuerySet:
    """Keep the lists that are in force on the day or will be, newest month first."""
    found = lists.uncorrected().filter(month__gte=on.replace(day=1))
    return found.order_by("-month", "kind", "market")


def is_comparable(price_list: PriceList, *, on: date) -> bool:
    """Say whether anything will still be charged by the list."""
    return comparable(PriceList.objects.filter(pk=price_list.pk), on=on).exists()


def require_comparable(price_list: PriceList, *, on: date) -> None:
    """Raise NotComing unless something will still be charged by the list."""
    if not is_comparable(price_list, on=on):
        raise NotComing(_("This price list is over or was corrected: it changes nothing more."))


@contextmanager
def worked_out(
    price_list: PriceList,
    *,
    on: date,
    partner_id: int | None,
    customer_id: int | None = None,
) -> Iterator[Impact]:
    """Work out the impact as of the day, of one partner or (None) of all, and let it be asked.

    Renewals that are recorded already count as they are. Answers are to be read within the
    block. Raises NotComing.
    """
    require_comparable(price_list, on=on)
    found = Impact(price_list, on, partner_id)
    wanted = ["true" if partner_id is None else "c.partner_id = %(partner)s"]
    wanted += ["c.id = %(customer)s"] if customer_id is not None else []
    days = month_of(price_list.month)
    params = {
        "on": on,
        "partner": partner_id,
        "customer": customer_id,
        "list": price_list.pk,
        "kind": price_list.kind,
        "currency": price_list.currency,
        "market": price_list.market,
        "month": days.start.year * 12 + days.start.month,
        "start": days.start,
        "end": days.end,
        "last": days.last,
        "day_before": days.start - DAY,
        "metered": list(METERED),
        "used_from": found.used.start,
        "used_until": found.used.end,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.impact")
        cursor.execute(TABLE)
        if BY_CODE[price_list.kind].is_metered:
            impact_usage.insert(" AND ".join(wanted), params)
        else:
            cursor.execute(impact_terms.INSERT.format(wanted=" AND ".join(wanted)), params)
        yield found


@dataclass(frozen=True)
class Impact:
    """The impact of one list; its answers are read from the table of the moment."""

    price_list: PriceList
    on: date
    partner_id: int | None

    @property
    def used(self) -> Period:
        """The month whose use stands for every month of the horizon."""
        return month_of(impact_usage.month_used(self.price_list.month, on=self.on))

    @property
    def is_metered(self) -> bool:
        return BY_CODE[self.price_list.kind].is_metered

    @cached_property
    def sums(self) -> list[Sums]:
        """What changes by currency, the one with most of it first; none when nothing does."""
        months = {(currency, month): change for currency, month, change in rows(BY_MONTH)}
        return [
            Sums(
                currency,
                Money(total, currency),
                subscriptions,
                customers,
                Money(more, currency),
                Money(less, currency),
                first_on,
                tuple(
                    (
                        add_months(self.price_list.month, month),
                        Money(months.get((currency, month), Decimal(0)), currency),
                    )
                    for month in range(MONTHS)
                ),
            )
            for currency, total, subscriptions, customers, more, less, first_on in rows(SUMS)
        ]

    @cached_property
    def states(self) -> dict[str, int]:
        """How many are changed, unchanged, or later than the horizon; ``stuck`` cannot renew."""
        return {"changed": 0, "unchanged": 0, "later": 0, "stuck": 0, **dict(rows(STATES))}


def customers_served(actor: Actor) -> int:
    """Return how many of the partner's customers hold something that is active."""
    served = Customer.objects.visible_to(actor).filter(subscriptions__status="active")
    return served.distinct().count()


def partner_of(actor: Actor) -> Partner:
    """Return the actor's partner."""
    return Partner.objects.visible_to(actor).get()


def rows(statement: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
    """Return all rows of a statement over the table ``impact``."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return list(cursor.fetchall())
