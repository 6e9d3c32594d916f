"""The file of one-time purchases: terms, reservations, rates, plans and refunds in its columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.documents.formats import wanted
from billing.models import Adjustment, ChargeRecord, Invoice
from billing.queries.file_sums import file_sums
from customers.models import Customer, ManagedAccess
from customers.services import subscriptions
from tests.billing.files import lines
from tests.billing.purchases import an_item, buy, in_dollars, of_month
from tests.billing.scenes import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    a_consumption_plan,
    a_customer_of,
    a_meter,
    use,
)
from tests.builders import AT, an_exchange_rate

pytestmark = pytest.mark.django_db
Row = dict[str, str]


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


def one_row(invoice: Invoice) -> Row:
    (row,) = lines(invoice, "one_time")
    return row


def picked(row: Row, *names: str) -> list[str]:
    return [row[name] for name in names]


def test_a_reservation_has_its_order_and_the_last_day_of_its_term(customer: Customer) -> None:
    item = an_item("1095.00", policy="reservation", term="P3Y", months=36)
    bought = buy(customer, item, term_months=36, frequency="one_time")

    row = one_row(of_month(customer, OCTOBER))

    names = "ChargeType ChargeStartDate ChargeEndDate Subtotal TermAndBillingCycle".split()
    assert picked(row, *names, "BillingFrequency") == [
        "New",
        "10/20/2026",
        "10/19/2029",
        "1095.00",
        "3 Years, One-time",
        "One-time",
    ]
    assert picked(row, "ReservationOrderId", "SubscriptionStartDate", "SubscriptionEndDate") == [
        bought.order.order_id,
        "10/20/2026",
        "10/19/2029",
    ]


def test_a_year_paid_by_the_month_says_both(customer: Customer) -> None:
    item = an_item("120.00", policy="software", term="P1Y", months=12)
    buy(customer, item, term_months=12)
    of_month(customer, OCTOBER)

    row = one_row(of_month(customer, NOVEMBER))

    assert picked(row, "ChargeType", "UnitPrice", "EffectiveUnitPrice", "Subtotal") == [
        "Renew",
        "120.00",
        "10.00",
        "10.00",
    ]
    assert picked(row, "TermAndBillingCycle", "BillingFrequency", "SubscriptionEndDate") == [
        "1 Year, Monthly",
        "Monthly",
        "10/19/2027",
    ]


def test_pieces_added_later_to_a_purchase_for_good_have_no_term(customer: Customer) -> None:
    bought = buy(
        customer,
        an_item("500.00", policy="software", term=""),
        term_months=0,
        frequency="one_time",
    )
    of_month(customer, OCTOBER)
    subscriptions.change_quantity(subscription=bought, quantity=2, on=date(2026, 11, 9), at=AT)

    row = lines(of_month(customer, NOVEMBER), "one_time")[1]

    assert picked(row, "ChargeType", "ChargeStartDate", "Quantity", "Subtotal") == [
        "addQuantity",
        "11/9/2026",
        "2",
        "1000.00",
    ]
    assert picked(row, "TermAndBillingCycle", "BillingFrequency", "SubscriptionEndDate") == [
        "One-time",
        "One-time",
        "",
    ]


def test_what_is_priced_in_another_currency_shows_price_rate_and_its_day(
    customer: Customer,
) -> None:
    an_exchange_rate("0.846202666", month=OCTOBER)
    in_dollars(customer)

    row = one_row(of_month(customer, OCTOBER))

    assert picked(row, "UnitPrice", "PricingCurrency", "Currency", "Subtotal") == [
        "100.01",
        "USD",
        "EUR",
        "253.89",
    ]
    assert picked(row, "PCToBCExchangeRate", "PCToBCExchangeRateDate", "UnitType") == [
        "0.846202666",
        "10/31/2026",
        "1 Licence",
    ]
    in_full = Decimal(row["EffectiveUnitPrice"]) * Decimal(row["BillableQuantity"])
    assert round(in_full * Decimal(row["PCToBCExchangeRate"]), 2) == Decimal(row["Subtotal"])


def test_a_row_that_takes_one_back_is_told_in_the_same_currency(customer: Customer) -> None:
    for month, rate in ((OCTOBER, "0.8"), (NOVEMBER, "0.9"), (DECEMBER, "0.7")):
        an_exchange_rate(rate, month=month)
    item = an_item("10.00", "10.00", policy="marketplace_monthly", term="P1M", currency="USD")
    bought = buy(customer, item, term_months=1)
    of_month(customer, OCTOBER)
    of_month(customer, NOVEMBER)
    subscriptions.cancel(subscription=bought, on=date(2026, 11, 20), at=AT)

    row = one_row(of_month(customer, DECEMBER))

    names = "ChargeType Subtotal PricingCurrency PCToBCExchangeRate PCToBCExchangeRateDate".split()
    assert picked(row, *names) == ["Renew", "-9.00", "USD", "0.9", "11/30/2026"]
    assert picked(row, "UnitPrice", "EffectiveUnitPrice") == ["10.00", "-10.00"]


def test_a_consumption_plan_is_in_the_same_file_with_its_meter(customer: Customer) -> None:
    an_exchange_rate("0.9", month=OCTOBER)
    plan = a_consumption_plan(customer)
    meter = a_meter("0.045", currency="EUR", title="Tables, data stored", unit="1 GB/Month")
    use(plan, meter, "1000", on=date(2026, 10, 21))
    ManagedAccess.objects.create(subscription=plan, since=date(2026, 10, 12))
    item = an_item("5.00", policy="never", term="")
    buy(customer, item, term_months=0, frequency="one_time")

    invoice = of_month(customer, OCTOBER)

    by_type = {row["SkuName"]: row for row in lines(invoice, "one_time")}
    consumed = by_type["Tables, data stored"]
    assert len(by_type) == 2
    assert list(wanted(invoice)) == ["pdf", "recon_one_time"]
    assert picked(consumed, "Quantity", "BillableQuantity", "UnitPrice", "Subtotal") == [
        "1",
        "1000",
        "0.045",
        "38.25",
    ]
    assert picked(consumed, "EffectiveUnitPrice", "PriceAdjustmentDescription") == [
        "0.03825",
        '["15.0% Partner earned credit for services managed"]',
    ]
    assert picked(consumed, "MeterDescription", "UnitType", "TermAndBillingCycle") == [
        "Tables, data stored",
        "1 GB/Month",
        "1 GB/Month",
    ]
    assert file_sums(invoice).ties


def test_a_refund_of_a_line_is_a_customer_credit_with_its_reason(customer: Customer) -> None:
    item = an_item("500.00", policy="software", term="")
    buy(customer, item, term_months=0, frequency="one_time")
    charged = ChargeRecord.objects.get(invoice=of_month(customer, OCTOBER))
    Adjustment.objects.create(
        partner=customer.partner,
        stream="one_time",
        currency="EUR",
        amount=Decimal("-50.00"),
        reason="Two hours without service",
        applies_on=date(2026, 11, 4),
        line=charged,
        granted_at=AT,
    )

    row = one_row(of_month(customer, NOVEMBER))

    assert picked(row, "ChargeType", "Subtotal", "CreditReasonCode", "EffectiveUnitPrice") == [
        "customerCredit",
        "-50.00",
        "Two hours without service",
        "-50.00",
    ]
