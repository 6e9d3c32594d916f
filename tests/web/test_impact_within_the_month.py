"""A price that changes within the list's month, as page, file and letter tell it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from partnercenter.periods import add_months
from tests.builders import a_customer, a_price
from tests.web.conftest import Cast
from tests.web.impacts import coming, coming_month, read, rows, sold, this_month

pytestmark = pytest.mark.django_db


def test_page_file_and_letter_agree_on_a_price_that_changes_within_the_month(cast: Cast) -> None:
    customer = a_customer(partner=cast.partner)
    held = sold(customer, price="4.00", coming=None, title="Suite Late")
    first, middle, then = (
        coming_month(),
        coming_month().replace(day=14),
        add_months(this_month(), 2),
    )
    for price, erp, start, end in (
        ("4.00", "4.96", first, middle),
        ("6.00", "8.00", middle, then),
    ):
        a_price(
            availability=held.availability,
            price_list=coming(),
            valid_from=start,
            valid_until=end,
            unit_price=Decimal(price),
            erp_price=Decimal(erp),
        )

    text, told = read(cast.owner), rows(cast.owner)
    letter = cast.owner.get(
        reverse("billing:impact_letter", args=[coming().pk, customer.public_id])
    )

    # The first month is still at 4.00; eleven times ten pieces at 2.00 more.
    assert (
        f"EUR 220.00 more in the next twelve months, for 1 of 1 customers; first on {_day(then)}"
        in text
    )
    assert f"4.00 4.00 6.00 from {_day(then)} 0.00 (0%) then 2.00 (50%) 220.00 12 charges" in text
    assert [(row["NewPriceFrom"], row["NewUnitPrice"], row["Difference"]) for row in told] == [
        (str(first), "4", "0"),
        *[(str(then), "6", "20")] * 11,
    ]
    (page,) = pypdfium2.PdfDocument(letter.content)
    words_of_letter = " ".join(page.get_textpage().get_text_range().split())
    assert (
        f"{_day(then - timedelta(days=1))} {_day(then)} one, a month 4.96 8.00" in words_of_letter
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
