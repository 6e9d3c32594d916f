"""Worlds with a coming list, what is told of it, and what billing would make of other prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

from django.db import transaction

from billing.engine.calendar import periods
from billing.models import ChargeRecord
from billing.queries import impact, impact_lines
from billing.queries.impact import Impact
from billing.queries.impact_line import Line
from customers.models import Customer, Partner, Subscription
from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.billing.scenes import billed
from tests.builders import (
    a_customer,
    a_partner,
    a_price,
    a_price_list,
    a_price_of,
    a_subscription,
    a_supplier,
    an_offer,
)

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
ON = date(2026, 11, 16)
AFTERWARDS = date(2027, 12, 1)
Prices = Mapping[Subscription, str]


def a_shop(**fields: Any) -> Customer:
    """A customer of a partner that is billed on the 15th."""
    a_supplier()
    return a_customer(partner=a_partner(**{"enrolled_on": date(2025, 11, 2), **fields}))


def sold(
    customer: Customer,
    *,
    price: str = "4.00",
    erp: str | None = "5.00",
    on: date = date(2025, 12, 3),
    kind: str = "license",
    offer: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Subscription:
    """Sell something on the day, for a year and ten pieces by the month unless told otherwise."""
    currency = customer.partner.currency
    month, told = on.replace(day=1), {"currency": currency, **(offer or {})}
    found = an_offer(price=price, erp=erp, month=month, kind=kind, **told)
    values = {"quantity": 10, **fields}
    return a_subscription(customer=customer, price=found, on=on, **values)


def publish(prices: Prices, *, month: date = DECEMBER, months: int = 1, **fields: Any) -> None:
    """Publish what each of these costs, for one month or for some with the same prices."""
    for held, price in prices.items():
        of = held.availability
        kind = of.prices.select_related("price_list").earliest("pk").price_list.kind
        for step in range(months):
            a_price_of(
                of.sku,
                price=price,
                kind=kind,
                currency=of.currency,
                month=add_months(month, step),
                **fields,
            )


def publish_in_two(
    held: Subscription,
    first: tuple[str, str | None],
    then: tuple[str, str | None],
    *,
    on: date = date(2026, 12, 10),
) -> None:
    """Publish December's list with one price and retail price, and with others from the day on."""
    for (price, erp), start, end in (
        (first, DECEMBER, on),
        (then, on, add_months(DECEMBER, 1)),
    ):
        a_price(
            availability=held.availability,
            price_list=december(currency=held.availability.currency),
            valid_from=start,
            valid_until=end,
            unit_price=Decimal(price),
            erp_price=Decimal(erp) if erp else None,
        )


def the_line_of(held: Subscription) -> Line:
    """Return the one line that the page has for the subscription's customer."""
    with of(held.customer.partner):
        wanted = impact_lines.Wanted(held.customer.partner.currency)
        lines = impact_lines.lines_of(impact_lines.owners(wanted)[:1], wanted)
    (line,) = lines[held.customer.pk]
    return line


def december(kind: str = "license", currency: str = "EUR") -> PriceList:
    return a_price_list(kind=kind, month=DECEMBER, currency=currency)


@contextmanager
def of(
    partner: Partner | None, price_list: PriceList | None = None, *, on: date = ON
) -> Iterator[Impact]:
    partner_id = partner.pk if partner else None
    with impact.worked_out(price_list or december(), on=on, partner_id=partner_id) as found:
        yield found


@dataclass(frozen=True)
class Told:
    """What is told of one subscription: from when, which prices, how many charges, how much."""

    starts_on: str
    prices: str
    charges: int
    total: str
    state: str


def told(held: Subscription, price_list: PriceList | None = None, *, on: date = ON) -> Told | None:
    with of(held.customer.partner, price_list, on=on):
        found = impact.rows(
            "SELECT starts_on, trim_scale(old_price), trim_scale(new_price),"
            " first_cycles + late_cycles, total, state, gone_on"
            " FROM impact WHERE subscription_id = %s",
            [held.pk],
        )
    for starts_on, old, new, charges, total, state, gone_on in found:
        words = f"{state}, gone on {gone_on}" if gone_on else state
        return Told(str(starts_on), f"{old} -> {new}", charges, f"{total:.2f}", words)
    return None


def by_month(
    partner: Partner, price_list: PriceList | None = None, *, on: date = ON
) -> dict[str, str]:
    """Return what changes in each month in which something does."""
    with of(partner, price_list, on=on) as found:
        return {
            f"{month:%Y-%m}": str(change)
            for sums in found.sums
            for month, change in sums.months
            if change
        }


def foretold(partner: Partner, coming: Prices, *kinds: str) -> dict[str, Decimal]:
    """Publish December's lists, and return the sums that they are said to change, by month."""
    with transaction.atomic():
        publish(coming)
        months: dict[str, Decimal] = {}
        for kind in kinds or ("license",):
            with of(partner, december(kind, partner.currency)) as found:
                for sums in found.sums:
                    for month, change in sums.months:
                        key = f"{month:%Y-%m}"
                        months[key] = months.get(key, Decimal(0)) + change.amount
        transaction.set_rollback(True)
    return {month: change for month, change in months.items() if change}


def as_billed(partner: Partner, prices: Prices) -> dict[str, Decimal]:
    """Publish these prices for December and all later months, renew and bill: charges by month.

    What was never billed before is on the first invoice, that of the middle of December.
    """
    with transaction.atomic():
        publish(prices, months=14)
        for stream in ("recurring", "one_time"):
            found = periods(stream, partner.billing_day, since=DECEMBER)
            for period in takewhile(lambda period: period.start < AFTERWARDS, found):
                billed(partner, period, stream)
        months: dict[str, Decimal] = {}
        charges = ChargeRecord.objects.filter(
            invoice__partner=partner, recognised_on__gte=DECEMBER, recognised_on__lt=AFTERWARDS
        )
        for charge in charges:
            month = f"{charge.recognised_on:%Y-%m}"
            months[month] = months.get(month, Decimal(0)) + charge.net
        transaction.set_rollback(True)
    return months


def billed_difference(partner: Partner, kept: Prices, coming: Prices) -> dict[str, Decimal]:
    """Return what billing charges more at the coming prices than at those kept, by month."""
    before, after = as_billed(partner, kept), as_billed(partner, coming)
    months = sorted(before | after)
    difference = {m: after.get(m, Decimal(0)) - before.get(m, Decimal(0)) for m in months}
    return {month: change for month, change in difference.items() if change}
