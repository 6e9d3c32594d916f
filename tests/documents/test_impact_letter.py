"""The letter to a customer: retail prices only, in the partner's language, one page, tagged."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from billing.documents import letter
from billing.documents.letter import NothingToSay
from billing.queries import impact_lines
from customers.models import Customer, Subscription
from tests.billing.impacts import DECEMBER, ON, a_shop, december, of, publish, publish_in_two, sold
from tests.billing.scenes import a_meter, a_plan, use
from tests.builders import a_customer, a_price_of

pytestmark = pytest.mark.django_db


def printed(*customers: Customer, kind: str = "license", language: str = "en") -> bytes:
    partner = customers[0].partner
    with of(partner, december(kind)):
        lines = impact_lines.retail_lines(one.pk for one in customers)
    letters = [letter.letter(partner, one, lines.get(one.pk, []), on=ON) for one in customers]
    return letter.printed(letters, language=language)


def pages(content: bytes) -> list[str]:
    found = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in found]


def renewing(
    customer: Customer,
    *,
    price: str = "4.11",
    coming: str = "4.99",
    erp: tuple[str | None, str | None] = ("5.00", "6.25"),
    **fields: str,
) -> Subscription:
    held = sold(customer, price=price, erp=erp[0], offer=fields)
    publish({held: coming}, erp=erp[1])
    return held


def test_a_letter_says_who_writes_to_whom_what_changes_and_when() -> None:
    customer = a_shop(legal_name="Waterkant Cloud B.V.")
    renewing(customer, title="Suite Standard")

    (text,) = pages(printed(customer))

    for said in (
        "Waterkant Cloud B.V. Schiehaven 41 3024 EC Rotterdam Netherlands",
        "16 Nov 2026",
        "Bakkerij De Gouden Schelp B.V. Stationsweg 85 2638 NR Delft Netherlands",
        "Suite Standard",
        "2 Dec 2026 3 Dec 2026 one, a month 5.00 6.25",
        "Price until then, EUR",
    ):
        assert said in text


def test_what_the_partner_pays_is_nowhere_on_it() -> None:
    customer = a_shop()
    renewing(customer, price="4.11", coming="4.99")
    renewing(customer, price="7.77", coming="8.88", erp=(None, "11.00"))

    (text,) = pages(printed(customer))

    for secret in ("4.11", "4.99", "7.77", "8.88", "0.88", "1.11"):
        assert secret not in text
    assert "on request 11.00" in text


def test_a_price_for_a_year_is_told_for_the_year() -> None:
    customer = a_shop()
    held = sold(customer, erp="5.00", frequency="annual")
    publish({held: "5.00"}, erp="6.25")

    assert "one, a year 60.00 75.00" in pages(printed(customer))[0]


def test_it_tells_of_retail_prices_even_where_the_partners_own_stays() -> None:
    customer = a_shop()
    renewing(customer, price="4.00", coming="4.00", title="Suite Dearer")
    renewing(customer, price="4.00", coming="5.00", erp=("5.00", "5.00"), title="Suite Same")

    (text,) = pages(printed(customer))

    assert "Suite Dearer" in text
    assert "Suite Same" not in text


def test_a_customer_whose_prices_stay_gets_no_letter() -> None:
    customer = a_shop()
    renewing(customer, erp=("5.00", "5.00"))

    with pytest.raises(NothingToSay, match="No retail price that Bakkerij De Gouden Schelp"):
        printed(customer)


def test_a_retail_price_that_changes_only_within_the_month_is_told_from_its_first_term() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=1, offer={"title": "Suite Late"})
    publish_in_two(held, ("4.00", "5.00"), ("6.00", "8.00"))

    with of(held.customer.partner):
        assert impact_lines.retail_customers() == {held.customer.pk: False}
    (text,) = pages(printed(held.customer))

    assert "Suite Late 10 2 Jan 2027 3 Jan 2027 one, a month 5.00 8.00" in text
    assert text.count("Suite Late") == 1
    assert "The price of 1 item" in text


def test_a_retail_price_that_changes_twice_is_told_twice() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=1, offer={"title": "Suite Twice"})
    publish_in_two(held, ("4.00", "6.00"), ("4.00", "5.00"))

    (text,) = pages(printed(held.customer))

    assert "Suite Twice 10 2 Dec 2026 3 Dec 2026 one, a month 5.00 6.00" in text
    assert "Suite Twice 10 2 Jan 2027 3 Jan 2027 one, a month 6.00 5.00" in text
    assert "The price of 1 item" in text


def test_a_later_retail_price_that_is_on_no_list_is_told_as_on_request() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=1)
    publish_in_two(held, ("4.00", "5.00"), ("6.00", None))

    with of(held.customer.partner):
        assert impact_lines.retail_customers() == {held.customer.pk: True}
    assert "3 Jan 2027 one, a month 5.00 on request" in pages(printed(held.customer))[0]


def test_a_later_retail_price_beyond_the_twelve_months_makes_no_letter() -> None:
    held = sold(a_shop(), on=date(2025, 12, 3))
    publish_in_two(held, ("4.00", "5.00"), ("6.00", "8.00"))

    with of(held.customer.partner):
        assert impact_lines.retail_customers() == {}


def test_use_is_told_by_the_unit_and_has_no_guarantee() -> None:
    plan = a_plan(a_shop())
    meter = a_meter("0.10", erp="0.12", title="Compute hours", unit="1 Hour")
    for month, erp in ((date(2026, 11, 1), "0.12"), (DECEMBER, "0.15")):
        a_price_of(meter, price="0.10", erp=erp, kind="usage", month=month)
    use(plan, meter, "100", on=date(2026, 10, 12))

    (text,) = pages(printed(plan.customer, kind="usage"))

    assert "as used 1 Dec 2026 1 Hour 0.12 0.15" in text
    assert "guaranteed" not in text


def test_many_letters_are_one_file_with_a_page_for_each() -> None:
    customer = a_shop()
    other = a_customer(partner=customer.partner, name="Kwekerij Zonneveld B.V.")
    for one in (customer, other):
        renewing(one)

    first, second = pages(printed(customer, other))

    assert customer.name in first
    assert other.name in second
    assert customer.name not in second


def test_it_is_tagged_for_screen_readers_and_the_same_again_byte_by_byte() -> None:
    customer = a_shop()
    renewing(customer)

    content = printed(customer)

    assert content == printed(customer)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(content))
