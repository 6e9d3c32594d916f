"""The file of what is unbilled: for those who may, the lines found, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.builders import an_estimate
from tests.web.conftest import Cast
from tests.web.test_estimate_pages import NOON, TODAY, some_lines

EXPORT = "billing:estimate:export"


@pytest.fixture(autouse=True)
def _at_noon(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def content(answer: Any) -> bytes:
    assert answer.streaming
    return b"".join(answer.streaming_content)


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(answer).decode())))


def test_every_line_is_in_the_file_with_plain_dates_and_amounts(cast: Cast) -> None:
    lines = some_lines(cast, "359.64", quantity="3", unit_price="119.88")
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)
    subscription = lines[0].subscription

    answer = cast.owner.get(reverse(EXPORT))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="estimate_recurring_20261215.csv"'
    )
    (row,) = rows(answer)
    assert row == {
        "PartnerId": str(cast.partner.public_id),
        "CustomerId": str(subscription.customer.public_id),
        "CustomerName": "Baker",
        "CustomerDomainName": subscription.customer.domain,
        "CustomerCountry": "NL",
        "OrderId": subscription.order.order_id,
        "SubscriptionId": str(subscription.public_id),
        "SubscriptionName": "Suite of Baker",
        "ProductId": subscription.availability.sku.product.product_id,
        "ProductName": "Suite of Baker",
        "SkuId": subscription.availability.sku.sku_id,
        "SkuName": "Suite of Baker",
        "BillingType": "license",
        "ChargeType": "Cycle fee",
        "ChargeStartDate": "2026-11-16",
        "ChargeEndDate": "2026-12-15",
        "Quantity": "3",
        "UnitType": "",
        "UnitPrice": "119.88",
        "Subtotal": "359.64",
        "TaxTotal": "1.00",
        "Total": "360.64",
        "Currency": "EUR",
        "BillingPeriodStartDate": "2026-11-16",
        "BillingPeriodEndDate": "2026-12-15",
        "EstimatedAt": "2026-11-23T02:15:00Z",
    }


def test_the_filters_of_the_page_go_along(cast: Cast) -> None:
    lines = some_lines(cast, "1.00", "2.00") + some_lines(cast, "100", customer="50%")
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)
    an_estimate(partner=cast.partner, lines=some_lines(cast, "9.00"), on=TODAY, currency="USD")

    def found(**query: str) -> list[str]:
        return [row["Subtotal"] for row in rows(cast.owner.get(reverse(EXPORT), query))]

    assert found() == ["1.00", "2.00", "100.00", "9.00"]
    assert found(currency="USD") == ["9.00"]
    assert found(currency="EUR", search="baker") == ["1.00", "2.00"]
    assert found(search="50%") == ["100.00"]
    assert found(charge_type="Cycle fee", customer="nobody") == []


def test_amounts_have_the_decimals_of_their_currency(cast: Cast) -> None:
    for currency, net in (("JPY", "1815"), ("KWD", "1.235")):
        lines = some_lines(cast, net, customer=currency)
        an_estimate(partner=cast.partner, lines=lines, on=TODAY, currency=currency)

    found = [row["Subtotal"] for row in rows(cast.owner.get(reverse(EXPORT)))]

    assert found == ["1815", "1.235"]


def test_no_name_is_read_as_a_formula_and_lines_end_as_spreadsheets_like(cast: Cast) -> None:
    lines = some_lines(cast, "1.00", texts={"customer": "=1+1", "subscription": "a\nb"})
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)

    text = content(cast.owner.get(reverse(EXPORT)))

    assert b"'=1+1" in text
    assert b"a b" in text
    assert text.count(b"\r\n") == text.count(b"\n") == 2


def test_it_takes_the_permission_for_reconciliation_files(cast: Cast) -> None:
    an_estimate(partner=cast.partner, lines=some_lines(cast, "1.00"), on=TODAY)

    page = cast.helpdesk.get(reverse("billing:estimate:page"))

    assert cast.helpdesk.get(reverse(EXPORT)).status_code == 403
    assert reverse(EXPORT) not in page.content.decode()
    assert reverse(EXPORT) in cast.owner.get(reverse("billing:estimate:page")).content.decode()


def test_what_is_not_made_is_not_there_to_export(cast: Cast) -> None:
    an_estimate(partner=cast.partner, on=date(2026, 11, 15))

    assert cast.owner.get(reverse(EXPORT)).status_code == 404
    assert cast.stranger.get(reverse(EXPORT)).status_code == 404
