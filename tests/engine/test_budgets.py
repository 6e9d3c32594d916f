"""When a budget is told of: at its own percent and at all of it, to the cent (domain 11)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from billing.engine.budgets import alert, percent_used, steps_reached

GOLDEN = Path(__file__).parent.parent / "golden" / "billing_examples.json"


def test_the_published_budget_alerts_and_stops_nothing() -> None:
    examples = json.loads(GOLDEN.read_text())["other"]
    (example,) = (one for one in examples if one["id"] == "BU-01")
    budget, used = (Decimal(example["inputs"][name]) for name in ("budget", "spend"))

    assert alert(budget=budget, used=used) == example["expected"]


@pytest.mark.parametrize(
    ("used", "steps", "percent"),
    [
        ("-10", [], -1),
        ("0", [], 0),
        ("799.99", [], 79),
        ("800.00", [80], 80),
        ("999.99", [80], 99),
        ("1000", [80, 100], 100),
        ("2500.50", [80, 100], 250),
    ],
)
def test_a_step_is_reached_with_its_last_cent(used: str, steps: list[int], percent: int) -> None:
    budget = Decimal(1000)

    assert steps_reached(80, budget=budget, used=Decimal(used)) == steps
    assert percent_used(budget=budget, used=Decimal(used)) == percent


def test_whoever_wants_to_know_at_the_end_only_is_told_once() -> None:
    assert steps_reached(100, budget=Decimal(10), used=Decimal(10)) == [100]
