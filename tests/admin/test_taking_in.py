"""Files that staff bring: taken in whole, or refused with every problem told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing.models import UsageFile
from customers.models import Customer, Partner
from partnercenter.models import AuditEntry
from pricing.models import ExchangeRate, Price, PriceList
from tests.admin.world import World
from tests.builders import a_customer, a_partner, a_subscription, an_offer

PRICES = (
    "Valid-From Date,Valid-To Date,Offer Display Name,Offer ID,License Agreement Type,"
    "Purchase Unit,Secondary License Type,End Customer Type,List Price,ERP Price"
)
OFFER = "11/1/2026,12/31/9999,Suite Plus,6b33c46d-984f-4ac3-aa81-0988dfa0bda5,Corporate,1 Month,,"
USAGE = "SubscriptionId,UsageDate,MeterId,Quantity"
PARTNERS = (
    "MpnId,LegalName,Country,Currency,BillingDay,EnrolledOn,AddressLine1,City,VatId,VatIdValidFrom"
)
CUSTOMERS = "MpnId,CustomerId,CompanyName,DomainName,Country,Segment,RelationshipSince"
CHANGES = "SubscriptionId,Date,Action,Quantity"


def bring(client: Client, name: str, *rows: str, **fields: str) -> Any:
    """Upload the rows to an import page, and go where it leads."""
    content = "\n".join(rows).encode()
    file = SimpleUploadedFile("rows.csv", content, content_type="text/csv")
    return client.post(reverse(f"admin:{name}"), {"file": file, **fields}, follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_partners_are_taken_in_and_counted(boss: Client) -> None:
    row = "4391111,Fjordsky AS,NO,NOK,5,2026-01-05,Brygga 1,Bergen,,"

    answer = bring(boss, "customers_partner_import", PARTNERS, row)

    assert told(answer) == ["rows.csv was taken in: 1 partner."]
    assert Partner.objects.get(mpn_id="4391111").legal_name == "Fjordsky AS"
    assert AuditEntry.objects.get(act="partners.imported").by is not None


def test_every_problem_of_a_file_is_told_and_nothing_is_stored(world: World, boss: Client) -> None:
    before = Customer.objects.count()
    sound = f"{world.partner.mpn_id},{'1' * 8}-1111-1111-1111-{'1' * 12},Bakker,,NL,Commercial"
    wrong = "999,not-a-guid,Bakker,,XX,Commercial,2026-01-05"

    answer = bring(boss, "customers_customer_import", CUSTOMERS, f"{sound},2026-01-05", wrong)

    page = answer.content.decode()
    problems = [(p.row, p.field) for p in answer.context["problems"]]
    assert problems == [(3, "CustomerId"), (3, "Country")]
    assert "Nothing was stored." in page
    assert "The file has 2 problems." in page
    assert "&quot;XX&quot; is not a country code, such as NL" in page
    assert Customer.objects.count() == before


def test_a_file_that_is_no_list_is_refused_for_what_it_is(boss: Client) -> None:
    answer = bring(boss, "customers_partner_import", "PK\x03\x04")

    assert [p.row for p in answer.context["problems"]] == [0]
    assert "this is a damaged workbook, or a ZIP file that is none" in answer.content.decode()


def test_changes_are_taken_in_on_the_list_of_subscriptions(world: World, boss: Client) -> None:
    held = world.subscription

    answer = bring(
        boss,
        "customers_subscription_import-changes",
        CHANGES,
        f"{held.public_id},2026-11-20,set_quantity,12",
    )

    held.refresh_from_db()
    assert told(answer) == ["rows.csv was taken in: 1 change."]
    assert held.quantity == 12


def test_a_file_must_be_chosen(boss: Client) -> None:
    answer = boss.post(reverse("admin:billing_usagefile_import"), {})

    assert "This field is required." in answer.content.decode()
    assert not UsageFile.objects.exists()


def test_a_price_list_is_taken_in_once(boss: Client) -> None:
    row = f"{OFFER}Corporate,4.20,4.96"
    fields = {"kind": "license", "month": "2026-11", "currency": "eur", "market": ""}

    first = bring(boss, "pricing_pricelist_import", PRICES, row, **fields)
    again = bring(boss, "pricing_pricelist_import", PRICES, row, **fields)

    taken = PriceList.objects.get()
    counted = "1 row, 1 price (1 new, 0 changed, 0 unchanged, 0 removed)"
    list_ = "License-based services EUR 2026-11 #1"
    assert told(first) == [f"rows.csv was taken in: {list_}, {counted}."]
    assert (taken.currency, taken.published_by_id) == ("EUR", _key_of(boss))
    assert str(taken.prices.get().unit_price.normalize()) == "4.2"
    assert "Nothing was stored." in again.content.decode()
    assert "rows.csv has the content of License-based services EUR" in again.content.decode()


def test_a_price_list_of_no_currency_is_refused_in_words(boss: Client) -> None:
    row = f"{OFFER}Corporate,4.20,4.96"
    fields = {"kind": "license", "month": "2026-11", "currency": "", "market": ""}

    answer = bring(boss, "pricing_pricelist_import", PRICES, row, **fields)

    assert "A list of this kind does not name its currency: give it." in answer.content.decode()
    assert not Price.objects.exists()


@pytest.mark.parametrize("intake", ["pricing_pricelist_import", "pricing_offermatrix_import"])
def test_a_month_out_of_reach_is_told_at_its_field(boss: Client, intake: str) -> None:
    fields = {"kind": "license", "month": "9999-12", "currency": "EUR", "market": ""}

    answer = bring(boss, intake, PRICES, f"{OFFER}Corporate,4.20,4.96", **fields)

    assert answer.context["form"].errors["month"] == ["9999 is not a year from 2000 to 2200."]
    assert not Price.objects.exists()


def test_usage_is_taken_in(boss: Client) -> None:
    meter = an_offer(kind="usage", price="0.05", meter=True).availability.sku
    held = a_subscription(customer=a_customer(partner=a_partner()), on=date(2026, 11, 3))

    answer = bring(
        boss,
        "billing_usagefile_import",
        USAGE,
        f"{held.public_id},2026-11-05,{meter.meter_id},12.5",
    )

    assert told(answer) == ["rows.csv was taken in: 1 usage record."]
    assert UsageFile.objects.get().row_count == 1


def test_exchange_rates_are_taken_in_and_counted(boss: Client) -> None:
    header = "PricingCurrency,Currency,Month,Rate,Source,PublishedOn"
    row = "USD,EUR,2026-11,0.846202666,Reference rates,2026-10-29"

    answer = bring(boss, "pricing_exchangerate_import", header, row)

    assert told(answer) == ["rows.csv was taken in: 1 exchange rate."]
    rate = ExchangeRate.objects.get()
    assert (str(rate), rate.recorded_by_id) == ("USD EUR 2026-11", _key_of(boss))


def _key_of(client: Client) -> int:
    return int(client.session["_auth_user_id"])
