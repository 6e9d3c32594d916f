"""Examples that somebody brings: stories that no published file tells."""

from __future__ import annotations

import pytest

from tests.billing.published import verdict

pytestmark = pytest.mark.django_db


def test_by_months_and_undated_a_recurring_item_is_played_in_calendar_months() -> None:
    said = {
        "id": "MINE-1",
        "inputs": {
            "currency": "USD",
            "price_per_month": "4.00",
            "purchase": "2019-06-11",
            "events": [{"date": "2019-06-12", "action": "set_quantity", "qty": 2}],
        },
        "expected_lines": [
            {
                "charge_type": "New",
                "charge_start": "2019-06-11",
                "charge_end": "2019-07-10",
                "quantity": 1,
                "amount": "4.00",
            },
            {
                "charge_type": "addQuantity",
                "charge_start": "2019-06-12",
                "charge_end": "2019-07-10",
                "quantity": 1,
                "amount": "-3.87",
            },
            {
                "charge_type": "addQuantity",
                "charge_start": "2019-06-12",
                "charge_end": "2019-07-10",
                "quantity": 2,
                "amount": "7.74",
            },
            {
                "charge_type": "Renew",
                "charge_start": "2019-07-11",
                "charge_end": "2019-08-10",
                "quantity": 2,
                "amount": "8.00",
            },
        ],
    }

    assert str(verdict("proration", said)) == "PASS MINE-1"


def test_a_year_paid_by_the_month_costs_a_twelfth_of_what_the_year_costs() -> None:
    said = {
        "id": "MINE-2",
        "inputs": {
            "partner_billing_day": 31,
            "currency": "JPY",
            "annual_price": "7200",
            "billing_frequency": "Monthly",
            "purchase": "2023-01-31",
        },
        "expected_lines": [
            {
                "charge_type": "Cycle fee",
                "charge_start": "2023-02-28",
                "charge_end": "2023-03-30",
                "quantity": 1,
                "amount": "600",
                "recon_file_date": "2023-02-28",
            }
        ],
    }

    assert str(verdict("proration", said)) == "PASS MINE-2"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("usage", {"inputs": []}),
        ("calendar", {"inputs": {"invoice_date": "2019-07-06"}, "expected": "x"}),
        ("calendar", {"inputs": {"invoice_date": "soon"}, "expected": {"due_date": "2019-09-04"}}),
        ("proration", {"inputs": {}, "expected_lines": [[]]}),
        ("proration", {"inputs": {"price_per_month": "NaN"}, "expected_lines": [{}]}),
        ("currency", {"inputs": 5, "expected": "EUR"}),
        ("invoices", {"inputs": [5], "expected": [{}]}),
        ("usage", {"inputs": {}, "expected": {"charge": "1"}, "settings": []}),
        ("currency", {"inputs": {}, "expected": "EUR", "settings": {"mood": "good"}}),
        ("usage", {"inputs": {}, "expected": {"charge": "1"}, "settings": {"late_usage": "x"}}),
    ],
)
def test_whatever_a_file_says_it_fails_and_never_stops_the_others(
    name: str, said: dict[str, object]
) -> None:
    assert verdict(name, {"id": "MINE", **said}).outcome == "FAIL"


def test_managed_days_that_end_before_the_month_are_charged_all_the_same() -> None:
    said = {
        "id": "MINE",
        "inputs": {
            "unit_price": "0.10",
            "units_per_day": "24",
            "eligible": [["2019-07-01", "2019-07-03"]],
            "pec_percent": "15",
        },
        "expected": {"total": "6.12"},
    }

    assert str(verdict("usage", said)) == "PASS MINE"


@pytest.mark.parametrize(("day", "outcome"), [(31, "PASS"), (28, "FAIL"), (15, "FAIL")])
def test_the_anniversary_makes_the_service_period(day: int, outcome: str) -> None:
    said = {
        "id": "MINE",
        "inputs": {
            "subscription_anniversary_day": day,
            "service_period": ["2021-02-28", "2021-03-30"],
            "usage_per_day": "1",
            "prices": [{"from": "2021-02-28", "unit_price": "0.10"}],
        },
        "expected": {"total": "3.10"},
    }

    assert verdict("usage", said).outcome == outcome
