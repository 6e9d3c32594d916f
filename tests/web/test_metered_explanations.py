"""Metered lines in words: tiers, what is included, the partner credit, the rate of the month."""

from __future__ import annotations

from datetime import date

from billing.queries import wording
from tests.web.test_explanations import (
    TIED,
    converted_charges,
    plan_charges,
    told,
    usage_charges,
)


def test_every_metered_line_is_told_without_a_gap() -> None:
    late = (date(2026, 1, 20), "745", date(2026, 2, 20))
    charges = usage_charges() + usage_charges(late) + plan_charges() + converted_charges()
    charges += usage_charges(cancelled_on=date(2026, 2, 1))

    for charge in charges:
        explanation = told(charge)
        sentences = [explanation.meaning, explanation.reason, explanation.rule]
        sentences += [explanation.rounding, *(step.words for step in explanation.steps)]
        assert all(sentences), charge.explanation
        assert not any("%(" in sentence for sentence in sentences)
        assert explanation.steps[-1].figure == explanation.amount

    told_of = {charge.explanation["because"] for charge in charges}
    assert told_of == {"usage", "usage_at_cancel", "late_usage"}
    assert {charge.explanation["rule"] for charge in charges} <= set(wording.RULES)


def test_a_second_tier_says_so_and_what_was_included_stands_with_the_first() -> None:
    first, second = (told(charge) for charge in usage_charges())

    assert ("Used", "705 × 1 Hour") in first.facts
    assert ("Included", "5 × 1 Hour") in first.facts
    assert ("Tier", "2") in second.facts
    assert [(step.formula, str(step.figure)) for step in second.steps] == [
        ("40 − 0", "40"),
        ("ROUND(0.07 × 40, 2)", "EUR 2.80"),
    ]


def test_late_usage_says_when_it_became_known_and_of_which_days_it_is() -> None:
    charge, *_ = usage_charges((date(2026, 1, 20), "745", date(2026, 2, 20)))

    assert told(charge).reason == (
        "This use became known on 20 Feb 2026, more than a day after the service period "
        "13 Jan – 12 Feb 2026 had ended, so it is charged now and keeps its dates."
    )


def test_a_plan_says_what_was_earned_and_what_a_unit_costs_in_effect() -> None:
    charge, *_ = plan_charges()

    explanation = told(charge)

    assert explanation.meaning == "What was used in a calendar month, charged after it."
    assert ("Partner credit", "15%") in explanation.facts
    assert ("Price in effect", f"EUR{TIED}0.072242857142857") in explanation.facts
    assert "Exchange rate" not in dict(explanation.facts)


def test_a_converted_line_has_its_price_and_cost_in_their_own_currency() -> None:
    charge, *_ = converted_charges()

    explanation = told(charge)

    assert ("Price", f"USD{TIED}0.085 for 1 Hour") in explanation.facts
    assert (
        "Exchange rate",
        f"EUR{TIED}0.846202666 for USD 1 (Reference rates, 29 Dec 2025)",
    ) in explanation.facts
    assert [(step.formula, str(step.figure)) for step in explanation.steps] == [
        ("705 − 5", "700"),
        ("FLOOR(700 × 0.085 × (100 − 15) / 100, 2)", "USD 50.57"),
        ("FLOOR(50.57 × 0.846202666, 2)", "EUR 42.79"),
    ]
