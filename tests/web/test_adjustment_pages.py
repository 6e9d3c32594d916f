"""What partners are shown of adjustments: named in the proof, grouped, explained, linked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from billing.models import Invoice
from billing.queries.adjustments import MOST_NAMED
from billing.services import adjustments
from customers.models import Partner
from tests.billing.grants import GOODWILL, GRANTED_ON, UNUSED, granted, refunded
from tests.billing.scenes import SECOND, a_customer_of, a_licence, billed
from tests.builders import AT, a_user
from tests.web.conftest import SignIn
from tests.web.reading import invoice_page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    customer = a_customer_of()
    a_licence(customer)
    return customer.partner


@pytest.fixture
def invoice(partner: Partner) -> Invoice:
    """Ten licences of 4.00, goodwill of 25.00 and a debit of 3.00."""
    granted(partner)
    granted(partner, "3.00", reason="Transport of media")
    return billed(partner)[0]


@pytest.fixture
def owner(partner: Partner, sign_in: SignIn) -> Any:
    return sign_in(a_user(partner=partner))


def line_page(client: Any, invoice: Invoice, position: int) -> str:
    return words(client.get(reverse("billing:line", args=[invoice.number, position])))


def test_the_proof_names_each_adjustment_between_the_files_and_the_document(
    owner: Any, invoice: Invoice
) -> None:
    page = invoice_page(owner, invoice)

    proof = page.context["tie_out"]
    assert (proof.lines, str(proof.net), str(proof.adjustments)) == (1, "EUR 40.00", "EUR -22.00")
    assert (str(proof.said_net), str(proof.difference), proof.ties) == (
        "EUR 18.00",
        "EUR 0.00",
        True,
    )
    assert str(proof.tax) == "EUR 8.40"
    assert (str(proof.adjustments_tax), str(proof.said_tax)) == ("EUR -4.62", "EUR 3.78")
    assert [row.label for row in proof.types] == ["License-based"]
    told = words(page)
    assert "1 reconciliation line EUR 40.00 + adjustments EUR \N{MINUS SIGN}22.00" in told
    for named in (GOODWILL, "Transport of media", "3 Nov 2026", "Ties to the cent"):
        assert named in told
    assert invoice.documents.filter(format__startswith="recon").count() == 1


def test_many_adjustments_are_named_up_to_a_number_and_summed_beyond(
    owner: Any, partner: Partner
) -> None:
    for number in range(MOST_NAMED + 3):
        granted(partner, "-1.00", applies_on=GRANTED_ON - timedelta(days=number))
    (invoice,) = billed(partner)

    adjusted = invoice_page(owner, invoice).context["tie_out"].adjusted

    assert (adjusted.count, len(adjusted.named), adjusted.unnamed) == (15, 12, 3)
    assert (str(adjusted.unnamed_net), str(adjusted.net)) == ("EUR -3.00", "EUR -15.00")
    assert (
        adjusted.unnamed_tax + sum((one.tax for one in adjusted.named), adjusted.tax * 0)
        == adjusted.tax
    )


def test_the_summary_has_a_line_for_adjustments_and_still_adds_up(
    owner: Any, invoice: Invoice
) -> None:
    summary = invoice_page(owner, invoice).context["summary"]

    assert [(label, str(amount)) for label, amount in summary] == [
        ("License-based charges", "EUR 40.00"),
        ("Adjustments", "EUR -22.00"),
    ]
    assert sum(amount.amount for _, amount in summary) == invoice.net


def test_a_credit_note_of_adjustments_alone_ties_without_any_file(
    partner: Partner, owner: Any
) -> None:
    granted(partner, currency="USD")
    note = next(one for one in billed(partner) if one.currency == "USD")

    page = invoice_page(owner, note)

    proof = page.context["tie_out"]
    assert (proof.lines, str(proof.net), str(proof.said_net)) == (0, "USD 0.00", "USD -25.00")
    assert proof.ties
    assert page.context["summary"] == [("Adjustments", proof.adjustments * -1)]


@pytest.mark.parametrize(
    ("group", "label"), [("customer", "No customer"), ("product", "Adjustments")]
)
def test_adjustments_stand_together_after_everything_else(
    owner: Any, invoice: Invoice, group: str, label: str
) -> None:
    table = invoice_page(owner, invoice, group=group).context["table"]

    last = table.groups[-1]
    assert (last.total.label, last.total.lines, str(last.total.net)) == (label, 2, "EUR -22.00")
    assert [row.line.texts["sku"] for row in last.rows] == [GOODWILL, "Transport of media"]


@pytest.mark.parametrize(
    "asked",
    [
        {"customer": "none"},
        {"product": "none"},
        {"charge_type": "Adjustment"},
        {"search": "adjustment"},
    ],
)
def test_adjustments_are_found_by_what_they_lack(
    owner: Any, invoice: Invoice, asked: dict[str, str]
) -> None:
    table = invoice_page(owner, invoice, **asked).context["table"]

    assert sum(len(group.rows) for group in table.groups) == 2
    if "customer" in asked:
        assert table.chips == [("customer", "Customer", "No customer")]


def test_an_adjustment_explains_itself_without_a_customer(owner: Any, invoice: Invoice) -> None:
    page = line_page(owner, invoice, 2)

    assert "Adjustment, 3 Nov 2026: EUR \N{MINUS SIGN}25.00 before tax." in page
    assert "The supplier granted it as of 3 Nov 2026." in page
    assert "A credit, not a penalty: an amount given by itself" in page
    assert "<h1>Goodwill for the outage of 28 October</h1>" in page
    assert "<dt>Applies from</dt><dd>3 Nov 2026</dd>" in page
    assert "Given back, so with a minus sign" in page
    assert "subscription id" not in page


def test_a_refund_leads_to_its_line_and_the_line_to_its_refund(
    owner: Any, partner: Partner, invoice: Invoice
) -> None:
    line = invoice.charges.get(position=1)
    refunded(line, "15.00")
    waiting = line_page(owner, invoice, 1)
    (second,) = billed(partner, SECOND)
    refund = second.charges.get(charge_type="Offset a line item")

    there, back = line_page(owner, invoice, 1), line_page(owner, second, refund.position)

    assert f"on the next invoice: {UNUSED}" in waiting
    assert reverse("billing:line", args=[second.number, refund.position]) in there
    assert f"line {refund.position} of {second.number}" in there
    assert reverse("billing:line", args=[invoice.number, 1]) in back
    assert "an earlier line is refunded, wholly or in part" in back
    assert f"<dt>Reason</dt><dd>{UNUSED}</dd>" in back


def test_what_was_withdrawn_is_named_as_that(owner: Any, partner: Partner) -> None:
    adjustment = granted(partner)
    (first,) = billed(partner)
    adjustments.withdraw(adjustment=adjustment, at=AT)
    (second,) = billed(partner, SECOND)

    proof, page = words(invoice_page(owner, second)), line_page(owner, second, 1)

    assert f"Withdrawn: takes back line 2 of {first.number}" in proof
    assert "It was granted and billed before, and has been withdrawn since." in page
    assert f"Line 2 of {first.number}" in page


def test_every_line_of_such_an_invoice_unfolds(
    owner: Any, partner: Partner, invoice: Invoice
) -> None:
    refunded(invoice.charges.get(position=1))
    for made in (invoice, *billed(partner, SECOND)):
        for position in made.charges.values_list("position", flat=True):
            address = reverse("billing:line", args=[made.number, position])
            for headers in ({}, {"HX-Request": "true"}):
                assert owner.get(address, headers=headers).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_adjustments(
    owner: Any, partner: Partner, invoice: Invoice, django_assert_max_num_queries: Any
) -> None:
    address = reverse("billing:invoice", args=[invoice.number])
    owner.get(address)
    for number in range(9):
        granted(partner, "-1.00", reason=f"Number {number}", applies_on=SECOND.start)
    (second,) = billed(partner, SECOND)
    with django_assert_max_num_queries(60) as few:
        owner.get(address)

    with django_assert_max_num_queries(len(few)):
        owner.get(reverse("billing:invoice", args=[second.number]))

    assert second.charges.count() == 10
