"""When a term ends: the next one at the price of that day, or the end of the subscription."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Partner
from customers.queries.renewals import TRIAL_DAYS
from customers.services.cycle_months import in_sql
from partnercenter.errors import Refused

# What the newest list that is known says until its month is over, where no list of the day has it.
GOES_ON = """
    SELECT p.id FROM pricing_price p JOIN pricing_pricelist l ON l.id = p.price_list_id
     WHERE p.availability_id = s.availability_id AND p.in_force AND p.valid_from <= last.ends_on
       AND p.valid_until >= l.month + interval '1 month'
       AND NOT EXISTS (SELECT FROM pricing_pricelist n
            WHERE (n.kind, n.currency, n.market) = (l.kind, l.currency, l.market)
              AND n.month > l.month AND n.month <= last.ends_on)
     ORDER BY p.valid_from DESC LIMIT 1
"""
# The next term of every licence whose last term ended, at the price of that day; counted from
# the first day of all, so that a purchase on the 31st keeps its anchor. A price that no list
# has is NULL and refused. What stood still when its term ended renews once it is reactivated.
DUE = f"""
    SELECT s.id AS subscription_id, last.number + 1 AS number, last.ends_on AS starts_on,
           (last.anchored_on + make_interval(months => s.term_months + (
               (extract(year FROM last.ends_on) - extract(year FROM last.anchored_on)) * 12
               + extract(month FROM last.ends_on) - extract(month FROM last.anchored_on))::int
           ))::date AS ends_on,
           last.anchored_on, s.frequency, {in_sql("s")} AS cycle_months,
           coalesce((SELECT p.id FROM pricing_price p
             WHERE p.availability_id = s.availability_id AND p.in_force
               AND p.valid_from <= last.ends_on AND p.valid_until > last.ends_on),
             CASE WHEN %(goes_on)s THEN ({GOES_ON}) END) AS price_id,
           s.name
      FROM customers_subscription s
      JOIN customers_customer c ON c.id = s.customer_id
      JOIN LATERAL (SELECT t.number, t.ends_on, t.anchored_on FROM customers_term t
                     WHERE t.subscription_id = s.id ORDER BY t.number DESC LIMIT 1) last ON true
      JOIN LATERAL (SELECT h.action FROM customers_subscriptionchange h
                     WHERE h.subscription_id = s.id AND h."on" <= last.ends_on
                     ORDER BY h.sequence DESC LIMIT 1) state ON true
     WHERE c.partner_id = %(partner)s AND s.auto_renew AND s.term_months > 0
       AND (%(only)s::bigint[] IS NULL OR s.id = ANY (%(only)s))
       AND NOT EXISTS (SELECT FROM customers_subscription base
                        WHERE base.id = s.base_id AND base.status = 'deleted')
       AND last.ends_on <= %(through)s
       AND (state.action NOT IN ('suspend', 'cancel')
            OR EXISTS (SELECT FROM customers_subscriptionchange r
                        WHERE r.subscription_id = s.id AND r.action = 'reactivate'
                          AND r."on" > last.ends_on AND r."on" <= %(through)s))
"""
UNPRICED = f"SELECT name, starts_on FROM ({DUE}) due WHERE price_id IS NULL ORDER BY 2, 1"
RENEW = f"""
    INSERT INTO customers_term (subscription_id, number, starts_on, ends_on, anchored_on,
        frequency, cycle_months, price_id)
    SELECT subscription_id, number, starts_on, ends_on, anchored_on, frequency, cycle_months,
        price_id FROM ({DUE}) due WHERE price_id IS NOT NULL
