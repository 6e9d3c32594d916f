"""One-time and recurring purchases through the database: each month what happened in it."""

from __future__ import annotations

from datetime import date

import pytest

from billing.queries.file_sums import file_sums
from billing.services.runs import RunRefused
from customers.models import Customer
from customers.services import subscriptions
from partnercenter.periods import month_of
from tests.billing.files import lines
from tests.billing.purchases import an_item, buy, in_dollars, of_month
from tests.billing.scenes import DECEMBER, NOVEMBER, OCTOBER, a_customer_of, billed, rows
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


def test_a_marketplace_item_renews_every_month_at_the_price_of_the_list(
    customer: Customer,
) -> None:
    item = an_item("0.00", "2.00", "3.00", policy="marketplace_monthly", term="P1M")
    bought = buy(customer, item, term_months=1)

    october, november = of_month(customer, OCTOBER), of_month(customer, NOVEMBER)
    subscriptions.cancel(subscription=bought, on=date(2026, 12, 1), at=AT)

    assert rows(october) == [("New", "2026-10-20 to 2026-11-19", "0.00")]
    assert rows(november) == [("Renew", "2026-11-20 to 2026-12-19", "2.00")]
    assert billed(customer.partner, month_of(DECEMBER), "one_time") == []


def test_a_change_is_on_the_invoice_of_its_own_month(customer: Customer) -> None:
    bought = buy(
        customer, an_item("4.00", policy="marketplace_monthly", term="P1M"), term_months=1
    )
    subscriptions.change_quantity(subscription=bought, quantity=2, on=date(2026, 10, 21), at=AT)

    invoice = of_month(customer, OCTOBER)

    assert rows(invoice) == [
        ("New", "2026-10-20 to 2026-11-19", "4.00"),
        ("addQuantity", "2026-10-21 to 2026-11-19", "-3.87"),
        ("addQuantity", "2026-10-21 to 2026-11-19", "7.74"),
    ]
    assert file_sums(invoice).ties
    assert [row["EffectiveUnitPrice"] for row in lines(invoice, "one_time")] == [
        "4.00",
        "-3.87",
        "3.87",
    ]


def test_a_returned_reservation_is_a_credit_note_less_the_fee(customer: Customer) -> None:
    item = an_item("1095.00", policy="reservation", term="P1Y", months=12)
    bought = buy(customer, item, term_months=12, frequency="annual", quantity=3)
    of_month(customer, OCTOBER)
    subscriptions.cancel(subscription=bought, on=date(2026, 12, 24), at=AT)

    note = of_month(customer, DECEMBER)

    assert note.is_credit_note
    assert rows(note) == [("Cancel", "2026-12-24 to 2027-10-19", "-2376.00")]
    (charge,) = note.charges.all()
    inputs = charge.explanation["inputs"]
    assert (inputs["prorated"], inputs["fee"], inputs["fee_percent"]) == (
        "2700.00",
        "324.00",
        "12",
    )
    (row,) = lines(note, "one_time")
    assert row["EffectiveUnitPrice"] == "-792.00"


def test_a_month_without_a_rate_stops_the_run_and_says_which(customer: Customer) -> None:
    in_dollars(customer)

    with pytest.raises(RunRefused, match="USD"):
        of_month(customer, OCTOBER)
