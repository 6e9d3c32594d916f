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
