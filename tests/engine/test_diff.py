"""Percents of changed prices, what they have in common, and columns that differ."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing.engine.diff import Bracket, Differing, differing, percent_change, spread

D = Decimal


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        ("4.00", "4.50", "12.5"),
        ("4.50", "4.00", "-11.1"),
        ("3", "3", "0.0"),
        ("5", "0", "-100.0"),
        ("2000", "2001", "0.1"),  # 0.05 is rounded up
        ("2000", "1999", "-0.1"),  # and away from zero
        ("2000.0000000000001", "2001.0000000000001", "0.0"),
        ("0.0000000083", "0.0000000166", "100.0"),
    ],
)
def test_a_change_is_told_in_percent_to_one_decimal(before: str, after: str, percent: str) -> None:
    assert percent_change(D(before), D(after)) == D(percent)


def test_from_zero_on_there_is_no_percent() -> None:
    assert percent_change(D(0), D("4.20")) is None


def test_the_median_is_the_middle_one_or_the_mean_of_the_middle_two() -> None:
    odd = spread({D("-20.0"): 1, D("5.0"): 1, D("60.0"): 1})
    even = spread({D("2.0"): 3, D("5.1"): 3})

    assert odd
    assert even
    assert (odd.count, odd.median, odd.rise, odd.fall) == (3, D("5.0"), D("60.0"), D("-20.0"))
    assert (even.count, even.median, even.rise, even.fall) == (6, D("3.6"), D("5.1"), None)
    assert spread({}) is None


def test_every_change_is_in_exactly_one_bracket() -> None:
    percents = ["-60", "-50", "-20", "-0.1", "0", "0.1", "5", "5.1", "50", "50.1", "900"]

    found = spread({D(percent): 1 for percent in percents})

    assert found
    assert {(one.above, one.upto): one.count for one in found.brackets if one.count} == {
        (None, D(-50)): 1,
        (D(-50), D(-20)): 1,
        (D(-20), D(-10)): 1,
        (D(-5), D(0)): 1,
        (D(0), D(0)): 1,
        (D(0), D(5)): 2,
        (D(5), D(10)): 1,
        (D(20), D(50)): 1,
        (D(50), None): 2,
    }
    assert sum(one.count for one in found.brackets) == found.count == len(percents)


def test_without_changes_of_nothing_there_is_no_bracket_for_them() -> None:
    found = spread({D("3.0"): 2})

    assert found
    assert Bracket(D(0), D(5), 2) in found.brackets
    assert all(one.above != one.upto for one in found.brackets)


def test_columns_that_differ_are_named_with_both_texts() -> None:
    before = {"SkuTitle": "G1", "Tags": "Compute", "Publisher": "Kelvarra", "Old": "x"}
    after = {"SkuTitle": "G1", "Tags": "", "Publisher": "Kelvarra", "BillingPlan": "Monthly"}

    assert differing(before, after) == (
        Differing("Tags", "Compute", ""),
        Differing("BillingPlan", "", "Monthly"),
        Differing("Old", "x", ""),
    )
    assert differing(after, {**after, "Material": ""}) == ()
