"""When a term ends: the next one at the price of that day, or the end of the subscription."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from customers.models import Partner, Status, Subscription
from customers.queries.renewals import TRIAL_DAYS
from customers.services import renewal_sql as sql
from partnercenter.errors import Refused
from partnercenter.periods import DAY


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
    the day after its last term, a trial 30 days after it began; what was planned for a renewal
    comes true with it. ``only`` names subscriptions by key, where not the whole partner's are
    meant. Raises NoRenewalPrice.
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
    have any more is not renewed, but returned. The bases of these renew or end as well, for an
    add-on ends with its base. To be called where everything is rolled back.
    """
    bases = Subscription.objects.filter(add_ons__in=only).values_list("pk", flat=True)
    due = {**_due(partner, through, at, {*only, *bases}), "goes_on": True}
    unpriced: list[Unpriced] = []
    _expire(due)
    _renew(due, unpriced.extend)
    return list(dict.fromkeys(unpriced))


@transaction.atomic
def catch_up(*, subscription: Subscription, through: date, at: datetime) -> None:
    """Renew or end what of a subscription, its base and its add-ons is due by the day (included).

    So nothing happens to what is over. To be called before anything of it is locked: where
    something is due the partner is, as for a billing run. Raises NoRenewalPrice.
    """
    top = subscription.base_id or subscription.pk
    family = Subscription.objects.filter(Q(pk=top) | Q(base=top)).exclude(status=Status.DELETED)
    over = Q(ends_on__lte=through, term_months__gt=0)
    tried = Q(availability__sku__secondary_type__iexact="trial")
    over |= tried & Q(starts_on__lte=through - TRIAL_DAYS * DAY)
    if family.annotate(ends_on=Max("terms__ends_on")).filter(over).exists():
        partner = Partner.objects.select_for_update().get(customers=subscription.customer_id)
        only = list(family.values_list("pk", flat=True))
        renew_due(partner=partner, through=through, at=at, only=only)


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
            cursor.execute(sql.EXPIRE, due)


def _renew(due: Mapping[str, Any], tell: Callable[[list[Unpriced]], object]) -> int:
    """Add term after term until none is due; return how many, telling what has no price."""
    renewed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.renewing")
            cursor.execute(sql.DUE, due)
            cursor.execute(sql.UNPRICED)
            tell([Unpriced(*row) for row in cursor.fetchall()])
            cursor.execute(sql.RENEW)
            if not (count := cursor.rowcount):
                return renewed
            renewed += count
            _apply_plans(cursor, due)


def _apply_plans(cursor: Any, due: Mapping[str, Any]) -> None:
    """Let what was planned for these renewals come true, and forget the plans."""
    cursor.execute(sql.PLANNED)
    if cursor.fetchone()[0]:
        for statement in sql.APPLY:
            cursor.execute(statement, due)


def _refuse(unpriced: Sequence[Unpriced]) -> None:
    if unpriced:
        raise NoRenewalPrice(
            _("%(name)s renews on %(day)s, but no price list has its price for that day.")
            % {"name": unpriced[0].name, "day": unpriced[0].on}
        )
