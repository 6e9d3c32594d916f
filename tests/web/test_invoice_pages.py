"""What an invoice's page says, proves and explains."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from billing.engine import taxes
from billing.queries.tie_outs import tie_out
from tests.builders import (
    Line,
    a_customer,
    a_subscription,
    a_supplier,
    an_issued_invoice,
    an_offer,
)
from tests.web.conftest import Cast
from tests.web.reading import OCTOBER, a_bill, invoice_page, queries_of, words

pytestmark = pytest.mark.django_db


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


def test_the_supplier_is_named_on_the_invoice_page(cast: Cast) -> None:
    supplier = a_supplier()

    assert supplier.name in words(invoice_page(cast.owner, a_bill(cast)))


@pytest.mark.parametrize(
    ("rounding", "label", "sentence"),
    [
        ("document", "Share of the document's tax", "Tax is rounded once"),
        ("line", "Tax of this line", "Tax is rounded on every line"),
    ],
)
def test_invoice_and_line_say_how_the_tax_was_rounded(
    cast: Cast, rounding: str, label: str, sentence: str
) -> None:
    decision = taxes.decide(
        seller_country="NL",
        buyer_country="NL",
        buyer_vat_number="",
        on=date(2026, 11, 15),
        rounding=rounding,
    )
    invoice = a_bill(cast, tax_decision=decision.as_data())

    page = words(invoice_page(cast.owner, invoice))
    line = words(cast.owner.get(reverse("billing:line", args=[invoice.number, 1])))

    assert sentence in page
    assert f"<dt>{label}</dt>" in line
    assert sentence in line
