"""What a partner's people see of their bills: the first page and the billing page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partnercenter.periods import Period
from tests.builders import (
    a_document,
    a_user,
)
from tests.web.conftest import Cast, SignIn
from tests.web.reading import NOVEMBER, OCTOBER, a_bill, queries_of, words

pytestmark = pytest.mark.django_db


def test_home_greets_the_partner_with_numbers_and_latest_documents(cast: Cast) -> None:
    invoice = a_bill(cast, "48.00")

    page = cast.owner.get("/")

    assert page.status_code == 200
    assert "Waterkant Cloud B.V." in words(page)
    assert invoice.number in words(page)
    assert "EUR 48.00" in words(page)


def test_home_of_somebody_without_a_partner_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(a_user()).get("/")

    assert page.status_code == 200
    assert "You do not work for a partner yet" in words(page)


def test_home_sends_staff_of_the_supplier_to_their_own_side(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(a_user(is_staff=True)).get("/")

    assert page.status_code == 302
    assert page["Location"] == reverse("admin:index")


def test_home_asks_a_stranger_to_sign_in(client: Client, db: None) -> None:
    page = client.get("/")

    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))


def test_billing_of_a_new_partner_says_when_the_first_invoice_comes(cast: Cast) -> None:
    page = cast.owner.get(reverse("billing:overview"))

    assert page.status_code == 200
    assert "No invoices yet" in words(page)
    assert "billing date" in words(page)


def test_billing_history_shows_one_year_and_links_to_the_others(cast: Cast) -> None:
    old = a_bill(cast, period=Period(date(2025, 10, 16), date(2025, 11, 16)))
    new = a_bill(cast, period=NOVEMBER)

    page = words(cast.owner.get(reverse("billing:overview")))
    last_year = words(cast.owner.get(reverse("billing:overview"), {"year": "2025"}))

    assert f">{new.number}</span>" in page
    assert f">{old.number}</span>" not in page
    assert 'href="?year=2025#history"' in page
    assert f">{old.number}</span>" in last_year
    assert '<a href="?year=2025#history" aria-current="page"' in last_year


def test_each_stream_has_its_own_address(cast: Cast) -> None:
    recurring = a_bill(cast)
    november = Period(date(2026, 11, 1), date(2026, 12, 1))
    once = a_bill(cast, stream="one_time", period=november)

    overview = words(cast.owner.get(reverse("billing:overview")))
    one_time = words(cast.owner.get(reverse("billing:one_time")))

    assert recurring.number in overview
    assert once.number not in overview
    assert once.number in one_time
    assert recurring.number not in one_time


def test_a_credit_note_counts_with_a_minus_sign_and_bears_its_badge(cast: Cast) -> None:
    a_bill(cast, "-25.00", credit_note=True)

    page = words(cast.owner.get(reverse("billing:overview")))

    assert "Credit Note" in page
    assert "EUR −25.00" in page or "−EUR 25.00" in page


def test_the_trend_tells_the_numbers_as_a_table_too(cast: Cast) -> None:
    a_bill(cast, "10.00", period=OCTOBER)
    a_bill(cast, "48.00", period=NOVEMBER)

    page = words(cast.owner.get(reverse("billing:overview")))

    assert "Spending trend: charges before tax by billing period, EUR" in page
    assert '<th scope="row">Oct 2026</th>' in page
    assert '<th scope="row">Nov 2026</th>' in page


def test_documents_show_their_states_and_helpdesk_sees_no_reconciliation(cast: Cast) -> None:
    invoice = a_bill(cast)
    pdf = a_document(invoice=invoice, format="pdf")
    csv = a_document(invoice=invoice, format="recon_license", content=None)

    owner = words(cast.owner.get(reverse("billing:overview")))
    helpdesk = words(cast.helpdesk.get(reverse("billing:overview")))

    assert reverse("billing:document", args=[pdf.pk]) in owner
    assert f'hx-get="{reverse("billing:document_status", args=[csv.pk])}"' in owner
    assert reverse("billing:document", args=[pdf.pk]) in helpdesk
    assert reverse("billing:document_status", args=[csv.pk]) not in helpdesk


@pytest.mark.parametrize("address", ["billing:overview", "home"])
def test_the_number_of_queries_does_not_grow_with_the_history(
    address: str, cast: Cast, django_assert_num_queries: Any
) -> None:
    a_bill(cast)
    cast.owner.get(reverse(address))
    queries = queries_of(cast.owner, reverse(address))
    for day in range(1, 30):
        period = Period(date(2026, 1, day), date(2026, 1, day + 1))
        invoice = a_bill(cast, period=period)
        a_document(invoice=invoice)

    with django_assert_num_queries(queries):
        cast.owner.get(reverse(address))
