"""What an act would change of the coming invoices: done, billed ahead, and undone again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from billing.engine import calendar, effects, rhythms
from billing.engine.streams import STREAMS
from billing.queries.effects import Coming, Effect, Line, Stream
from billing.services.looks_ahead import (
    Future,
    billed_ahead,
    earliest_date,
    looking_ahead,
    periods_ahead,
)
from customers.models import Customer, Partner, Subscription
from customers.services import renewals
from partnercenter import localize
from partnercenter.periods import Period
from pricing.engine.kinds import METERED

# What of a subscription decides about its charges, beside its timeline.
ROW = ("quantity", "status", "frequency", "term_months", "auto_renew", "availability")
PLAN = ("quantity", "frequency", "term_months")


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Everything billed ahead for some subscriptions, with their names."""

    names: dict[str, str]
    metered: tuple[str, ...]
    streams: dict[str, Future]
    unpriced: tuple[renewals.Unpriced, ...]


def foresee(
    act: Callable[[], object],
    *,
    customer: Customer,
    on: date,
    at: datetime,
    until: date | None = None,
) -> Effect:
    """Return what the act, done on the day, changes of the customer's coming 12 invoices.

    It is done within a transaction that is always rolled back, under the partner's lock. Only the
    subscriptions that it touches are billed, without it and with it, as runs will; renewals
    happen on their days, at the newest known prices where no list is known yet. Metered use is
    left out. Looks further ahead when the day ``until`` lies beyond. Raises what the act raises,
    and BeingBilled instead of waiting for a run.
    """
    with looking_ahead():
        partner = Partner.objects.select_for_update().get(pk=customer.partner_id)
        periods = {
            stream: periods_ahead(partner, stream, today=at.date(), until=until)
            for stream in STREAMS
        }
        before = _state(customer)
        with transaction.atomic():
            act()
            touched = _touched(before, _state(customer))
            after_it = _ahead(partner, touched, periods, at)
            transaction.set_rollback(True)
        with transaction.atomic():
            without = _ahead(partner, touched, periods, at)
            transaction.set_rollback(True)
        return Effect(
            tuple(_streams(partner, without, after_it, periods, on, at)),
            after_it.metered,
            tuple(dict.fromkeys(map(_no_price, (*after_it.unpriced, *without.unpriced)))),
        )


def _state(customer: Customer) -> dict[int, tuple[Any, ...]]:
    """Return what the charges of each of the customer's subscriptions depend on."""
    plan = [f"renewal_plan__{name}" for name in PLAN]
    rows = Subscription.objects.filter(customer=customer).annotate(events=Max("changes__sequence"))
    return {pk: row for pk, *row in rows.values_list("pk", *ROW, *plan, "events")}


def _touched(before: dict[int, Any], after: dict[int, Any]) -> list[int]:
    """Return the subscriptions that are new or different, and the add-ons that follow them."""
    changed = [pk for pk, row in after.items() if before.get(pk) != row]
    found = Subscription.objects.filter(Q(pk__in=changed) | Q(base__in=changed))
    return list(found.values_list("pk", flat=True))


def _ahead(
    partner: Partner, touched: Collection[int], periods: dict[str, list[Period]], at: datetime
) -> _Ahead:
    """Renew and bill the subscriptions through the last of the periods."""
    through = max(some[-1].last for some in periods.values())
    unpriced = renewals.renew_as_known(partner=partner, through=through, at=at, only=touched)
    kinds = "availability__sku__product__billing_type"
    held = Subscription.objects.filter(pk__in=touched).order_by("pk")
    rows = list(held.values_list("pk", "name", kinds))
    priced = [pk for pk, _name, kind in rows if kind not in METERED]
    streams = {
        stream: billed_ahead(partner, stream=stream, periods=some, only=priced)
        for stream, some in periods.items()
    }
    return _Ahead(
        names={str(pk): name for pk, name, _kind in rows},
        metered=tuple(name for _pk, name, kind in rows if kind in METERED),
        streams=streams,
        unpriced=tuple(unpriced),
    )


def _streams(
    partner: Partner,
    without: _Ahead,
    after_it: _Ahead,
    periods: dict[str, list[Period]],
    on: date,
    at: datetime,
) -> Iterator[Stream]:
    names = {**without.names, **after_it.names}
    for stream, some in periods.items():
        old, new = without.streams[stream], after_it.streams[stream]
        subjects = effects.differing(old.bills, new.bills)
        recurring = rhythms.recurring(
            [one for one in old.agreements if one.subject in subjects],
            [one for one in new.agreements if one.subject in subjects],
            on=on,
            until=some[-1].end,
        )
        opened = calendar.open_period(stream, partner.billing_day, on=at.date())
        for currency, bills in effects.changes(some, old.bills, new.bills).items():
            yield Stream(
                stream=stream,
                currency=currency,
                ahead=tuple(
                    _coming(stream, bill, names, at.date())
                    for bill in bills
                    if bill.differs or bill.period.start >= opened.start
                ),
                recurring=tuple(one for one in recurring if one.after.currency == currency),
            )


def _coming(stream: str, bill: effects.Change, names: dict[str, str], today: date) -> Coming:
    credit, charge = effects.at_once(bill)
    return Coming(
        on=earliest_date(stream, bill.period, today=today),
        period=bill.period,
        come=tuple(Line(names[one.subject], one) for one in bill.come),
        go=tuple(Line(names[one.subject], one) for one in bill.go),
        before=bill.before,
        after=bill.after,
        credit=credit,
        charge=charge,
    )


def _no_price(one: renewals.Unpriced) -> str:
    return _(
        "%(name)s would renew on %(day)s, but is not on the newest price list: nothing is foreseen"
        " of it from then on."
    ) % {"name": one.name, "day": localize.day(one.on)}
