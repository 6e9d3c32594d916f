"""What was issued is derived again from what was stored, and whatever was changed is found."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.derive import (
    DERIVATIONS,
    Issued,
    Totals,
    line_differences,
    total_differences,
)
from billing.engine.facts import Agreement
from billing.engine.taxes import tax_lines
from partnercenter.money import Money, total
from pricing.engine.kinds import KINDS
from tests.engine.timelines import HORIZON, bought_on, licences, through

LINE = Issued(
    position=3,
    quantity=Decimal(2),
    list_price=Decimal("4.00"),
    price=Decimal("4.000000000000000000"),
    amount=Decimal("89.96"),
    discount=Decimal(0),
    net=Decimal("89.96"),
    tax=Decimal(0),
    explanation={
        "rule": "license.proration",
        "inputs": {
            "price": "4.00",
            "months": 12,
            "cycle_price": "48.00",
            "quantity": 2,
            "cycle_start": "2018-01-13",
            "cycle_end": "2019-01-12",
            "cycle_days": 365,
            "start": "2018-02-01",
            "end": "2019-01-12",
            "days": 346,
            "strategy": "published",
            "sign": 1,
        },
        "notes": [],
    },
)


def told(line: Issued) -> list[tuple[str, str, str]]:
    return [(one.field, one.said, one.derived) for one in line_differences(line, "USD")]


def with_input(name: str, value: Any) -> Issued:
    explanation = deepcopy(dict(LINE.explanation))
    explanation["inputs"][name] = value
    return replace(LINE, explanation=explanation)


def test_every_rule_that_a_kind_says_can_be_derived() -> None:
    for kind in KINDS.values():
        assert kind.DERIVATIONS.items() <= DERIVATIONS.items()
    assert {"correction", "adjustment", "adjustment.offset"} <= DERIVATIONS.keys()


def test_a_line_that_follows_from_its_inputs_differs_in_nothing() -> None:
    assert told(LINE) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (replace(LINE, amount=Decimal("89.97"), net=Decimal("89.97")), "amount"),
        (replace(LINE, net=Decimal("89.95")), "net"),
        (replace(LINE, quantity=Decimal(3)), "quantity"),
        (replace(LINE, price=Decimal("4.01")), "price"),
        (replace(LINE, reversed_amount=Decimal("-89.95")), "reverses"),
        (replace(LINE, explanation={**LINE.explanation, "rule": "whim"}), "rule"),
        (replace(LINE, explanation={"rule": "license.proration", "inputs": {}}), "inputs"),
        (with_input("cycle_price", "48.60"), "amount"),
        (with_input("days", 345), "amount"),
        (with_input("end", "2019-01-11"), "days"),
        (with_input("cycle_days", 364), "cycle_days"),
        (with_input("strategy", "exact_line"), "amount"),
        (with_input("sign", -1), "amount"),
    ],
)
def test_whatever_was_changed_is_found(line: Issued, expected: str) -> None:
    assert expected in [field for field, _, _ in told(line)]


def test_a_limited_credit_follows_only_with_the_note_that_tells_its_limit() -> None:
    explanation = deepcopy(dict(LINE.explanation))
    explanation["inputs"]["sign"] = -1
    limited = replace(
        LINE, amount=Decimal("-80.00"), net=Decimal("-80.00"), explanation=explanation
    )

    assert told(limited) == [("amount", "-80.00", "-89.96")]
    explanation["notes"] = [{"code": "capped", "asked": "89.96", "allowed": "80.00"}]
    assert told(limited) == []


@given(licences())
def test_every_charge_of_a_licence_differs_in_nothing(agreement: Agreement) -> None:
    for charge in bill([agreement], through(bought_on(agreement) + HORIZON), []):
        amount = charge.amount.amount
        issued = Issued(
            position=1,
            quantity=charge.quantity,
            list_price=charge.list_price,
            price=charge.list_price,
            amount=amount,
            discount=Decimal(0),
            net=amount,
            tax=Decimal(0),
            explanation=charge.explanation,
        )

        assert list(line_differences(issued, charge.amount.currency)) == []


NETS = st.lists(st.decimals(min_value=-9999, max_value=9999, places=2), min_size=1, max_size=20)


@given(NETS, st.sampled_from(["document", "line"]), st.sampled_from([1, -1]), st.data())
def test_totals_that_follow_differ_in_nothing_and_any_other_is_found(
    nets: list[Decimal], rounding: str, sign: int, data: st.DataObject
) -> None:
    money = [Money(net, "EUR") for net in nets]
    shares = tax_lines(money, Decimal(21), "EUR", rounding=rounding)
    net, tax = total(money, "EUR").amount * sign, total(shares, "EUR").amount * sign
    said = Totals("EUR", sign, net, tax, net + tax, Decimal(21), rounding)
    lines = [
        (n, one, share.amount)
        for n, (one, share) in enumerate(zip(nets, shares, strict=True), start=1)
    ]

    assert list(total_differences(lines, said)) == []

    field = data.draw(st.sampled_from(["net", "tax", "gross"]))
    wrong = replace(said, **{field: getattr(said, field) + Decimal("0.01")})
    assert field in [one.field for one in total_differences(lines, wrong)]
    position = data.draw(st.integers(0, len(lines) - 1))
    lines[position] = (*lines[position][:2], lines[position][2] + Decimal("0.01"))
    assert [one.position for one in total_differences(lines, said)] == [position + 1]
