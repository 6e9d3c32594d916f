"""A price list is one edition for one month: taken in whole, cut to the month, never changed."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from partnercenter.intake import AlreadyTakenIn
from partnercenter.models import AuditEntry
from pricing.models import Availability, Price, Product, Sku
from tests.pricing.price_rows import (
    CATALOGUE,
    JANUARY,
    LICENSES,
    METER,
    OFFER,
    OTHER_METER,
    a_licence,
    an_item,
    taken,
    usage,
)

pytestmark = pytest.mark.django_db


def test_an_offer_becomes_product_sku_availability_and_price() -> None:
    price_list = taken(a_licence(), a_licence(who="Academic,1 Month,Non-specific,Faculty"))

    sku = Sku.objects.get(offer_id=OFFER)
    product = Product.objects.get()
    assert (product.title, product.billing_type) == ("Suite Start", "license")
    assert (sku.sku_id, sku.title) == ("0001", "Suite Start")
    assert sku.secondary_type == "Non-specific"
    assert sorted(sku.availabilities.values_list("agreement_type", "end_customer_type")) == [
        ("Academic", "Faculty"),
        ("Corporate", "Corporate"),
    ]
    price = price_list.prices.get(availability__agreement_type="Corporate")
    assert (price.unit_price, price.erp_price, price.status) == (
        Decimal("4.2"),
        Decimal("4.96"),
        "ADD",
    )
    assert (price.valid_from, price.valid_until) == (date(2026, 1, 1), date(2026, 2, 1))
    assert (price_list.row_count, price_list.edition, price_list.file_name) == (2, 1, "list.csv")
    assert AuditEntry.objects.get().act == "price_list.published"


def test_ids_follow_from_what_is_offered() -> None:
    usage(an_item())
    taken(a_licence())

    of_offer = hashlib.md5(OFFER.encode()).hexdigest().upper()
    of_item = hashlib.md5(b"dzhphekyfnrs|012g|eur|||commercial|").hexdigest().upper()
    assert Product.objects.get(billing_type="license").product_id == f"PRD{of_offer[:9]}"
    assert Availability.objects.get(sku__sku_id="012G").availability_id == of_item[:12]


def test_prices_are_cut_to_the_month_and_rows_of_other_months_left_out() -> None:
    price_list = taken(
        a_licence(days="1/10/2026,1/20/2026"),
        a_licence(days="1/21/2026,6/30/2026", price="5.00,"),
        a_licence(days="1/1/2024,12/31/2025", status="D", price="3,3"),
    )

    assert list(
        price_list.prices.order_by("valid_from").values_list("valid_from", "valid_until")
    ) == [(date(2026, 1, 10), date(2026, 1, 21)), (date(2026, 1, 21), date(2026, 2, 1))]
    assert price_list.prices.get(valid_from=date(2026, 1, 21)).erp_price is None


def test_other_content_for_a_month_is_a_new_edition_and_keeps_the_old_prices() -> None:
    first = taken(a_licence(), a_licence(who="Government,1 Month,,Government"))

    second = taken(a_licence(price="8.00,9.00", title="Suite Plus"), month=date(2026, 1, 20))

    assert (second.edition, second.month) == (2, JANUARY)
    assert [price.in_force for price in first.prices.all()] == [False, False]
    assert Price.objects.on(JANUARY).get().unit_price == Decimal(8)
    assert Product.objects.get().title == "Suite Plus"


def test_the_same_words_in_another_case_are_the_same_availability() -> None:
    taken(a_licence())

    taken(
        a_licence(offer=OFFER.upper(), who="CORPORATE,1 month,,corporate"), month=date(2026, 2, 1)
    )

    assert Availability.objects.count() == 1


def test_the_same_content_is_refused_for_its_month_and_taken_for_another() -> None:
    taken(a_licence(price="5,5"))
    taken(a_licence())

    with pytest.raises(AlreadyTakenIn) as refused:
        taken(a_licence())

    told = "list.csv has the content of License-based services EUR 2026-01 #2, published on 2026-11-16."
    assert str(refused.value) == told
    assert taken(a_licence(), month=date(2026, 2, 1)).edition == 1


def test_a_list_of_meters_puts_the_plan_that_consumes_them_on_sale() -> None:
    price_list = usage(an_item(), currency=None)

    assert price_list.currency == "EUR"
    meter = Sku.objects.get(meter_id=METER)
    assert (meter.product.product_id, meter.product.billing_type) == ("DZHPHEKYFNRS", "usage")
    assert (meter.sku_id, meter.unit, meter.offer_id) == ("012G", "1 Hour", None)
    plan = Availability.objects.get(sku__offer_id="PC-USE-0145P")
    assert (plan.currency, plan.market) == ("EUR", "")
    assert plan.sku.product.billing_type == "usage"

    other = an_item(product="On demand,DZHC00000001", currency="USD", meter=OTHER_METER)
    taken(other, header=CATALOGUE, kind="consumption", currency=None)

    plan = Availability.objects.get(sku__offer_id="PC-USE-PLAN")
    assert (plan.currency, plan.sku.product.billing_type) == ("USD", "plan")
    assert Sku.objects.get(meter_id=OTHER_METER).product.billing_type == "plan"


def test_software_is_ordered_by_product_and_sku() -> None:
    taken(an_item(meter=""), header=CATALOGUE, kind="software")

    sku = Sku.objects.get()
    assert (sku.offer_id, sku.product.billing_type) == ("DZHPHEKYFNRS:012G", "one_time")


def test_a_list_for_one_market_stands_beside_that_for_all() -> None:
    usage(an_item())

    usage(an_item(market="NL", price="0.03"), market="nl")

    assert sorted(Price.objects.on(JANUARY).values_list("availability__market", flat=True)) == [
        "",
        "NL",
    ]


def test_the_command_tells_what_came_in_or_why_nothing_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "january.csv"
    path.write_text(f"{LICENSES}\n{a_licence()}\n{a_licence(price='abc,')}\n")
    command = [
        "import_price_list",
        str(path),
        "--kind=license",
        "--month=2026-01",
        "--currency=EUR",
    ]

    with pytest.raises(SystemExit) as ended:
        call_command(*command)
    refused = capsys.readouterr().err
    path.write_text(f"{LICENSES}\n{a_licence()}\n")
    call_command(*command)

    assert ended.value.code == 1
    assert refused.splitlines() == [
        'row 3, List Price: "abc" is not a number (13 digits, a full stop and 18 decimals)',
        "Nothing was stored.",
    ]
    assert (
        capsys.readouterr().out
        == "License-based services EUR 2026-01 #1: 1 row, 1 price (1 new, 0 changed, 0 unchanged, 0 removed).\n"
    )
