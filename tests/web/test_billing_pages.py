"""What a partner's people see of their bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import DocumentState, Invoice
from billing.queries.tie_outs import tie_out
from partnercenter.periods import Period
from tests.builders import (
    Line,
    a_customer,
    a_document,
    a_subscription,
    a_supplier,
    a_user,
    an_issued_invoice,
    an_offer,
)
from tests.web.conftest import Cast, SignIn

pytestmark = pytest.mark.django_db

OCTOBER = Period(date(2026, 9, 16), date(2026, 10, 16))
NOVEMBER = Period(date(2026, 10, 16), date(2026, 11, 16))
TIED = "\N{NO-BREAK SPACE}"


def words(response: Any) -> str:
    """Return the page on one line, as somebody would search it."""
    return " ".join(response.content.decode().replace(TIED, " ").split())


def a_bill(cast: Cast, *nets: str, **fields: Any) -> Invoice:
    """Issue an invoice to the cast's partner with a licence line for each amount."""
    customer = a_customer(partner=cast.partner)
    subscription = a_subscription(customer=customer, price=an_offer())
    lines = [Line(subscription=subscription, net=net, tax="0") for net in nets or ("48.00",)]
    return an_issued_invoice(partner=cast.partner, lines=lines, **fields)


def invoice_page(client: Client, invoice: Invoice, **query: str) -> Any:
    return client.get(reverse("billing:invoice", args=[invoice.number]), query)


# Home


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


# Billing


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

    assert "Charges before tax by billing period, EUR" in page
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


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


# Invoice


def test_an_invoice_says_that_its_lines_add_up(cast: Cast) -> None:
    invoice = a_bill(cast, "48.00", "-12.34")

    page = invoice_page(cast.owner, invoice)

    assert page.status_code == 200
    proof = page.context["tie_out"]
    assert proof.net.amount == Decimal("35.66")
    assert proof.credits.amount == Decimal("-12.34")
    assert proof.difference.amount == 0
    assert "Ties to the cent" in words(page)


def test_a_credit_note_ties_with_its_signs_turned(cast: Cast) -> None:
    note = a_bill(cast, "10.00", "-35.00", credit_note=True)

    page = invoice_page(cast.owner, note)

    assert page.context["tie_out"].said_net.amount == Decimal("-25.00")
    assert page.context["tie_out"].ties
    assert "EUR 25.00 in your favour" in words(page)


def test_a_difference_would_be_named(cast: Cast) -> None:
    invoice = a_bill(cast, "48.00")
    invoice.net = Decimal("47.00")

    proof = tie_out(invoice)

    assert not proof.ties
    assert proof.difference.amount == Decimal("1.00")


def test_lines_are_grouped_by_customer_with_the_sum_of_all_pages(cast: Cast) -> None:
    baker, carrier = (a_customer(partner=cast.partner, name=n) for n in ("Baker", "Carrier"))
    of_baker = a_subscription(customer=baker, price=an_offer())
    of_carrier = a_subscription(customer=carrier, price=an_offer())
    lines = [Line(subscription=of_baker, net="1.00") for _ in range(120)]
    lines += [Line(subscription=of_carrier, net="2.00")]
    invoice = an_issued_invoice(partner=cast.partner, lines=lines)

    first = invoice_page(cast.owner, invoice).context["table"]
    second = invoice_page(cast.owner, invoice, page="2").context["table"]

    assert [(g.total.label, len(g.rows)) for g in first.groups] == [("Baker", 100)]
    assert [(g.total.label, len(g.rows)) for g in second.groups] == [("Baker", 20), ("Carrier", 1)]
    assert first.groups[0].total.net.amount == Decimal("120.00")
    assert second.groups[0].total.net.amount == Decimal("120.00")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "baker"}, {"1.00"}),
        ({"search": "CARRIER storage"}, {"2.00", "-3.00"}),
        ({"search": "nothing like it"}, set()),
        ({"charge_type": "Cancel fee"}, {"-3.00"}),
        ({"product": "PRODUCT"}, {"2.00", "-3.00"}),
        ({"customer": "CUSTOMER"}, {"1.00"}),
    ],
)
def test_lines_are_found_by_what_the_address_asks(
    query: dict[str, str], expected: set[str], cast: Cast
) -> None:
    baker, carrier = (a_customer(partner=cast.partner, name=n) for n in ("Baker", "Carrier"))
    storage = an_offer(title="Storage")
    of_baker = a_subscription(customer=baker, price=an_offer(title="Suite"))
    of_carrier = a_subscription(customer=carrier, price=storage)
    invoice = an_issued_invoice(
        partner=cast.partner,
        lines=[
            Line(subscription=of_baker, net="1.00"),
            Line(subscription=of_carrier, net="2.00"),
            Line(subscription=of_carrier, net="-3.00", charge_type="Cancel fee"),
        ],
    )
    ids = {
        "PRODUCT": storage.availability.sku.product.product_id,
        "CUSTOMER": str(baker.public_id),
    }
    asked = {name: ids.get(value, value) for name, value in query.items()}

    table = invoice_page(cast.owner, invoice, **asked).context["table"]

    found = {str(row.line.net.quantize(Decimal("0.01"))) for g in table.groups for row in g.rows}
    assert found == expected


