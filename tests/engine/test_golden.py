"""The published worked examples, to the cent, under every proration strategy."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.engine.calendar import billing_date
from billing.engine.facts import Agreement
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action, Activity, Consumed, Event
from pricing.engine.kinds import rate
from pricing.engine.proration import STRATEGIES, formula, whole
from pricing.engine.terms import PricedStretch, PricePoint, Terms
from tests.engine.stories import a_licence, play

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "golden" / "billing_examples.json").read_text()
)
STORIES = {example["id"]: example for example in EXAMPLES["proration"]}
USAGE = {example["id"]: example for example in EXAMPLES["usage"]}
PLAYED = ["LM-01", "LM-02", "LM-04", "LA-01", "LA-02", "LA-03", "LA-04", "LA-05", "LA-06"]


def story(example: dict[str, Any], strategy: str) -> Agreement:
    inputs = example["inputs"]
    annual = inputs.get("billing_frequency", "Annual" if "annual_price" in inputs else "Monthly")
    price = (
        Decimal(inputs["annual_price"]) / 12 if annual == "Annual" else inputs["price_per_month"]
    )
    quantity, events = inputs.get("qty", 1), []
    held = quantity
    for event in inputs.get("events", []):
        held = event.get("qty", held)
        events.append((date.fromisoformat(event["date"]), event["action"], held))
    return a_licence(
        price=str(price),
        bought_on=date.fromisoformat(inputs["purchase"]),
        frequency=annual.lower(),
        quantity=quantity,
        proration=strategy,
        settings=example.get("settings", {}),
        events=events,
    )


def files_of(example: dict[str, Any]) -> list[date]:
    """Every billing date from the purchase to the last file the example prints."""
    inputs = example["inputs"]
    bought_on = date.fromisoformat(inputs["purchase"])
    last = max(date.fromisoformat(line["recon_file_date"]) for line in example["expected_lines"])
    day, found = bought_on, []
    while (closing := billing_date(inputs["partner_billing_day"], in_month_of=day)) <= last:
        if closing >= bought_on:
            found.append(closing)
        day = add_months(day.replace(day=1), 1)
    return found


def matches(line: dict[str, Any], row: tuple[Any, ...], strategy: str) -> bool:
    amount = line.get("by_strategy", {}).get(strategy, line)["amount"]
    labels = [line["charge_type"], *line.get("charge_type_also", [])]
    charge_type, *rest = row
    return charge_type in labels and rest == [
        date.fromisoformat(line["charge_start"]),
        date.fromisoformat(line["charge_end"]),
        Decimal(line["quantity"]),
        Decimal(amount),
    ]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", PLAYED)
def test_a_published_story_bills_exactly_the_published_rows(name: str, strategy: str) -> None:
    example = STORIES[name]

    files = play([story(example, strategy)], files_of(example))

    for day, charges in files.items():
        rows = [
            (c.charge_type, c.period.start, c.period.last, c.quantity, c.amount.amount)
            for c in charges
        ]
        expected = [
            line for line in example["expected_lines"] if line["recon_file_date"] == str(day)
        ]
        for line in expected:
            found = next((row for row in rows if matches(line, row, strategy)), None)
            assert found, f"{name} {day}: {line} is not among {rows}"
            rows.remove(found)
        assert not rows, f"{name} {day}: billed but not published"


FORMULA_LINES = [
    pytest.param(line, example["inputs"], id=f"{example['id']}-{index}")
    for example in EXAMPLES["proration"]
    if not example.get("skip")
    for index, line in enumerate(example["expected_lines"])
    if "by_strategy" in line
]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(("line", "inputs"), FORMULA_LINES)
def test_every_strategy_gives_its_published_amount(
    line: dict[str, Any], inputs: dict[str, Any], strategy: str
) -> None:
    asked = line["proration"]
    price, quantity = Decimal(asked["cycle_price"]), line["quantity"]

    if asked["prorated_days"] == asked["cycle_days"]:
        amount = whole(price, quantity).amount
    else:
        amount = formula(
            strategy,
            price,
            quantity,
            asked["cycle_days"],
            asked["prorated_days"],
            currency="USD" if inputs["currency"] == "n/a" else inputs["currency"],
        ).amount

    assert amount * asked["sign"] == Decimal(line["by_strategy"][strategy]["amount"])


def metered(
    prices: list[tuple[date, date, str]], use: list[tuple[date, str]], anchor: date
) -> Agreement:
    stretches = tuple(
        PricedStretch(Period(start, end), PricePoint(str(n), Decimal(price)))
        for n, (start, end, price) in enumerate(prices)
    )
    terms = Terms("usage", "USD", anchor, "", meters={"meter": stretches})
    consumed = tuple(Consumed("meter", on, Decimal(quantity)) for on, quantity in use)
    return Agreement("plan", terms, Activity((Event(1, Action.PURCHASE, anchor, 1),), consumed))


def test_us_01_a_usage_line_is_rounded_half_away_from_zero() -> None:
    example = USAGE["US-01"]
    price, used = example["inputs"]["ListPrice"], example["inputs"]["ConsumedQuantity"]
    plan = metered(
        [(date(2021, 1, 1), date(2021, 2, 1), price)], [(date(2021, 1, 5), used)], date(2021, 1, 1)
    )

    (line,) = rate(plan.terms, plan.activity, Period(date(2021, 1, 2), date(2021, 2, 2)))

    assert str(line.amount.amount) == example["expected"]["PretaxCharges"]
    assert str(line.quantity) == example["expected"]["OverageQuantity"]


def test_us_11_a_price_change_within_the_cycle_makes_a_line_for_each_price() -> None:
    example = USAGE["US-11"]
    start = date(2020, 12, 15)
    prices = [(start, date(2021, 1, 1), "0.10"), (date(2021, 1, 1), date(2021, 2, 1), "0.12")]
    use = [(start + timedelta(days=n), example["inputs"]["usage_per_day"]) for n in range(31)]
    plan = metered(prices, use, start)

    lines = list(rate(plan.terms, plan.activity, Period(date(2020, 12, 16), date(2021, 1, 16))))

    assert [
        {
            "charge_start": str(line.period.start),
            "charge_end": str(line.period.last),
            "quantity": str(line.quantity),
            "unit_price": str(line.unit_price),
            "pretax": str(line.amount.amount),
        }
        for line in lines
    ] == example["expected"]["lines"]
    assert str(sum(line.amount.amount for line in lines)) == example["expected"]["total"]
    assert Counter(line.charge_type for line in lines) == {"Assess usage fee for current cycle": 2}
