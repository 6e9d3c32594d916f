"""What an act is foreseen to change is what the runs say once it is done; foreseeing leaves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from billing.models import ChargeRecord
from billing.queries.effects import Stream
from customers.services import subscriptions
from customers.services.subscriptions import NotPossible
from partnercenter.money import Money
from partnercenter.periods import Period, month_of
from tests.billing.foreseen import (
    ACTS,
    EARLY,
    LATE,
    Act,
    World,
    a_world,
    customer_of,
    done,
    quantity,
    seen,
)
from tests.billing.scenes import (
    DECEMBER,
    FIRST,
    NOVEMBER,
    OCTOBER,
    SECOND,
    THIRD,
    billed,
)

pytestmark = pytest.mark.django_db


Rows = Counter[tuple[Any, ...]]


def billed_rows(
    world: World, act: Act | None, day: date, periods: Sequence[Period], stream: str
) -> list[Rows]:
    """Bill periods really, with the act or without, and undo it: the rows of each."""
    rows: list[Rows] = []
    with transaction.atomic():
        if act:
            act(world, day)
        for period in periods:
            made = billed(customer_of(world).partner, period, stream)
            charges = ChargeRecord.objects.filter(invoice__in=made)
            rows.append(
                Counter(
                    (c.subscription.name, c.charge_type, c.period, c.quantity, c.amount)
                    for c in charges.select_related("subscription")
                    if c.subscription
                )
            )
        transaction.set_rollback(True)
    return rows


def foreseen_rows(lines: Any) -> Rows:
    return Counter(
        (
            line.subscription,
            line.charge.charge_type,
            line.charge.period,
            line.charge.quantity,
            line.charge.amount.amount,
        )
        for line in lines
    )


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("day", [EARLY, LATE])
def test_what_is_foreseen_is_what_the_runs_say_after_the_act(name: str, day: date) -> None:
    world, act, periods = a_world(), ACTS[name], [FIRST, SECOND, THIRD]
    if day == LATE:
        billed(customer_of(world).partner, periods.pop(0))

    (stream,) = seen(world, act, day).streams

    assert [one.period for one in stream.ahead[: len(periods)]] == periods
    assert len(stream.ahead) == 12
    compare(stream, world, act, day, periods)


@pytest.mark.parametrize("act", [quantity("software", 5), done(subscriptions.cancel, "software")])
def test_one_time_purchases_are_foreseen_in_their_own_stream(act: Act) -> None:
    world, periods = a_world(), [month_of(OCTOBER), month_of(NOVEMBER), month_of(DECEMBER)]

    (stream,) = seen(world, act).streams

    assert stream.ahead[0].period == month_of(NOVEMBER)
    billed(customer_of(world).partner, periods.pop(0), "one_time")
    compare(stream, world, act, EARLY, periods)


def compare(stream: Stream, world: World, act: Act, day: date, periods: Sequence[Period]) -> None:
    """What was foreseen of these periods must be what is really billed of them."""
    without = billed_rows(world, None, day, periods, stream.stream)
    after_it = billed_rows(world, act, day, periods, stream.stream)
    assert without != after_it
    for coming, old, new in zip(stream.ahead, without, after_it, strict=False):
        assert foreseen_rows(coming.come) == new - old
        assert foreseen_rows(coming.go) == old - new
        assert coming.difference == Money(amount(new) - amount(old), "EUR")


def amount(rows: Rows) -> Decimal:
    return sum((row[4] * number for row, number in rows.items()), Decimal(0))


def in_the_database() -> dict[str, str]:
    """Every row of every table, as one text a table."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
            )
            found[name] = str(cursor.fetchone())
    return found


@pytest.mark.parametrize("name", ACTS)
def test_nothing_of_an_act_that_is_foreseen_is_left(name: str) -> None:
    world = a_world()
    before = in_the_database()

    seen(world, ACTS[name])

    assert in_the_database() == before


def test_a_refusal_is_told_and_leaves_nothing() -> None:
    world = a_world()
    before = in_the_database()

    with pytest.raises(NotPossible, match="not a new number"):
        seen(world, quantity("monthly", 10))

    assert in_the_database() == before
