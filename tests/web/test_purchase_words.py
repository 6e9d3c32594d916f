"""Lines of one-time purchases in plain words: fees, days and rates step by step."""

from __future__ import annotations

from datetime import date

from tests.engine.purchases import monthly_rates
from tests.web.explained import JANUARY, bought, told

TIED = "\N{NO-BREAK SPACE}"


def test_a_returned_reservation_is_told_with_its_fee() -> None:
    settings = {"cancellation": "reservation"}
    story = {"bought_on": JANUARY, "months": 12, "cycle_months": 12, "settings": settings}
    back = next(
        c
        for c in bought(events=[(date(2026, 3, 19), "cancel", 1)], **story)
        if c.charge_type == "Cancel"
    )

    explanation = told(back)

    assert [(step.words, step.formula, str(step.figure)) for step in explanation.steps] == [
        ("Paid × days left ÷ days paid for", "ROUND(824.00 × 300 / 365, 2)", "USD 677.26"),
        ("Fee of the part that is left", "ROUND(677.26 × 12 / 100, 2)", "USD 81.27"),
        ("What is left, less the fee", "677.26 − 81.27", "USD 595.99"),
        ("Given back, so with a minus sign", "", "USD -595.99"),
    ]
    assert ("Price", f"USD{TIED}824.00 for 12 months") in explanation.facts
    assert ("Days given back", "300 of the cycle's 365 days") in explanation.facts
    assert explanation.reason == "It was cancelled on 19 Mar 2026."


def test_what_is_bought_for_good_has_a_day_and_no_cycle() -> None:
    (charge, *_rest) = bought(bought_on=JANUARY)

    labels = [label for label, _ in told(charge).facts]

    assert labels == ["Price", "Quantity", "Bought on", "Recognised on"]


def test_a_price_in_another_currency_is_converted_step_by_step() -> None:
    rates = {"pricing_currency": "GBP", "rates": monthly_rates()}
    story = {"bought_on": JANUARY, "months": 12, "cycle_months": 1, **rates}
    (charge, *_rest) = bought(quantity=2, **story)

    explanation = told(charge)

    assert [(step.words, step.formula, str(step.figure)) for step in explanation.steps] == [
        (
            "Price of one for the charge cycle of 1 month",
            "824.00 × 1 / 12",
            "GBP 68.67",
        ),
        ("At the exchange rate of the month", "ROUND(68.67 × 1.26010202666, 2)", "USD 86.53"),
        ("Price times quantity", "86.53 × 2", "USD 173.06"),
    ]
    assert ("Exchange rate", f"USD{TIED}1.26010202666 for GBP 1 (a bank, 2 days before)") in (
        explanation.facts
    )
