"""How much of their budgets customers have used in a calendar month, however many they are.

Metered use counts as it was charged, and what is not billed yet as it was last estimated, before
tax and credits. A charge whose days lie in two months counts by days in each; of one that still
runs only the days before its estimate are taken, for nothing was used on the others yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from billing.engine import budgets
from billing.models import Estimate
from billing.queries.estimates import readable
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import Period, add_months, month_of, months_from
from pricing.engine.kinds import METERED

C = TypeVar("C", bound=Model)
# Of a stream only the newest estimate counts: it holds whatever is not billed yet.
USE = """
SELECT s.customer_id, t.currency, m.first AS month, round(sum(t.net
           * (LEAST(t.ends, m.next) - GREATEST(t.starts, m.first)) / (t.ends - t.starts)), 4)
           AS used
  FROM customers_subscription s
  JOIN (
      SELECT l.subscription_id, l.currency, l.net, l.period_start AS starts,
             LEAST(l.period_end, GREATEST((e.made_at AT TIME ZONE 'UTC')::date,
                                          l.period_start + 1)) AS ends
        FROM billing_estimateline l
        JOIN billing_estimate e ON e.id = l.estimate_id
       WHERE l.billing_type = ANY (%s) AND l.explanation->'inputs'->>'reason' IS NULL
         AND NOT EXISTS (
             SELECT FROM billing_estimate n
              WHERE n.partner_id = e.partner_id AND n.stream = e.stream
                AND n.period_start > e.period_start AND n.made_at IS NOT NULL)
      UNION ALL
      SELECT c.subscription_id, i.currency, c.net, c.period_start, c.period_end
        FROM billing_chargerecord c
        JOIN billing_invoice i ON i.id = c.invoice_id
       WHERE c.billing_type = ANY (%s) AND c.adjustment_id IS NULL AND i.number IS NOT NULL
  ) t ON t.subscription_id = s.id
  JOIN (SELECT first::date, (first + interval '1 month')::date AS next
          FROM generate_series(%s::timestamp, %s::timestamp, interval '1 month') first) m
    ON m.first < t.ends AND m.next > t.starts
 WHERE {whose}
 GROUP BY s.customer_id, t.currency, m.first
"""
STANDINGS = """
SELECT b.customer_id, c.partner_id, b.amount, b.currency, b.alert_percent,
       coalesce(u.used, 0) AS used
  FROM billing_budget b
  JOIN customers_customer c ON c.id = b.customer_id
  LEFT JOIN ({use}) u ON u.customer_id = b.customer_id AND u.currency = b.currency
"""
OF_THESE = "s.customer_id = ANY (%s)"
OF_PARTNERS = """
s.customer_id IN (SELECT bc.id FROM customers_customer bc
    JOIN billing_budget bb ON bb.customer_id = bc.id WHERE bc.partner_id = ANY (%s))
"""
REACHED = f"""
SELECT customer_id FROM ({STANDINGS.format(use=USE.format(whose=OF_PARTNERS))}
 WHERE c.partner_id = ANY (%s)) standing
 WHERE used * 100 >= amount * coalesce(%s, alert_percent)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's budget and what is used of it."""

    customer_id: int
    partner_id: int
    budget: Money
    alert_percent: int
    used: Money

    @property
    def percent(self) -> int:
        return budgets.percent_used(budget=self.budget.amount, used=self.used.amount)

    @property
    def steps(self) -> list[int]:
        """The percents to be told of that are reached."""
        return budgets.steps_reached(
            self.alert_percent, budget=self.budget.amount, used=self.used.amount
        )

    @property
    def is_used_up(self) -> bool:
        return budgets.USED_UP in self.steps

    @property
    def left(self) -> Money:
        """What is left of the budget; negative where more was used."""
        return self.budget - self.used

    @property
    def over(self) -> Money:
        return -self.left

    @property
    def shown(self) -> int:
        """How far a bar is filled, in percent."""
        return min(max(self.percent, 0), 100)


@dataclass(frozen=True, slots=True)
class AsOf:
    """When use was last worked out; ``at`` is empty before the first estimate of the month."""

    at: datetime | None
    is_waiting: bool


def standings(customers: Collection[int], *, month: Period) -> dict[int, Standing]:
    """Return how the budgets of these customers stand in a month; who has none is absent."""
    if not customers:
        return {}
    asked = [*_use_asked(month.start, month.start), list(customers), list(customers)]
    sql = f"{STANDINGS.format(use=USE.format(whose=OF_THESE))} WHERE b.customer_id = ANY (%s)"
    return {one.customer_id: one for one in _standings(sql, asked)}


def standings_of_partners(partners: Collection[int], *, month: Period) -> list[Standing]:
    """Return how all budgets of these partners' customers stand, those used most first."""
    asked = [*_use_asked(month.start, month.start), list(partners), list(partners)]
    sql = f"{STANDINGS.format(use=USE.format(whose=OF_PARTNERS))} WHERE c.partner_id = ANY (%s)"
    found = _standings(f"{sql} ORDER BY coalesce(u.used, 0) / b.amount DESC, c.name, c.id", asked)
    return list(found)


def reaching(
    customers: QuerySet[C], actor: Actor, *, month: Period, percent: int | None = None
) -> QuerySet[C]:
    """Keep the actor's customers who used this percent of their budget, or the alert's own."""
    partners = [actor.tenant]
    asked = [*_use_asked(month.start, month.start), partners, partners, percent]
    return customers.filter(pk__in=RawSQL(REACHED, asked))  # noqa: S611 - no words of anybody


def used_by_month(customer: int, *, on: date, months: int) -> dict[str, list[tuple[date, Money]]]:
    """Return what a customer used in each of the last months, by currency, the day's month last.

    The first month with some use is the first told.
    """
    last = month_of(on).start
    asked = [*_use_asked(add_months(last, 1 - months), last), [customer]]
    with connection.cursor() as cursor:
        cursor.execute(f"{USE.format(whose=OF_THESE)} ORDER BY t.currency, m.first", asked)
        rows = cursor.fetchall()
    found: dict[str, dict[date, Decimal]] = {}
    for _customer, currency, month, used in rows:
        found.setdefault(currency, {})[month] = used
    return {
        currency: [(month, Money(used.get(month, Decimal(0)), currency)) for month in shown]
        for currency, used in found.items()
        for shown in [list(months_from(min(used), last))]
    }


def as_of(actor: Actor, *, month: Period) -> AsOf:
    """Return how new the oldest of the estimates is that tell this month's use."""
    rows = readable(actor).filter(period_start__lt=month.end, period_end__gt=month.start)
    found: list[Estimate] = list(rows.only("made_at", "asked_at"))
    made = [one.made_at for one in found if one.made_at]
    return AsOf(min(made, default=None), any(one.asked_at for one in found))


def _use_asked(first: date, last: date) -> list[Any]:
    return [sorted(METERED), sorted(METERED), first, last]


def _standings(sql: str, asked: Iterable[Any]) -> Iterable[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(asked))
        for customer, partner, amount, currency, percent, used in cursor.fetchall():
            yield Standing(
                customer, partner, Money(amount, currency), percent, Money(used, currency)
            )
