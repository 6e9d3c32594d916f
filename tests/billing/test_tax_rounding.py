"""An invoice rounds its tax as the supplier chose that day, ties to the cent, and says how."""

from __future__ import annotations

from datetime import date

import pytest

from billing.documents.sheet import sheet_of
from billing.models import Invoice, Supplier
from billing.queries.explanations import tax_words
from billing.queries.file_sums import file_sums
from billing.queries.tie_outs import tie_out
from billing.queries.verification import verify
from customers.models import Customer
from tests.billing.scenes import FIRST, SECOND, a_customer_of, a_licence, billed
from tests.builders import a_change

pytestmark = pytest.mark.django_db

ONCE = ["0.11", "0.11", "0.10"]
EACH = ["0.11", "0.11", "0.11"]
CASES = [("document", ONCE, "0.32"), ("line", EACH, "0.33")]


def three_licences() -> Customer:
    """Three lines of EUR 0.50, whose tax of 21% is 0.105 each and 0.315 together."""
    customer = a_customer_of("NL")
    for _ in range(3):
        a_licence(customer, price="0.50", quantity=1)
    return customer


def chosen(rounding: str) -> None:
    Supplier.objects.update(tax_rounding=rounding)


def line_taxes(invoice: Invoice) -> list[str]:
    taxes = invoice.charges.order_by("position").values_list("tax", flat=True)
    return [f"{tax:.2f}" for tax in taxes]


@pytest.mark.parametrize(("rounding", "lines", "tax"), CASES)
def test_an_invoice_is_rounded_by_the_policy_and_ties_to_the_cent(
    rounding: str, lines: list[str], tax: str
) -> None:
    customer = three_licences()
    chosen(rounding)

    (invoice,) = billed(customer.partner)

    assert invoice.tax_decision["rounding"] == rounding
    assert (line_taxes(invoice), f"{invoice.tax:.2f}") == (lines, tax)
    assert f"{invoice.gross - invoice.net:.2f}" == tax
    assert tie_out(invoice).ties
    assert file_sums(invoice).ties
    assert verify(invoice).differences == ()


@pytest.mark.parametrize(("rounding", "lines", "tax"), CASES)
def test_a_credit_note_gives_back_exactly_the_tax_that_was_charged(
    rounding: str, lines: list[str], tax: str
) -> None:
    customer = three_licences()
    chosen(rounding)
    billed(customer.partner, FIRST)
    for subscription in customer.subscriptions.all():
        a_change(subscription, action="cancel", on=date(2026, 11, 18), quantity=1)

    (note,) = billed(customer.partner, SECOND)

    assert note.is_credit_note
    assert (line_taxes(note), f"{note.tax:.2f}") == ([f"-{line}" for line in lines], tax)
    assert tie_out(note).ties
    assert file_sums(note).ties


def test_a_change_of_the_policy_counts_from_the_next_invoice_on() -> None:
    customer = three_licences()
    (first,) = billed(customer.partner, FIRST)

    chosen("line")
    (second,) = billed(customer.partner, SECOND)

    first.refresh_from_db()
    assert (first.tax_decision["rounding"], f"{first.tax:.2f}") == ("document", "0.32")
    assert (second.tax_decision["rounding"], f"{second.tax:.2f}") == ("line", "0.33")


@pytest.mark.parametrize(
    ("rounding", "words"),
    [
        ("document", "can differ by EUR 0.01 from its own percentage."),
        ("line", "Tax is rounded on every line, and the document's tax is the sum of its lines"),
    ],
)
def test_where_the_tax_is_explained_its_rounding_is_too(rounding: str, words: str) -> None:
    customer = three_licences()
    chosen(rounding)

    (invoice,) = billed(customer.partner)

    assert words in tax_words(invoice).replace("\N{NO-BREAK SPACE}", " ")
    assert sheet_of(invoice).tax_rounding == rounding


def test_where_no_tax_is_charged_nothing_is_said_of_rounding() -> None:
    customer = a_customer_of("CH", currency="CHF")
    a_licence(customer)

    (invoice,) = billed(customer.partner)

    assert "rounded" not in tax_words(invoice)
    assert sheet_of(invoice).tax_rounding == ""


def test_an_invoice_from_before_the_policy_was_kept_was_rounded_once() -> None:
    customer = three_licences()
    (invoice,) = billed(customer.partner)
    del invoice.tax_decision["rounding"]

    assert "Tax is rounded once" in tax_words(invoice)
    assert sheet_of(invoice).tax_rounding == ""
    assert verify(invoice).differences == ()
