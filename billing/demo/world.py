"""Loads the demo world: month by month, as it would have happened, through the real services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import BinaryIO

from django.db import connection

from billing.demo import (
    budgets,
    consumption,
    exemptions,
    goodwill,
    newcomer,
    outlook,
    people,
    prices_ahead,
    profiles,
    requests,
)
from billing.demo.samples import CURRENCIES, LISTS, WORLD_LISTS, Moved
from billing.engine import calendar
from billing.engine.streams import ONE_TIME, RECURRING
from billing.models import Supplier
from billing.services import runs, usage
from customers.models import ManagedAccess, Partner, Subscription
from customers.services import change_files, customer_files, partner_files, subscription_files
from partnercenter.periods import DAY, Period
from pricing.services import exchange_rates, offer_matrices, price_lists

Say = Callable[[int, int, str], None]


class AlreadyThere(Exception):
    """The database has partners; the demo is loaded into an empty one only."""


def load(*, today: date, say: Say) -> None:
    """Load supplier, partners, people, and every month up to today, billed as time went by.

    ``say(done, of, what)`` is told the progress. Raises AlreadyThere.
    """
    if Partner.objects.exists():
        raise AlreadyThere
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # a crash only means loading again
    world = Moved(today)
    months = world.months()
    say(0, len(months), "partners and customers")
    _found(world, months[0].start)
    for done, month in enumerate(months, start=1):
        _live(world, month, foresee=month in months[-2:])
        say(done, len(months), f"{month.start:%B %Y}")
    newcomer.enrol(today=today)
    prices_ahead.publish(at=_morning(months[-1].start))
    outlook.look_ahead(at=_morning(today))
    requests.play(today=today)
    budgets.give(at=_morning(today))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _found(world: Moved, first: date) -> None:
    at = _morning(first)
    Supplier.objects.create(
        name="Noordkade Distributie B.V.",
        country="NL",
        address_line1="Wijnhaven 120",
        city="Rotterdam",
        postal_code="3011 WN",
        vat_number="NL863920408B01",
        registration="KvK 86392040",
        bank_name="Bank van de Noordkade",
        iban="NL42NKBK0417164300",
        bic="NKBKNL2R",
        email="billing@noordkade.example",
    )
    partner_files.take_in(file=world.whole("partners.csv"), name="partners.csv", at=at)
    profiles.make(at=at)
    customer_files.take_in(file=world.whole("customers.csv"), name="customers.csv", at=at)
    people.make()


def _live(world: Moved, month: Period, *, foresee: bool) -> None:
    """Let a month happen: its price lists, purchases, changes and use, then its billing dates."""
    _publish(world, month)
    if foresee:
        outlook.look_ahead(at=_morning(month.start))
    last = min(month.last, world.today)
    _take(
        subscription_files.take_in, world.within("subscriptions.csv", month), "subscriptions", last
    )
    _take(change_files.take_in, world.within("changes.csv", month), "changes", last)
    _manage(world, month)
    for file in consumption.of(world, month):
        _take(usage.take_in, file.content, file.name, file.known_on)
    goodwill.play(month, today=world.today)
    exemptions.play(month, today=world.today)
    _bill(Period(month.start, min(month.end, world.today + DAY)))


def _publish(world: Moved, month: Period) -> None:
    """Publish the month's price lists and exchange rates."""
    at = _morning(month.start)
    lists = [(kind, currency) for kind in LISTS for currency in CURRENCIES]
    for kind, currency in [*lists, *WORLD_LISTS.items()]:
        price_lists.take_in(
            file=world.price_list(kind, currency, month),
            name=f"{LISTS.get(kind, kind)}_{currency}_{month.start:%Y-%m}.csv",
            kind=kind,
            month=month.start,
            currency=currency,
            at=at,
        )
    exchange_rates.take_in(file=world.exchange_rates(month), name="exchange_rates.csv", at=at)
    if world.has_new_offers(month):
        offer_matrices.take_in(
            file=world.whole("offer_matrix.csv"), name="offer_matrix.csv", month=month.start, at=at
        )


def _take(service: Callable[..., object], file: BinaryIO | None, name: str, on: date) -> None:
    if file is not None:
        service(file=file, name=f"{name}.csv", at=datetime.combine(on, time(23, 30), UTC))


def _manage(world: Moved, month: Period) -> None:
    """Say from when until when the partner manages what a plan runs."""
    for row in world.rows_within("managed.csv", month):
        ManagedAccess.objects.create(
            subscription=Subscription.objects.get(public_id=row["SubscriptionId"]),
            since=date.fromisoformat(row["Since"]),
            until=date.fromisoformat(row["Until"]) if row["Until"] else None,
        )


def _bill(days: Period) -> None:
    """Run every period that can first be billed on one of the days."""
    for partner in Partner.objects.order_by("pk"):
        for stream in (RECURRING.code, ONE_TIME.code):
            for period in calendar.closed_periods(
                stream, partner.billing_day, since=partner.enrolled_on, on=days.last
            ):
                if (day := calendar.billable_from(stream, period)) in days:
                    at = _morning(day)
                    run = runs.request(partner=partner, stream=stream, period=period, at=at)
                    runs.perform(run=run, at=at)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)
