"""Metered use through the database: tiers, late files, and the rows of the usage file."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time

import pytest

from billing.services import runs, usage
from customers.models import Customer, Subscription
from partnercenter.periods import DAY
from pricing.models import Price, Sku
from tests.billing.files import lines
from tests.billing.scenes import (
    FIRST,
    OCTOBER,
    SECOND,
    THIRD,
    a_customer_of,
    a_meter,
    a_plan,
    billed,
    early_on,
    price_meter,
    rows,
    use,
)

pytestmark = pytest.mark.django_db
CURRENT = "Assess usage fee for current cycle"


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


def take_in(plan: Subscription, meter: Sku, quantity: str, *, on: date, known_on: date) -> None:
    """Take in a file of one row on the evening of a day."""
    content = (
        "SubscriptionId,UsageDate,MeterId,Quantity,ResourceURI\n"
        f"{plan.public_id},{on},{meter.meter_id},{quantity},/{known_on}\n"
    )
    at = datetime.combine(known_on, time(21), UTC)
    usage.take_in(file=io.BytesIO(content.encode()), name=f"{known_on}.csv", at=at)


def test_late_usage_is_said_on_the_next_invoice_and_nothing_is_taken_back(
    customer: Customer,
) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", "0.10")
    use(plan, meter, "100", on=date(2026, 10, 31))
    (first,) = billed(customer.partner)
    use(plan, meter, "50", on=date(2026, 10, 31), known_on=date(2026, 11, 17))

    assert runs.perform(run=first.run, at=early_on(FIRST.end + DAY)) == []
    (second,) = billed(customer.partner, SECOND)

    assert rows(second) == [
        (CURRENT, "2026-10-10 to 2026-11-09", "5.00"),
    ]
    assert billed(customer.partner, THIRD) == []


def test_late_usage_that_trues_up_takes_the_earlier_line_back(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", "0.10")
    plan.settings = {"late_usage": "true_up"}
    plan.save()
    use(plan, meter, "100", on=date(2026, 10, 31))
    (first,) = billed(customer.partner)
    use(plan, meter, "50", on=date(2026, 10, 31), known_on=date(2026, 11, 17))

    (second,) = billed(customer.partner, SECOND)

    assert rows(second) == [
        (CURRENT, "2026-10-10 to 2026-11-09", "-10.00"),
        (CURRENT, "2026-10-10 to 2026-11-09", "15.00"),
    ]
    back = second.charges.get(position=1)
    assert back.reverses == first.charges.get()
    assert billed(customer.partner, THIRD) == []


def test_a_late_file_is_a_line_of_its_own_and_its_dates_are_the_original_ones(
    customer: Customer,
) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", "0.10")
    take_in(plan, meter, "100", on=date(2026, 10, 31), known_on=date(2026, 11, 1))
    take_in(plan, meter, "7", on=date(2026, 11, 9), known_on=date(2026, 11, 10))
    take_in(plan, meter, "50", on=date(2026, 10, 31), known_on=date(2026, 11, 11))
    take_in(plan, meter, "2", on=date(2026, 10, 31), known_on=date(2026, 11, 16))

    (first,) = billed(customer.partner)
    (second,) = billed(customer.partner, SECOND)

    assert rows(first) == [
        (CURRENT, "2026-10-10 to 2026-11-09", "10.70"),
        (CURRENT, "2026-10-10 to 2026-11-09", "5.00"),
    ]
    assert rows(second) == [(CURRENT, "2026-10-10 to 2026-11-09", "0.20")]
    (row,) = lines(second, "usage")
    assert (row["ChargeStartDate"], row["ChargeEndDate"]) == ("10/10/2026 0:00", "11/9/2026 23:59")


def test_the_usage_file_has_a_counted_row_for_each_tier(customer: Customer) -> None:
    tiers = [("10", "0.80"), ("20", "0.005")]
    plan, meter = a_plan(customer), a_meter("1", "1", tiers=tiers, included="5")
    use(plan, meter, "26", on=date(2026, 10, 31))

    (invoice,) = billed(customer.partner)

    columns = (
        "DetailLineItemId ConsumedQuantity IncludedQuantity OverageQuantity ListPrice "
        "PretaxCharges PretaxEffectiveRate"
    ).split()
    assert [[row[name] for name in columns] for row in lines(invoice, "usage")] == [
        ["1", "15", "5", "10", "1.00", "10.00", "1.00000000"],
        ["2", "10", "0", "10", "0.80", "8.00", "0.80000000"],
        ["3", "1", "0", "1", "0.005", "0.01", "0.01000000"],
    ]


def test_use_that_is_wholly_included_or_costs_nothing_has_a_rate_of_nothing(
    customer: Customer,
) -> None:
    plan, meter = a_plan(customer), a_meter("1", "1", included="100")
    tiny = a_meter("0.0383", "0.0383")
    use(plan, meter, "26", on=date(2026, 10, 31))
    use(plan, tiny, "0.000882", on=date(2026, 10, 31))

    (invoice,) = billed(customer.partner)

    columns = "ConsumedQuantity IncludedQuantity OverageQuantity PretaxEffectiveRate".split()
    assert [[row[name] for name in columns] for row in lines(invoice, "usage")] == [
        ["26", "26", "0", "0"],
        ["0.000882", "0", "0.000882", "0"],
    ]
    assert {row["PostTaxEffectiveRate"] for row in lines(invoice, "usage")} == {"0"}


def test_a_row_that_takes_another_back_has_its_quantities(customer: Customer) -> None:
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", included="40")
    use(plan, meter, "100", on=date(2026, 10, 31))
    billed(customer.partner)
    wrong = Price.objects.filter(availability__sku=meter, valid_from=OCTOBER)
    wrong.update(in_force=False)
    price_meter(meter, "0.08", month=OCTOBER)

    (second,) = billed(customer.partner, SECOND)

    columns = "ConsumedQuantity IncludedQuantity OverageQuantity PretaxCharges".split()
    assert [[row[name] for name in columns] for row in lines(second, "usage")] == [
        ["100", "40", "60", "-6.00"],
        ["100", "0", "100", "8.00"],
    ]
