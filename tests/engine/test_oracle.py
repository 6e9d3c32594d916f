"""The published formula against a second one, written as a spreadsheet would, in whole numbers.

The oracle knows nothing of the product: no Decimal, no module of ours, only integers and the
formula as it is printed. Amounts are counted in the smallest unit of the currency.
"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from pricing.engine.proration import formula

CASES = 12_000
PLACES = {"USD": 2, "JPY": 0, "KWD": 3}
# Prices carry so many decimals more than the currency has.
FINER = 4


def round_half_away(numerator: int, denominator: int) -> int:
    """ROUND(numerator / denominator, 0) of a spreadsheet, for numbers that are not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def oracle(price: int, quantity: int, cycle_days: int, days: int) -> int:
    """ROUND((ROUND(P * Q / N, 2) * d) / Q, 2) * Q; the price in ten-thousandths of a unit."""
    if quantity == 0:
        return 0
    one_day = round_half_away(price * quantity, 10**FINER * cycle_days)
    one_licence = round_half_away(one_day * days, quantity)
    return one_licence * quantity


def cases(seed: int, count: int) -> list[tuple[int, int, int, int]]:
    """Random prices, quantities, cycles and days, the odd corners more often than they occur."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        cycle_days = chance.choice([28, 29, 30, 31, 365, 366, 1095, 2190])
        price = chance.choice(
            [0, 1, 4999, 5000, 5001, chance.randrange(10**5), chance.randrange(10**9)]
        )
        quantity = chance.choice(
            [0, 1, 2, 3, chance.randrange(1, 300), chance.randrange(1, 10**6)]
        )
        found.append((price, quantity, cycle_days, chance.randrange(1, cycle_days)))
    return found


@pytest.mark.parametrize(("currency", "seed"), [("USD", 1), ("JPY", 2), ("KWD", 3)])
def test_the_published_formula_is_what_a_spreadsheet_says(currency: str, seed: int) -> None:
    places = PLACES[currency]
    differences = []

    for price, quantity, cycle_days, days in cases(seed, CASES):
        given = Decimal(price).scaleb(-places - FINER)
        found = formula("published", given, quantity, cycle_days, days, currency=currency)
        expected = Decimal(oracle(price, quantity, cycle_days, days)).scaleb(-places)
        if found.amount != expected:
            differences.append((price, quantity, cycle_days, days, found.amount, expected))

    assert differences == []


def test_the_oracle_says_what_is_printed() -> None:
    assert oracle(48_0000_00, 1, 365, 19) == 247
    assert oracle(48_0000_00, 2, 365, 346) == 8996
    assert oracle(3_7500_00, 1, 30, 10) == 130
    assert oracle(12_5000_00, 25, 30, 10) == 10425
