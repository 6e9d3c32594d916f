"""The page of common billing scenarios says what the worked examples come to by our rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from billing.examples.reading import examples_in
from billing.examples.scenarios import scenarios
from billing.queries import wording
from billing.queries.scenarios import SOURCE, groups

GOLDEN = Path(__file__).parent.parent / "golden" / "billing_examples.json"


@pytest.mark.django_db
def test_the_page_is_generated_from_the_examples_and_up_to_date() -> None:
    generated = list(scenarios(examples_in(GOLDEN)))

    kept = json.loads(SOURCE.read_text(encoding="utf-8"))
    assert kept == generated, (
        "run: manage.py examples tests/golden/billing_examples.json --scenarios"
    )


def test_every_scenario_has_a_story_and_bills_whose_lines_are_explained() -> None:
    found = [scenario for group in groups() for scenario in group.scenarios]

    assert len({scenario.anchor for scenario in found}) == len(found) > 15
    assert len({scenario.title + scenario.story[0] for scenario in found}) == len(found)
    for scenario in found:
        assert scenario.story
        assert scenario.bills
        for bill in scenario.bills:
            assert {line.charge_type for line in bill.lines} <= set(wording.CHARGE_TYPES)
            assert bill.total.amount == sum(line.amount.amount for line in bill.lines)


def test_a_suspension_in_time_gives_back_what_was_charged() -> None:
    (suspended,) = (
        scenario
        for group in groups()
        if group.code == "suspend"
        for scenario in group.scenarios
        if scenario.anchor == "la-04"
    )

    assert [bill.total.amount for bill in suspended.bills] == [48, -48]
    assert suspended.title == "Paid by the year: suspended after 19 days"
    assert suspended.story[1] == "1 Feb 2018: it is suspended."