def test_another_partners_invoice_is_not_there(cast: Cast) -> None:
    invoice = a_bill(cast)

    assert invoice_page(cast.stranger, invoice).status_code == 404
    line = reverse("billing:line", args=[invoice.number, 1])
    assert cast.stranger.get(line).status_code == 404


def test_a_line_unfolds_in_place_or_on_a_page_of_its_own(cast: Cast) -> None:
    invoice = a_bill(cast)
    address = reverse("billing:line", args=[invoice.number, 1])

    page = cast.owner.get(address)
    row = cast.owner.get(address, headers={"HX-Request": "true"})
    folded = cast.owner.get(f"{address}?fold", headers={"HX-Request": "true"})

    assert "<html" in words(page)
    assert words(row).startswith('<tbody id="line-1"')
    assert 'aria-expanded="true"' in words(row)
    assert 'aria-expanded="false"' in words(folded)
    assert "Subtotal of this line" not in words(folded)
    assert "HX-Request" in row["Vary"]
    assert cast.owner.get(reverse("billing:line", args=[invoice.number, 99])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_lines(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    one = a_bill(cast, "1.00")
    many = a_bill(cast, *["1.00"] * 30, period=OCTOBER)
    invoice_page(cast.owner, one)
    queries = queries_of(cast.owner, reverse("billing:invoice", args=[one.number]))

    with django_assert_num_queries(queries):
        invoice_page(cast.owner, many)


# Downloads


def test_a_document_is_streamed_as_it_was_stored(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=b"%PDF-1.7 exact bytes")

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 exact bytes"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{document.file_name}"'
    assert answer["Content-Length"] == "20"
    assert answer["ETag"] == f'"{document.sha256}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_has_the_document_gets_no_second_copy(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast))

    known = {"If-None-Match": f'"{document.sha256}"'}
    answer = cast.owner.get(reverse("billing:document", args=[document.pk]), headers=known)

    assert answer.status_code == 304


def test_a_reconciliation_file_is_saved_not_shown(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), format="recon_license", content=b"a,b\r\n")

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_helpdesk_may_have_the_invoice_but_not_the_reconciliation(cast: Cast) -> None:
    invoice = a_bill(cast)
    pdf, csv = (a_document(invoice=invoice, format=code) for code in ("pdf", "recon_license"))

    assert cast.helpdesk.get(reverse("billing:document", args=[pdf.pk])).status_code == 200
    assert cast.helpdesk.get(reverse("billing:document", args=[csv.pk])).status_code == 403


def test_a_document_that_is_not_ready_says_that_it_is_being_made(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=None)

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer.status_code == 409
    assert "This file is being made" in words(answer)


def test_the_poll_goes_on_while_asked_and_ends_by_itself(cast: Cast) -> None:
    invoice = a_bill(cast)
    asked = a_document(invoice=invoice, format="pdf", content=None)
    ready = a_document(invoice=invoice, format="recon_license")

    waiting = words(cast.owner.get(reverse("billing:document_status", args=[asked.pk])))
    done = words(cast.owner.get(reverse("billing:document_status", args=[ready.pk])))

    assert 'hx-trigger="every 2s"' in waiting
    assert f'id="document-{asked.pk}"' in waiting
    assert "hx-trigger" not in done
    assert reverse("billing:document", args=[ready.pk]) in done


def test_a_failed_document_is_asked_for_again_with_one_button(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=None)
    type(document).objects.filter(pk=document.pk).update(state=DocumentState.FAILED, attempts=3)
    again = reverse("billing:document_again", args=[document.pk])

    page = words(cast.owner.get(reverse("billing:overview")))
    answer = cast.owner.post(again)

    assert f'action="{again}"' in page
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.state == DocumentState.ASKED


def test_the_supplier_is_named_on_the_invoice_page(cast: Cast) -> None:
    supplier = a_supplier()

    assert supplier.name in words(invoice_page(cast.owner, a_bill(cast)))
