"""Consumption plans: calendar months, the partner credit, cut-off costs, the month's rate."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.engine.bill import bill
from billing.engine.facts import Agreement
from partnercenter.periods import Period, month_of
from pricing.engine.conversion import NoRate
from pricing.engine.kinds import plan as kind
from pricing.engine.pieces import Piece
from pricing.engine.resolve import NoPrice
from pricing.engine.terms import ConversionRate
from tests.engine import metering
from tests.engine.metering import a_price, always, lines, monthly, rated
from tests.engine.timelines import say, through

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "golden" / "billing_examples.json").read_text()
)
USAGE = {example["id"]: example for example in EXAMPLES["usage"]}
JULY = date(2019, 7, 1)
OCTOBER_RATE = ConversionRate(month_of(date(2026, 10, 1)), Decimal("0.846202666"), "rates, 29 Sep")


def a_plan(*use: metering.Use, **fields: Any) -> Agreement:
    return metering.a_plan(*use, kind="plan", **{"anchor": date(2026, 10, 15), **fields})


def told(piece: Piece, *names: str) -> list[object]:
    return [piece.explanation["inputs"][name] for name in names]


def us_12() -> Agreement:
    asked = USAGE["US-12"]["inputs"]
    managed = [Period.of_days(*map(date.fromisoformat, days)) for days in asked["eligible"]]
    use = [(JULY + timedelta(days=n), asked["units_per_day"]) for n in range(31)]
    prices = always(a_price(asked["unit_price"]))
    return a_plan(*use, anchor=JULY, prices=prices, managed=managed, currency="USD")


@pytest.mark.parametrize(
    ("units", "cost", "effective"),
    [
        ("29", "21.39", "0.737586206896552"),
        ("210.950039", "155.63", "0.737757626107858"),
        ("555.950039", "410.17", "0.737782122900436"),
    ],
)
def test_us_02_to_us_04_the_cost_is_cut_off_and_the_unit_price_follows_from_it(
    units: str, cost: str, effective: str
) -> None:
    found = kind.billable_cost(Decimal(units), Decimal("0.868"), Decimal(15), "USD")

    assert found == Decimal(cost)
    assert kind.effective_unit_price(found, Decimal(units)) == Decimal(effective)


def test_us_10_the_totals_of_a_day_are_cut_off() -> None:
    asked, expected = USAGE["US-10"]["inputs"], USAGE["US-10"]["expected"]

    totals = kind.daily_totals(
        Decimal(asked["EffectiveUnitPrice"]),
        Decimal(asked["Quantity"]),
        Decimal(asked["PCToBCExchangeRate"]),
        currency="EUR",
    )

    assert totals == {name: Decimal(value) for name, value in expected.items()}


def test_us_12_days_on_which_the_credit_was_lost_are_a_row_of_their_own() -> None:
    expected = USAGE["US-12"]["expected"]

    found = rated(us_12(), date(2019, 7, 31))

    assert [
        {
            "effective_unit_price": piece.unit_price,
            "quantity": piece.quantity,
            "subtotal": piece.amount.amount,
            "price_adjustment": "".join(piece.explanation["inputs"]["price_adjustment"]),
        }
        for piece in found
    ] == [
        {
            name: value if name == "price_adjustment" else Decimal(value)
            for name, value in line.items()
        }
        for line in expected["lines"]
    ]
    assert sum(piece.amount.amount for piece in found) == Decimal(expected["total"])
    assert {(piece.charge_type, str(piece.period)) for piece in found} == {
        ("New", "2019-07-01 to 2019-07-31")
    }


def test_us_13_a_free_tier_is_a_row_and_the_rest_is_cut_off() -> None:
    price = always(a_price("0", ("5", "2.99")))
    managed = [month_of(date(2026, 10, 1))]
    plan = a_plan((date(2026, 10, 20), "37"), prices=price, managed=managed, currency="USD")

    found = rated(plan, date(2026, 10, 31))

    assert [(str(piece.quantity), str(piece.amount)) for piece in found] == [
        ("5", "USD 0.00"),
        ("32", "USD 81.32"),
    ]
    assert [
        (line["billable_quantity"], line["subtotal"])
        for line in kind.tier_lines(price[0].price, Decimal(37), Decimal(15), "USD")
    ] == [(piece.quantity, piece.amount.amount) for piece in found]


def test_ca_06_the_first_service_period_is_the_rest_of_the_month_of_purchase() -> None:
    use = [(date(2026, 10, 15) + timedelta(days=n), "1") for n in range(40)]
    plan = a_plan(*use, prices=monthly("1", "1", since=date(2026, 10, 1)))

    assert lines(plan, date(2026, 10, 30)) == []
    assert lines(plan, date(2026, 11, 30)) == [
        ("2026-10-31", "2026-10-15 to 2026-10-31", "17", "EUR 17.00"),
        ("2026-11-30", "2026-11-01 to 2026-11-30", "23", "EUR 23.00"),
    ]


def test_cancelling_charges_the_use_up_to_that_day() -> None:
    use = [(date(2026, 10, 20), "1"), (date(2026, 10, 21), "2"), (date(2026, 10, 22), "4")]
    plan = a_plan(*use, prices=always(a_price("1")), cancelled_on=date(2026, 10, 21))

    assert lines(plan, date(2026, 12, 31)) == [
        ("2026-10-21", "2026-10-15 to 2026-10-21", "3", "EUR 3.00"),
    ]
    assert rated(plan, date(2026, 10, 31))[0].explanation["because"] == "usage_at_cancel"


def test_the_tiers_fill_up_day_by_day_whether_a_day_earns_or_not() -> None:
    use = [(date(2026, 10, day), "60") for day in (16, 17, 18)]
    managed = [Period.of_days(date(2026, 10, 17), date(2026, 10, 17))]
    plan = a_plan(*use, prices=always(a_price("1", ("100", "0.5"))), managed=managed)

    found = rated(plan, date(2026, 10, 31))

    assert [
        (*told(piece, "earned_credit_percent", "tier", "quantity"), str(piece.amount))
        for piece in found
    ] == [
        ("15", 1, "40", "EUR 34.00"),
        ("15", 2, "20", "EUR 8.50"),
        ("0", 1, "60", "EUR 60.00"),
        ("0", 2, "60", "EUR 30.00"),
    ]


def test_meters_of_others_never_earn() -> None:
    plan = a_plan(
        (date(2026, 10, 20), "100"),
        prices=always(a_price("1")),
        managed=[month_of(date(2026, 10, 1))],
        unearning=["meter"],
    )

    assert lines(plan, date(2026, 10, 31))[0][-1] == "EUR 100.00"


def test_what_is_priced_in_another_currency_is_converted_at_the_rate_of_its_month() -> None:
    plan = a_plan(
        (date(2026, 10, 20), "1000"),
        prices=always(a_price("0.045")),
        managed=[month_of(date(2026, 10, 1))],
        pricing_currency="USD",
        rates=[OCTOBER_RATE],
    )

    (row,) = rated(plan, date(2026, 10, 31))

    assert str(row.amount) == "EUR 32.36"
    assert (str(row.list_price), row.unit_price) == ("0.045", Decimal("0.03825"))
    asked = ("pricing_amount", "pricing_currency", "effective_unit_price")
    assert told(row, *asked) == ["38.25", "USD", "0.03825"]
    asked = ("exchange_rate", "exchange_rate_on", "exchange_rate_source")
    assert told(row, *asked) == ["0.846202666", "2026-10-01", "rates, 29 Sep"]
    assert [(step["formula"], step["value"]) for step in row.explanation["steps"]] == [
        ("1000 − 0", "1000"),
        ("FLOOR(1000 × 0.045 × (100 − 15) / 100, 2)", "38.25"),
        ("FLOOR(38.25 × 0.846202666, 2)", "32.36"),
    ]


def test_a_month_without_a_rate_is_refused_and_the_months_before_are_not() -> None:
    use = [(date(2026, 10, 20), "1"), (date(2026, 11, 20), "1")]
    prices = always(a_price("1"))
    plan = a_plan(*use, prices=prices, pricing_currency="USD", rates=[OCTOBER_RATE])

    assert len(rated(plan, date(2026, 11, 29))) == 1
    with pytest.raises(NoRate, match="no rate from USD to EUR for 2026-11"):
        rated(plan, date(2026, 11, 30))


def test_a_day_without_a_price_is_refused() -> None:
    plan = a_plan((date(2026, 10, 20), "1"), prices=monthly("1", since=date(2026, 11, 1)))

    with pytest.raises(NoPrice, match="meter has no price on 2026-10-20"):
        rated(plan, date(2026, 10, 31))


def test_late_usage_is_a_row_of_its_own_at_the_rate_of_the_month_in_which_it_was_used() -> None:
    late = (date(2026, 10, 21), "500", date(2026, 11, 2))
    in_time = (date(2026, 10, 31), "400", date(2026, 11, 1))
    agreed = {"prices": always(a_price("0.10")), "pricing_currency": "USD"}
    plan = a_plan(in_time, late, rates=[OCTOBER_RATE], **agreed)
    first = bill([plan], through(date(2026, 10, 31)), [])

    second = bill([plan], through(date(2026, 11, 30)), say(first, []))

    assert [(str(c.period), str(c.quantity), str(c.amount)) for c in (*first, *second)] == [
        ("2026-10-15 to 2026-10-31", "400", "EUR 33.84"),
        ("2026-10-15 to 2026-10-31", "500", "EUR 42.31"),
    ]
    assert second[0].explanation["because"] == "late_usage"
    assert second[0].recognised_on == date(2026, 11, 2)


def test_costs_are_cut_off_in_the_minor_unit_of_the_currency() -> None:
    def cost(currency: str) -> str:
        use = (date(2026, 10, 20), "1.9999")
        plan = a_plan(use, prices=always(a_price("1")), currency=currency)
        return str(rated(plan, date(2026, 10, 31))[0].amount)

    assert [cost(currency) for currency in ("EUR", "JPY", "KWD")] == [
        "EUR 1.99",
        "JPY 1",
        "KWD 1.999",
    ]
