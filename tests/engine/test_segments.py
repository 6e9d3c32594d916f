"""Which segment may buy what, and what each prefers (domain 10.7)."""

from __future__ import annotations

import pytest

from pricing.engine import segments


@pytest.mark.parametrize(
    ("customer", "may", "may_not"),
    [
        ("commercial", ["Corporate"], ["Academic", "Charity", "Government"]),
        ("nonprofit", ["Charity", "Corporate"], ["Academic", "Government"]),
        ("education", ["Academic", "Corporate"], ["Charity", "Government"]),
        ("government", ["Government"], ["Corporate", "Academic", "Charity"]),
    ],
)
def test_a_licence_says_by_its_agreement_type_whom_it_is_for(
    customer: str, may: list[str], may_not: list[str]
) -> None:
    ranked = [segments.preference(customer, word, licence=True) for word in may]
    refused = [segments.preference(customer, word, licence=True) for word in [*may_not, ""]]

    assert ranked == list(range(len(may)))
    assert refused == [None] * (len(may_not) + 1)


@pytest.mark.parametrize("word", ["Non-profit", "Nonprofit", "NON PROFIT", "charity"])
def test_a_segment_is_known_however_it_is_written(word: str) -> None:
    assert segments.preference("nonprofit", word, licence=False) == 0
    assert segments.buyers(word, licence=False) == ("nonprofit",)


def test_what_is_no_licence_is_for_everybody_unless_it_says_a_special_segment() -> None:
    everybody = segments.SEGMENTS

    assert segments.buyers("Commercial", licence=False) == everybody
    assert segments.buyers("", licence=False) == everybody
    assert segments.buyers("GCC", licence=False) == ("government",)
    assert segments.buyers("Consumer", licence=False) == ()


def test_its_own_segment_goes_before_commercial_and_that_before_what_says_nothing() -> None:
    ranked = [
        segments.preference("education", word, licence=False)
        for word in ("Education", "Commercial", "")
    ]

    assert ranked == [0, 1, 2]


def test_a_state_owned_customer_counts_as_commercial() -> None:
    assert segments.COUNTS_AS["State-owned"] == "commercial"
    assert segments.buyers("Corporate", licence=True) == ("commercial", "education", "nonprofit")
