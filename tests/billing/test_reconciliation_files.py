"""Reconciliation files: the published columns, in order, adding up to the invoice to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.documents.formats import FORMATS
from billing.models import Invoice
from billing.queries import reconciliation
from customers.models import Customer
from partnercenter.periods import month_of
from tests.billing.files import lines
from tests.billing.scenes import (
    NOVEMBER,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    a_purchase,
    billed,
    use,
)
from tests.builders import a_change

pytestmark = pytest.mark.django_db

LICENSE = """
PartnerId CustomerId CustomerName MpnId OrderId SubscriptionId
SyndicationPartnerSubscriptionNumber OfferId DurableOfferId OfferName SubscriptionStartDate
SubscriptionEndDate ChargeStartDate ChargeEndDate ChargeType UnitPrice Quantity Amount
TotalOtherDiscount Subtotal Tax TotalForCustomer Currency DomainName SubscriptionName
SubscriptionDescription BillingCycleType
""".split()
USAGE = """
PartnerId PartnerName PartnerBillableAccountId CustomerCompanyName MpnId InvoiceNumber
ChargeStartDate ChargeEndDate SubscriptionId SubscriptionName SubscriptionDescription OrderID
ServiceName ServiceType ResourceGuid ResourceName Region Sku DetailLineItemId ConsumedQuantity
IncludedQuantity OverageQuantity ListPrice PretaxCharges TaxAmount PostTaxTotal Currency
PretaxEffectiveRate PostTaxEffectiveRate ChargeType CustomerId DomainName BillingCycleType Unit
CustomerBillableAccount UsageDate MeteredRegion MeteredService MeteredServiceType Project
ServiceInfo
""".split()
ONE_TIME = """
PartnerId CustomerId CustomerName CustomerDomainName CustomerCountry InvoiceNumber MpnId OrderId
OrderDate ProductId SkuId AvailabilityId SkuName ProductName ChargeType UnitPrice Quantity
Subtotal TaxTotal Total Currency PriceAdjustmentDescription PublisherName PublisherId
SubscriptionDescription SubscriptionId ChargeStartDate ChargeEndDate TermAndBillingCycle
EffectiveUnitPrice UnitType AlternateId BillableQuantity BillingFrequency PricingCurrency
PCToBCExchangeRate PCToBCExchangeRateDate MeterDescription ReservationOrderId CreditReasonCode
SubscriptionStartDate SubscriptionEndDate ReferenceID ProductQualifiers PromotionID
""".split()


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


def headers(invoice: Invoice, billing_type: str) -> list[str]:
    first, _, _ = reconciliation.csv(invoice, billing_type).partition(b"\r\n")
    return first.decode().split(",")


def column(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def test_the_licence_file_has_the_published_columns_and_values(customer: Customer) -> None:
    subscription = a_licence(customer, price="6.82", quantity=2)

    (invoice,) = billed(customer.partner)

    (row,) = lines(invoice, "license")
    offer = subscription.availability.sku
    assert headers(invoice, "license") == LICENSE
    assert row == {
        "PartnerId": str(customer.partner.public_id),
        "CustomerId": str(customer.public_id),
        "CustomerName": "Bakkerij De Gouden Schelp B.V.",
        "MpnId": customer.partner.mpn_id,
        "OrderId": subscription.order.order_id,
        "SubscriptionId": subscription.public_id.hex[:16].upper(),
        "SyndicationPartnerSubscriptionNumber": str(subscription.public_id),
        "OfferId": offer.product.product_id,
        "DurableOfferId": offer.offer_id,
        "OfferName": offer.title,
        "SubscriptionStartDate": "10/20/2026 0:00",
        "SubscriptionEndDate": "10/19/2027 0:00",
        "ChargeStartDate": "10/20/2026 0:00",
        "ChargeEndDate": "11/19/2026 23:59",
        "ChargeType": "Prorate fees when purchase",
        "UnitPrice": "6.82",
        "Quantity": "2",
        "Amount": "13.64",
        "TotalOtherDiscount": "0.00",
        "Subtotal": "13.64",
        "Tax": "2.86",
        "TotalForCustomer": "16.50",
        "Currency": "EUR",
        "DomainName": customer.domain,
        "SubscriptionName": subscription.name,
        "SubscriptionDescription": offer.title,
        "BillingCycleType": "Monthly",
    }


def test_us_01_the_usage_file_has_the_published_columns_and_eight_decimals_in_its_rates() -> None:
    customer = a_customer_of("US", currency="USD")
    plan = a_plan(customer)
    meter = a_meter("0.085", "0.085", currency="USD", title="Compute hours", unit="1 Hour")
    use(plan, meter, "745", on=date(2026, 10, 12))

    (invoice,) = billed(customer.partner)

    (row,) = lines(invoice, "usage")
    assert headers(invoice, "usage") == USAGE
    assert row == {
        "PartnerId": str(customer.partner.public_id),
        "PartnerName": "Waterkant Cloud B.V.",
        "PartnerBillableAccountId": customer.partner.account_number,
        "CustomerCompanyName": customer.name,
        "MpnId": customer.partner.mpn_id,
        "InvoiceNumber": invoice.number,
        "ChargeStartDate": "10/10/2026 0:00",
        "ChargeEndDate": "11/9/2026 23:59",
        "SubscriptionId": plan.public_id.hex[:16].upper(),
        "SubscriptionName": plan.name,
        "SubscriptionDescription": "Metered services",
        "OrderID": plan.order.order_id,
        "ServiceName": "Compute hours",
        "ServiceType": "Compute hours",
        "ResourceGuid": str(meter.meter_id),
        "ResourceName": "Compute hours",
        "Region": "",
        "Sku": f"{meter.product.product_id}-{meter.sku_id}",
        "DetailLineItemId": "1",
        "ConsumedQuantity": "745",
        "IncludedQuantity": "0",
        "OverageQuantity": "745",
        "ListPrice": "0.085",
        "PretaxCharges": "63.33",
        "TaxAmount": "0.00",
        "PostTaxTotal": "63.33",
        "Currency": "USD",
        "PretaxEffectiveRate": "0.08500671",
        "PostTaxEffectiveRate": "0.08500671",
        "ChargeType": "Assess usage fee for current cycle",
        "CustomerId": str(customer.public_id),
        "DomainName": customer.domain,
        "BillingCycleType": "Monthly",
        "Unit": "1 Hour",
        "CustomerBillableAccount": str(customer.public_id),
        "UsageDate": "10/10/2026 0:00",
        "MeteredRegion": "",
        "MeteredService": "Compute hours",
        "MeteredServiceType": "",
        "Project": "",
        "ServiceInfo": "",
    }


def test_the_one_time_file_has_the_published_columns_and_values(customer: Customer) -> None:
    bought = a_purchase(customer, price="615.00", quantity=2, on=date(2026, 11, 5))

    (invoice,) = billed(customer.partner, month_of(NOVEMBER), "one_time")

    (row,) = lines(invoice, "one_time")
    sku = bought.availability.sku
    filled = {name: value for name, value in row.items() if value}
    assert headers(invoice, "one_time") == ONE_TIME
    assert filled == {
        "PartnerId": str(customer.partner.public_id),
        "CustomerId": str(customer.public_id),
        "CustomerName": customer.name,
        "CustomerDomainName": customer.domain,
        "CustomerCountry": "NL",
        "InvoiceNumber": "G260000001",
        "MpnId": customer.partner.mpn_id,
        "OrderId": bought.order.order_id,
        "OrderDate": "11/5/2026",
        "ProductId": sku.product.product_id,
        "SkuId": sku.sku_id,
        "AvailabilityId": bought.availability.availability_id,
        "SkuName": sku.title,
        "ProductName": sku.product.title,
        "ChargeType": "New",
        "UnitPrice": "615.00",
        "Quantity": "2",
        "Subtotal": "1230.00",
        "TaxTotal": "258.30",
        "Total": "1488.30",
        "Currency": "EUR",
        "PublisherName": "Kelvarra Systems",
        "SubscriptionDescription": sku.title,
        "SubscriptionId": str(bought.public_id),
        "ChargeStartDate": "11/5/2026",
        "ChargeEndDate": "11/5/2026",
        "TermAndBillingCycle": "One-time",
        "EffectiveUnitPrice": "615.00",
        "AlternateId": bought.order.order_id,
        "BillableQuantity": "2",
        "BillingFrequency": "One-time",
        "PricingCurrency": "EUR",
        "PCToBCExchangeRate": "1",
        "PCToBCExchangeRateDate": "11/5/2026",
        "SubscriptionStartDate": "11/5/2026",
    }


def test_the_files_of_an_invoice_add_up_to_it_to_the_cent(customer: Customer) -> None:
    subscription = a_licence(customer, price="8.47", quantity=13)
    a_licence(customer, price="0.07", quantity=3, on=date(2026, 10, 31))
    plan, meter = a_plan(customer), a_meter("0.0383", "0.12", "0.13")
    for day in range(10, 31):
        use(plan, meter, "7.333333", on=date(2026, 10, day))
        use(plan, meter, "0.1", on=date(2026, 11, day))
    billed(customer.partner)
    a_change(subscription, action="set_quantity", on=date(2026, 11, 25), quantity=11)

    for period in (SECOND, THIRD):
        (invoice,) = billed(customer.partner, period)

        licences, usage = lines(invoice, "license"), lines(invoice, "usage")
        assert column(licences, "Subtotal") + column(usage, "PretaxCharges") == invoice.net
        assert column(licences, "Tax") + column(usage, "TaxAmount") == invoice.tax
        total = column(licences, "TotalForCustomer") + column(usage, "PostTaxTotal")
        assert total == invoice.gross
        assert all(
            Decimal(row["Subtotal"]) == Decimal(row["Amount"]) - Decimal(row["TotalOtherDiscount"])
            for row in licences
        )


def test_a_credit_keeps_its_sign_in_the_file_of_a_credit_note_too(customer: Customer) -> None:
    subscription = a_licence(customer, frequency="annual", quantity=10)
    billed(customer.partner)
    a_change(subscription, action="cancel", on=date(2026, 12, 20), quantity=10)

    (note,) = billed(customer.partner, THIRD)

    (row,) = lines(note, "license")
    assert note.is_credit_note
    assert (row["UnitPrice"], row["Quantity"], row["Subtotal"], row["Tax"]) == (
        "-40.13",
        "10",
        "-401.30",
        "-84.27",
    )


def test_a_meter_with_two_prices_has_its_lines_counted(customer: Customer) -> None:
    plan, meter, other = a_plan(customer), a_meter("0.10", "0.12"), a_meter("1", "1")
    for used in (meter, other):
        use(plan, used, "10", on=date(2026, 10, 31))
        use(plan, used, "10", on=date(2026, 11, 1))

    (invoice,) = billed(customer.partner)

    rows = lines(invoice, "usage")
    assert [(row["DetailLineItemId"], row["ListPrice"]) for row in rows] == [
        ("1", "0.10"),
        ("2", "0.12"),
        ("1", "1.00"),
    ]


def test_amounts_have_the_decimals_of_their_currency() -> None:
    customer = a_customer_of("JP", currency="JPY")
    a_licence(customer, price="480", quantity=3)

    (invoice,) = billed(customer.partner)

    (row,) = lines(invoice, "license")
    assert (row["UnitPrice"], row["Subtotal"], row["TotalForCustomer"]) == ("480", "1440", "1440")


def test_a_file_is_named_after_invoice_type_currency_and_the_periods_last_day(
    customer: Customer,
) -> None:
    a_licence(customer)

    (invoice,) = billed(customer.partner)

    assert {code: format_.file_name(invoice) for code, format_ in FORMATS.items()} == {
        "pdf": "D260000001.pdf",
        "recon_license": "D260000001_license_EUR_20261115.csv",
        "recon_usage": "D260000001_usage_EUR_20261115.csv",
        "recon_one_time": "D260000001_onetime_EUR_20261115.csv",
    }
