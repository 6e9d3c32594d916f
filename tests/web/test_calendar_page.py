"""The calendar page: what a clerk looks for, what a new partner sees, and the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import a_customer, a_subscription, an_offer
from tests.web.conftest import Cast
from tests.web.reading import NOVEMBER, a_bill, queries_of, words

pytestmark = pytest.mark.django_db

PAGE = "billing:calendar"


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 23 November 2026."""
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def cast(_in_november: None, cast: Cast) -> Cast:
    """The cast, signed in on that day."""
    return cast


def test_the_page_tells_the_next_billing_date_and_the_months_to_come(cast: Cast) -> None:
    page = words(cast.owner.get(reverse(PAGE)))

    assert "Next billing date 15 Dec 2026. Its invoice is there by 17 Dec 2026." in page
    assert '<time datetime="2026-12-15">Tue 15 Dec</time>' in page
    assert "Licences and usage are billed for 16 Nov – 15 Dec 2026" in page
    assert "invoice made on 16 Dec 2026, due on 13 Feb 2027" in page
    assert "midnight UTC" in page
    assert [month in page for month in ("November 2026", "May 2027", "June 2027")] == [
        True,
        True,
        False,
    ]


def test_the_grid_leads_to_the_day_and_says_what_happens_on_it(cast: Cast) -> None:
    page = words(cast.owner.get(reverse(PAGE)))

    link = '<a class="main" href="#d-2026-12-15" aria-label="15 Dec 2026: Billing date">15</a>'
    assert link in page
    assert '<li id="d-2026-12-15">' in page
    assert '<span aria-current="date">23</span>' in page


def test_a_new_partner_is_told_that_nothing_was_bought_yet(cast: Cast) -> None:
    page = words(cast.owner.get(reverse(PAGE)))

    assert "Nothing was bought yet" in page
    assert "No issued invoice is waiting for its due date." in page


def test_an_issued_invoice_stands_on_its_due_date_with_its_amount(cast: Cast) -> None:
    invoice = a_bill(cast, "48.00", period=NOVEMBER)

    page = words(cast.owner.get(reverse(PAGE)))

    address = reverse("billing:invoice", args=[invoice.number])
    assert f'<a href="{address}">{invoice.number} is due: EUR 48.00</a>' in page
    assert "Nothing was bought yet" not in page
    assert ">14 Jan 2027</p>" in page


def test_renewals_name_the_subscription_and_lead_to_its_customer(cast: Cast) -> None:
    customer = a_customer(partner=cast.partner)
    price = an_offer(title="Suite Start")
    a_subscription(customer=customer, price=price, on=date(2025, 12, 20), quantity=7)

    page = words(cast.owner.get(reverse(PAGE)))

    address = reverse("customers:customer", args=[customer.public_id])
    assert "1 subscription renews" in page
    assert f'Suite Start, 7 <span class="soft">·</span> <a href="{address}">' in page


def test_many_renewals_of_one_day_are_counted_not_listed(cast: Cast) -> None:
    customer, price = a_customer(partner=cast.partner), an_offer()
    for _ in range(8):
        a_subscription(customer=customer, price=price, on=date(2025, 12, 20))

    page = words(cast.owner.get(reverse(PAGE)))

    assert "8 subscriptions renew" in page
    assert "and 3 more" in page


def test_a_stranger_sees_nothing_of_it(cast: Cast) -> None:
    invoice = a_bill(cast, period=NOVEMBER)

    page = words(cast.stranger.get(reverse(PAGE)))
    file = cast.stranger.get(reverse("billing:calendar_ics")).content.decode()

    assert invoice.number not in page
    assert str(invoice.number) not in file


def test_the_file_says_what_the_page_says(cast: Cast) -> None:
    invoice = a_bill(cast, period=NOVEMBER)

    answer = cast.owner.get(reverse("billing:calendar_ics"))

    content = answer.content.decode().replace("\r\n ", "").replace("\N{NO-BREAK SPACE}", " ")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="billing-2026-11-23.ics"'
    assert "X-WR-CALNAME:Billing of Waterkant Cloud B.V." in content
    assert f"SUMMARY:{invoice.number} is due: EUR 48.00" in content
    assert "URL:http://testserver/billing/calendar/" in content
    assert content.count("BEGIN:VEVENT") == content.count("END:VEVENT") > 20


def test_the_billing_pages_lead_to_the_calendar(cast: Cast) -> None:
    page = words(cast.owner.get(reverse("billing:overview")))

    assert f'<a href="{reverse(PAGE)}">Calendar</a>' in page


@pytest.mark.parametrize("address", [PAGE, "billing:calendar_ics"])
def test_the_number_of_queries_does_not_grow_with_what_is_to_come(
    address: str, cast: Cast, django_assert_num_queries: Any
) -> None:
    a_bill(cast, period=NOVEMBER)
    cast.owner.get(reverse(address))
    queries = queries_of(cast.owner, reverse(address))
    customer = a_customer(partner=cast.partner)
    for day in range(1, 29):
        a_subscription(customer=customer, price=an_offer(), on=date(2025, 12, day))

    with django_assert_num_queries(queries):
        cast.owner.get(reverse(address))
