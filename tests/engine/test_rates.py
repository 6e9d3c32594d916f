"""Pricing a quantity of a meter: included units, one price, graduated tiers."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.engine.rates import Slice, rated
from pricing.engine.rates.graduated import charge, price_of
from pricing.engine.terms import PricePoint, Tier
from tests.engine.metering import a_price

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "golden" / "billing_examples.json").read_text()
)
(US_05,) = (example for example in EXAMPLES["usage"] if example["id"] == "US-05")
AMOUNTS = st.decimals(0, 10**6, places=12)
POSITIVE = st.decimals(min_value=Decimal("0.000000000001"), max_value=10**6, places=12)


@st.composite
def prices(draw: st.DrawFn) -> PricePoint:
    """Any price: flat or graduated, with units included or without."""
    bounds = sorted(draw(st.sets(st.integers(1, 1000), max_size=4)))
    return PricePoint(
        "1",
        draw(AMOUNTS),
        included=draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(300)])),
        tiers=tuple(Tier(Decimal(above), draw(AMOUNTS)) for above in bounds),
    )


def by_tier(*slices: list[Slice]) -> dict[tuple[int, Decimal], Decimal]:
    units: dict[tuple[int, Decimal], Decimal] = defaultdict(Decimal)
    for part in (part for some in slices for part in some):
        units[part.tier, part.unit_price] += part.quantity
    return dict(units)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (US_05["inputs"]["quantity"], US_05["expected"]["charge"]),
        ("101", "100.80"),
        ("100000", "80020.00"),
        ("100001", "80020.50"),
        ("0", "0.00"),
        ("0.5", "0.50"),
        ("100.5", "100.40"),
    ],
)
def test_us_05_to_us_08_every_unit_costs_the_price_of_its_own_tier(
    quantity: str, expected: str
) -> None:
    price = price_of(US_05["inputs"]["tiers"])

    assert charge(price, Decimal(quantity), "USD") == Decimal(expected)
    assert [str(tier.above) for tier in price.tiers] == ["100", "100000"]


def test_a_first_tier_without_a_beginning_begins_at_the_first_unit() -> None:
    free_first = [{"max": "5", "unit_price": "0"}, {"min": "6", "unit_price": "2.99"}]

    assert rated(price_of(free_first), Decimal(37)) == [
        Slice(Decimal(5), Decimal(0), 1),
        Slice(Decimal(32), Decimal("2.99"), 2),
    ]


def test_one_price_is_one_slice_however_much_was_used_before() -> None:
    assert rated(a_price("0.10"), Decimal(7), before=Decimal(10**9)) == [
        Slice(Decimal(7), Decimal("0.10"), 1)
    ]


def test_the_next_units_go_on_where_the_ones_before_ended() -> None:
    price = a_price("1", ("10", "0.5"), included="4")

    assert rated(price, Decimal(3)) == [Slice(Decimal(3), Decimal(0), 0)]
    assert rated(price, Decimal(9), before=Decimal(3)) == [
        Slice(Decimal(1), Decimal(0), 0),
        Slice(Decimal(8), Decimal(1), 1),
    ]
    assert rated(price, Decimal(9), before=Decimal(12)) == [
        Slice(Decimal(2), Decimal(1), 1),
        Slice(Decimal(7), Decimal("0.5"), 2),
    ]


@given(prices(), AMOUNTS, AMOUNTS)
def test_the_slices_of_a_quantity_add_up_to_it(
    price: PricePoint, quantity: Decimal, before: Decimal
) -> None:
    slices = rated(price, quantity, before=before)

    assert sum((part.quantity for part in slices), Decimal(0)) == quantity
    assert all(part.quantity > 0 for part in slices)


@given(prices(), st.lists(POSITIVE, max_size=6))
def test_a_quantity_costs_the_same_at_once_as_in_parts(
    price: PricePoint, parts: list[Decimal]
) -> None:
    before, cut = Decimal(0), []
    for part in parts:
        cut.append(rated(price, part, before=before))
        before += part

    assert by_tier(*cut) == by_tier(rated(price, before))
