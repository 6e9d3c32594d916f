"""Metered use under a coming list: the last known month's use at both prices, every month anew."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.queries import facts, impact, impact_file
from billing.queries.impact_usage import month_used
from customers.models import ManagedAccess, Subscription
from partnercenter.outgoing import Flavour
from partnercenter.periods import month_of
from pricing.engine.kinds import rate
from pricing.models import Availability, PriceList, Sku
from tests.billing.impacts import DECEMBER, NOVEMBER, ON, by_month, december, of
from tests.billing.scenes import (
    a_consumption_plan,
    a_customer_of,
    a_meter,
    a_plan,
    price_meter,
    use,
)
from tests.builders import a_price, a_price_list, an_exchange_rate
from tests.builders.people import NUMBERS

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def sums(plan: Subscription, price_list: PriceList | None = None, *, on: date = ON) -> list[str]:
    found_in = price_list or december("usage")
    with of(plan.customer.partner, found_in, on=on) as found:
        return [str(one.total) for one in found.sums]


def price_in_nl(meter: Sku, prices: dict[date, str], *, market: str = "NL") -> None:
    """Price the meter for one country, on a list of its own unless told otherwise."""
    own = Availability.objects.create(
        sku=meter, currency="EUR", market="NL", availability_id=f"OWN{next(NUMBERS)}"
    )
    for month, price in prices.items():
        days = month_of(month)
        a_price(
            availability=own,
            price_list=a_price_list(kind="usage", month=month, market=market),
            valid_from=days.start,
            valid_until=days.end,
            unit_price=Decimal(price),
        )


def states(plan: Subscription, price_list: PriceList) -> dict[str, int]:
    with of(plan.customer.partner, price_list) as found:
        return {state: count for state, count in found.states.items() if count}


def in_file(plan: Subscription, price_list: PriceList) -> tuple[int, Decimal]:
    """Return how many rows the file has, and what their differences come to."""
    content = impact_file.file(
        price_list, on=ON, partner_id=plan.customer.partner_id, flavour=Flavour.EXACT
    )
    rows = list(csv.DictReader(io.StringIO(b"".join(content).decode())))
    return len(rows), sum((Decimal(row["Difference"]) for row in rows), Decimal(0))


def test_the_use_of_the_last_month_that_is_over_costs_the_difference_every_month() -> None:
    plan, meter = a_plan(a_customer_of()), a_meter("0.10", "0.10", "0.13")
    use(plan, meter, "60", on=date(2026, 10, 12))
    use(plan, meter, "40.5", on=date(2026, 10, 31))
    use(plan, meter, "9999", on=date(2026, 11, 3))

    # 100.5 x 0.13 = 13.065, rounded 13.07; 100.5 x 0.10 = 10.05: 3.02 a month, 36.24 a year.
    months = by_month(plan.customer.partner, december("usage"))
    assert set(months.values()) == {"EUR 3.02"}
    assert len(months) == 12
    assert sums(plan) == ["EUR 36.24"]


def test_the_month_used_is_over_on_the_day_and_before_the_lists() -> None:
    assert month_used(DECEMBER, on=date(2026, 11, 30)) == OCTOBER
    assert month_used(DECEMBER, on=date(2026, 12, 1)) == NOVEMBER
    assert month_used(DECEMBER, on=date(2026, 12, 31)) == NOVEMBER
    assert month_used(date(2027, 1, 1), on=date(2027, 1, 15)) == DECEMBER


def test_tiers_and_included_units_are_counted_as_they_are_billed() -> None:
    scale: dict[str, Any] = {"included": "10", "tiers": [("100", "0.08")]}
    meter = a_meter("0.10", "0.10", **scale)
    price_meter(meter, "0.12", month=DECEMBER, included="20", tiers=[("100", "0.09")])
    plan = a_plan(a_customer_of())
    use(plan, meter, "150.05", on=date(2026, 10, 12))

    # Before: 10 free, 100 x 0.10 = 10.00, 40.05 x 0.08 = 3.204 -> 3.20. After: 20 free,
    # 100 x 0.12 = 12.00, 30.05 x 0.09 = 2.7045 -> 2.70. So 1.50 a month.
    assert sums(plan) == ["EUR 18.00"]


def test_a_price_for_the_countrys_own_market_goes_before_the_one_for_all() -> None:
    plan, meter = a_plan(a_customer_of("NL")), a_meter("0.10", "0.10", "0.50")
    price_in_nl(meter, {NOVEMBER: "0.20", DECEMBER: "0.21"}, market="")
    use(plan, meter, "100", on=date(2026, 10, 12))
    abroad = a_plan(a_customer_of("DE"))
    use(abroad, meter, "100", on=date(2026, 10, 12))

    assert sums(plan) == ["EUR 12.00"]
    assert sums(abroad) == ["EUR 480.00"]


def test_a_countrys_first_list_tells_what_it_changes_and_the_general_one_does_not() -> None:
    plan, meter = a_plan(a_customer_of("NL")), a_meter("0.10", "0.10", "0.10")
    abroad = a_plan(a_customer_of("DE"))
    price_in_nl(meter, {DECEMBER: "0.13"})
    for one in (plan, abroad):
        use(one, meter, "100", on=date(2026, 10, 12))
    own = a_price_list(kind="usage", month=DECEMBER, market="NL")

    # 100 x 0.03, every month: the general list has the price of November still.
    assert sums(plan, own) == ["EUR 36.00"]
    assert states(plan, december("usage")) == {}
    assert (states(abroad, own), states(abroad, december("usage"))) == ({}, {"unchanged": 1})
    assert in_file(plan, own) == (12, Decimal(36))
    assert in_file(plan, december("usage")) == (0, Decimal(0))


def test_what_leaves_the_countrys_list_is_told_by_the_general_one_that_has_it() -> None:
    plan = a_plan(a_customer_of("NL"))
    general, gone = a_meter("0.10", "0.10", "0.15"), a_meter("0.10", "0.10")
    for meter in (general, gone):
        price_in_nl(meter, {NOVEMBER: "0.20"})
        use(plan, meter, "100", on=date(2026, 10, 12))
    own = a_price_list(kind="usage", month=DECEMBER, market="NL")

    # 100 x 0.05 less, every month; what nobody prices any more was on the country's list.
    assert sums(plan) == ["EUR -60.00"]
    assert states(plan, december("usage")) == {"changed": 1}
    assert states(plan, own) == {"gone": 1, "stuck": 1}


def test_a_meter_that_is_on_the_list_no_more_cannot_be_billed() -> None:
    plan, meter = a_plan(a_customer_of()), a_meter("0.10", "0.10")
    use(plan, meter, "100", on=date(2026, 10, 12))

    with of(plan.customer.partner, december("usage")) as found:
        assert (found.states["stuck"], found.sums) == (1, [])


def test_unchanged_prices_and_meters_that_nobody_used_are_no_impact() -> None:
    plan, same, _unused = a_plan(a_customer_of()), a_meter("0.10", "0.10", "0.10"), a_meter("1")
    use(plan, same, "100", on=date(2026, 10, 12))

    with of(plan.customer.partner, december("usage")) as found:
        assert (found.states, found.sums) == (
            {"changed": 0, "unchanged": 1, "later": 0, "stuck": 0},
            [],
        )


def test_a_plan_earns_its_credit_and_is_converted_at_the_last_rate_known() -> None:
    plan = a_consumption_plan(a_customer_of(), priced_in="USD")
    meter = a_meter("1.00", "1.00", "1.10", currency="USD")
    an_exchange_rate("0.90", month=OCTOBER)
    an_exchange_rate("0.95", month=NOVEMBER)
    ManagedAccess.objects.create(
        subscription=plan, since=date(2026, 10, 20), until=date(2026, 10, 25)
    )
    use(plan, meter, "10", on=date(2026, 10, 12))
    use(plan, meter, "20", on=date(2026, 10, 20))

    # Before: 10.00 and 20 x 0.85 = 17.00 USD, 9.50 and 16.15 EUR. After: 11.00 and 18.70 USD,
    # 10.45 and 17.765 EUR, cut off to 17.76. So 2.56 EUR a month.
    assert sums(plan, december("usage", "USD")) == ["EUR 30.72"]


@pytest.mark.parametrize(
    "fields",
    [{}, {"included": "3.5"}, {"tiers": [("5", "0.0921"), ("11", "0.05")]}],
    ids=["flat", "included", "tiers"],
)
def test_a_month_of_the_same_use_is_billed_at_each_price_as_foretold(
    fields: dict[str, Any],
) -> None:
    plan = a_plan(a_customer_of(), on=OCTOBER)
    meter = a_meter("0.1234", "0.1234", "0.2345", **fields)
    for day, quantity in ((2, "7.125"), (9, "0.333"), (30, "12.6")):
        use(plan, meter, quantity, on=date(2026, 10, day))
        use(plan, meter, quantity, on=date(2026, 12, day))

    (foretold,) = sums(plan)

    billed = facts.of(
        plan.customer.partner, stream="recurring", period=month_of(date(2027, 1, 1))
    ).agreements
    pieces = rate(billed[0].terms, billed[0].activity, month_of(date(2027, 1, 1)))
    costs = {OCTOBER: Decimal(0), DECEMBER: Decimal(0)}
    for piece in pieces:
        costs[piece.period.start] += piece.amount.amount
    assert foretold == f"EUR {(costs[DECEMBER] - costs[OCTOBER]) * 12:.2f}"


def test_the_number_of_queries_does_not_grow_with_the_use(
    django_assert_num_queries: Any,
) -> None:
    customer = a_customer_of()
    meter = a_meter("0.10", "0.10", "0.13")

    def counted(expected: int) -> None:
        with django_assert_num_queries(expected), of(customer.partner, december("usage")) as found:
            assert found.sums

    december("usage")
    for _ in range(2):
        use(a_plan(customer), meter, "60", on=date(2026, 10, 12))
    with of(customer.partner, december("usage")):
        assert impact.rows("SELECT count(*) FROM impact") == [(2,)]
    counted(14)
    for _ in range(7):
        use(a_plan(customer), meter, "60", on=date(2026, 10, 12))
    counted(14)