"""
# What is not to be renewed ends with its last term, an add-on with its base, a trial after its
# days.
EXPIRE = """
    WITH ended AS (
        INSERT INTO customers_subscriptionchange
            (subscription_id, sequence, action, "on", quantity, recorded_at)
        SELECT s.id, h.sequence + 1, 'expire', greatest(e.day, h."on"), h.quantity, %(at)s
          FROM customers_subscription s
          JOIN customers_customer c ON c.id = s.customer_id
          JOIN pricing_availability a ON a.id = s.availability_id
          JOIN pricing_sku k ON k.id = a.sku_id
          JOIN LATERAL (SELECT x.sequence, x.action, x."on", x.quantity
                         FROM customers_subscriptionchange x WHERE x.subscription_id = s.id
                         ORDER BY x.sequence DESC LIMIT 1) h ON true
          JOIN LATERAL (SELECT CASE WHEN lower(k.secondary_type) = 'trial'
                                    THEN s.starts_on + %(trial_days)s
                                    ELSE max(t.ends_on) END AS day
                         FROM customers_term t WHERE t.subscription_id = s.id) e ON true
         WHERE c.partner_id = %(partner)s
           AND (%(only)s::bigint[] IS NULL OR s.id = ANY (%(only)s)) AND s.status <> 'deleted' AND e.day <= %(through)s
           AND (lower(k.secondary_type) = 'trial' OR NOT s.auto_renew AND s.term_months > 0
                OR EXISTS (SELECT FROM customers_subscription base
                            WHERE base.id = s.base_id AND base.status = 'deleted'))
           AND h.action <> 'cancel'
        RETURNING subscription_id
    )
    UPDATE customers_subscription s SET status = 'deleted' FROM ended
     WHERE s.id = ended.subscription_id
"""


class NoRenewalPrice(Refused):
    """A term ends and no price list says what the next one costs."""

    code = "no_renewal_price"


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A subscription that cannot renew on the day: no list has its price."""

    name: str
    on: date


@transaction.atomic
def renew_due(
    *, partner: Partner, through: date, at: datetime, only: Collection[int] | None = None
) -> int:
    """Add the terms that began by the day (included) and return how many.

    Each costs what the list says on its first day (domain 10.6). What is not renewed expires on
    the day after its last term, a trial 30 days after it began. ``only`` names subscriptions by
    key, where not the whole partner's are meant. Raises NoRenewalPrice.
    """
    due = _due(partner, through, at, only)
    _expire(due)
    return _renew(due, _refuse)


@transaction.atomic
def renew_as_known(
    *, partner: Partner, through: date, at: datetime, only: Collection[int]
) -> list[Unpriced]:
    """Add the terms that will begin by a day to come (included), for a look ahead.

    Lists to come are taken to say what the newest known does (domain 10.6); what that does not
    have any more is not renewed, but returned. To be called where everything is rolled back.
    """
    due = {**_due(partner, through, at, only), "goes_on": True}
    unpriced: list[Unpriced] = []
    _expire(due)
    _renew(due, unpriced.extend)
    return list(dict.fromkeys(unpriced))


def _due(
    partner: Partner, through: date, at: datetime, only: Collection[int] | None
) -> dict[str, Any]:
    return {
        "partner": partner.pk,
        "through": through,
        "at": at,
        "trial_days": TRIAL_DAYS,
        "only": None if only is None else list(only),
        "goes_on": False,
    }


def _expire(due: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        for _bases_then_add_ons in range(2):
            cursor.execute(EXPIRE, due)


def _renew(due: Mapping[str, Any], tell: Callable[[list[Unpriced]], object]) -> int:
    """Add term after term until none is due; return how many, telling what has no price."""
    renewed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(UNPRICED, due)
            tell([Unpriced(*row) for row in cursor.fetchall()])
            cursor.execute(RENEW, due)
            if not cursor.rowcount:
                return renewed
            renewed += cursor.rowcount


def _refuse(unpriced: Sequence[Unpriced]) -> None:
    if unpriced:
        raise NoRenewalPrice(
            _("%(name)s renews on %(day)s, but no price list has its price for that day.")
            % {"name": unpriced[0].name, "day": unpriced[0].on}
        )
