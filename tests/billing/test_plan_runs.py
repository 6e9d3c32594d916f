"""Consumption plans through the database: the calendar month, managed days, the month's rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.models import Invoice
from billing.services import runs
from billing.services.runs import RunRefused
from customers.models import Customer, ManagedAccess
from partnercenter.periods import DAY, month_of
from pricing.models import Sku
from tests.billing.scenes import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    a_consumption_plan,
    a_customer_of,
    a_meter,
    a_plan,
    asked_for,
    billed,
    early_on,
    rows,
    use,
)
from tests.builders import an_exchange_rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


def of_month(customer: Customer, month: date) -> list[Invoice]:
    return billed(customer.partner, month_of(month), "one_time")


def test_a_plan_is_billed_by_the_calendar_month_beside_what_was_bought_once(
    customer: Customer,
) -> None:
    plan, other, meter = a_consumption_plan(customer), a_plan(customer), a_meter("1", "2")
    for day in (date(2026, 10, 20), date(2026, 10, 31), date(2026, 11, 1)):
        use(plan, meter, "10", on=day)
        use(other, meter, "10", on=day)

    (october,), (november,) = of_month(customer, OCTOBER), of_month(customer, NOVEMBER)

    assert rows(october) == [("New", "2026-10-10 to 2026-10-31", "20.00")]
    assert rows(november) == [("New", "2026-11-01 to 2026-11-30", "20.00")]
    assert {charge.billing_type for charge in october.charges.all()} == {"plan"}
    assert of_month(customer, DECEMBER) == []


def test_managed_days_earn_the_credit_except_on_meters_of_others(customer: Customer) -> None:
    plan = a_consumption_plan(customer)
    meter, strange = a_meter("1", title="Compute"), a_meter("1", title="Of somebody else")
    Sku.objects.filter(pk=strange.pk).update(earns_credit=False)
    ManagedAccess.objects.create(
        subscription=plan, since=date(2026, 10, 21), until=date(2026, 10, 23)
    )
    ManagedAccess.objects.create(subscription=plan, since=date(2026, 10, 30))
    for day in range(20, 32):
        use(plan, meter, "10", on=date(2026, 10, day))
        use(plan, strange, "10", on=date(2026, 10, day))

    (invoice,) = of_month(customer, OCTOBER)

    assert [
        (charge.sku.title, str(charge.quantity.normalize()), f"{charge.net:.2f}")
        for charge in invoice.charges.select_related("sku").order_by("position")
    ] == [
        ("Compute", "4E+1", "34.00"),
        ("Compute", "8E+1", "80.00"),
        ("Of somebody else", "1.2E+2", "120.00"),
    ]


def test_what_is_priced_in_dollars_is_billed_at_the_months_rate(customer: Customer) -> None:
    plan = a_consumption_plan(customer, priced_in="USD")
    meter = a_meter("0.045", currency="USD")
    an_exchange_rate("0.846202666", month=OCTOBER)
    an_exchange_rate("0.9", month=NOVEMBER)
    use(plan, meter, "1000", on=date(2026, 10, 20))

    (invoice,) = of_month(customer, OCTOBER)

    charge = invoice.charges.get()
    assert (invoice.currency, f"{charge.net:.2f}") == ("EUR", "38.07")
    assert charge.unit_price == Decimal("0.045")
    told = charge.explanation["inputs"]
    assert (told["pricing_currency"], told["pricing_amount"]) == ("USD", "45.00")
    assert (told["exchange_rate"], told["exchange_rate_on"]) == ("0.846202666", "2026-10-01")
    assert told["exchange_rate_source"] == "Reference rates, 2026-09-29"


def test_a_month_without_a_rate_stops_the_run_in_words_and_is_billed_once_it_has_one(
    customer: Customer,
) -> None:
    plan = a_consumption_plan(customer, priced_in="USD")
    use(plan, a_meter("0.045", currency="USD"), "1000", on=date(2026, 10, 20))
    month = month_of(OCTOBER)
    run = asked_for(customer.partner, month, "one_time")

    with pytest.raises(RunRefused, match="no exchange rate from USD to EUR for 2026-10"):
        runs.perform(run=run, at=early_on(month.end))
    an_exchange_rate("0.5", month=OCTOBER)
    (invoice,) = runs.perform(run=run, at=early_on(month.end + DAY))

    assert f"{invoice.net:.2f}" == "22.50"


def test_late_use_of_a_month_is_a_row_of_its_own_on_the_next_invoice(customer: Customer) -> None:
    plan, meter = a_consumption_plan(customer), a_meter("1", "2", "3")
    use(plan, meter, "10", on=date(2026, 10, 31), known_on=date(2026, 11, 1))
    use(plan, meter, "7", on=date(2026, 10, 31), known_on=date(2026, 11, 2))

    (october,), (november,) = of_month(customer, OCTOBER), of_month(customer, NOVEMBER)

    assert rows(october) == [("New", "2026-10-10 to 2026-10-31", "10.00")]
    assert rows(november) == [("New", "2026-10-10 to 2026-10-31", "7.00")]
