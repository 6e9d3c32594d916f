"""Issuing: tax decided and stored, both parties frozen, the next number taken, for good."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.models import BillingRun, Invoice, NumberSeries, Supplier
from billing.services import documents, invoices, runs
from billing.services.invoices import AlreadyIssued, NoCharges, NoSupplier
from billing.services.runs import RunRefused
from customers.models import Partner, TaxRegistration
from partnercenter.periods import Period
from tests.billing.scenes import (
    FIRST,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_purchase,
    asked_for,
    billed,
    early_on,
    rows,
)
from tests.builders import AT, a_change, a_supplier

pytestmark = pytest.mark.django_db


def registered(partner: Partner, number: str, *, since: date, **fields: Any) -> TaxRegistration:
    values = {"validated_at": AT, **fields}
    return TaxRegistration.objects.create(
        partner=partner, number=number, valid_from=since, **values
    )


def taxed(invoice: Invoice) -> tuple[str, str, str, str]:
    decision = invoice.tax_decision
    return decision["rule"], decision["category"], decision["percent"], f"{invoice.tax:.2f}"


@pytest.mark.parametrize("vat_id", ["", "NL004170520B01"])
def test_a_partner_in_the_netherlands_pays_21_percent(vat_id: str) -> None:
    customer = a_customer_of("NL")
    a_licence(customer)
    if vat_id:
        registered(customer.partner, vat_id, since=date(2025, 1, 1))

    (invoice,) = billed(customer.partner)

    assert taxed(invoice) == ("domestic", "S", "21", "8.40")
    assert invoice.buyer["vat_number"] == vat_id


def test_a_german_partner_with_a_validated_id_accounts_for_the_tax_itself() -> None:
    customer = a_customer_of("DE")
    a_licence(customer)
    registered(customer.partner, "DE136695976", since=date(2025, 1, 1))

    (invoice,) = billed(customer.partner)

    assert taxed(invoice) == ("reverse_charge", "AE", "0", "0.00")
    assert invoice.gross == invoice.net == Decimal("40.00")
    assert invoice.buyer["vat_number"] == "DE136695976"
    assert invoice.seller["vat_number"] == "NL004000000B01"
    assert invoice.tax_decision == {
        "rule": "reverse_charge",
        "category": "AE",
        "percent": "0",
        "seller_country": "NL",
        "buyer_country": "DE",
        "buyer_vat_number": "DE136695976",
        "decided_on": "2026-11-15",
        "rounding": "document",
    }


def test_a_german_partner_without_an_id_pays_21_percent() -> None:
    customer = a_customer_of("DE")
    a_licence(customer)

    (invoice,) = billed(customer.partner)

    assert taxed(invoice) == ("no_vat_number", "S", "21", "8.40")


def test_an_id_that_was_never_validated_counts_as_none_and_is_not_printed() -> None:
    customer = a_customer_of("DE")
    a_licence(customer)
    registered(customer.partner, "DE136695976", since=date(2025, 1, 1), validated_at=None)

    (invoice,) = billed(customer.partner)

    assert taxed(invoice) == ("no_vat_number", "S", "21", "8.40")
    assert invoice.buyer["vat_number"] == ""


def test_a_polish_id_is_stamped_from_its_validity_on_and_never_on_earlier_invoices() -> None:
    customer = a_customer_of("PL")
    a_licence(customer)
    (before,) = billed(customer.partner)
    registered(customer.partner, "PL1234563218", since=date(2026, 12, 15))

    (after,) = billed(customer.partner, SECOND)

    assert taxed(after) == ("reverse_charge", "AE", "0", "0.00")
    assert after.buyer["vat_number"] == "PL1234563218"
    before.refresh_from_db()
    assert taxed(before) == ("no_vat_number", "S", "21", "8.40")
    assert before.buyer["vat_number"] == ""


def test_an_id_valid_from_the_day_after_the_invoice_date_is_too_late() -> None:
    customer = a_customer_of("PL")
    a_licence(customer)
    registered(customer.partner, "PL1234563218", since=date(2026, 11, 16))

    (invoice,) = billed(customer.partner)

    assert taxed(invoice)[0] == "no_vat_number"


def test_an_id_that_ended_before_the_invoice_date_is_not_used() -> None:
    customer = a_customer_of("DE")
    a_licence(customer)
    registered(
        customer.partner,
        "DE136695976",
        since=date(2025, 1, 1),
        valid_until=date(2026, 11, 15),
    )

    (invoice,) = billed(customer.partner)

    assert taxed(invoice)[0] == "no_vat_number"


@pytest.mark.parametrize(
    ("country", "currency"), [("GB", "GBP"), ("CH", "CHF"), ("NO", "NOK"), ("US", "USD")]
)
def test_outside_the_eu_no_vat_is_charged(country: str, currency: str) -> None:
    customer = a_customer_of(country, currency=currency)
    a_licence(customer)

    (invoice,) = billed(customer.partner)

    assert taxed(invoice) == ("outside_eu", "O", "0", "0.00")
    assert invoice.currency == currency


def test_the_tax_of_the_document_is_shared_out_to_its_lines_to_the_cent() -> None:
    customer = a_customer_of()
    for day in (20, 21, 22, 23):
        a_licence(customer, price="0.07", quantity=1, on=date(2026, 10, day))

    (invoice,) = billed(customer.partner)

    taxes = [f"{charge.tax:.2f}" for charge in invoice.charges.order_by("position")]
    assert taxes == ["0.02", "0.02", "0.01", "0.01"]
    assert f"{invoice.net:.2f} {invoice.tax:.2f} {invoice.gross:.2f}" == "0.28 0.06 0.34"


def test_both_parties_are_copied_and_stay_as_they_were() -> None:
    customer = a_customer_of(language="nl", purchase_order="PO-7")
    a_licence(customer)
    (invoice,) = billed(customer.partner)

    Partner.objects.update(legal_name="Renamed B.V.", city="Utrecht", purchase_order="PO-8")
    Supplier.objects.update(name="Sold B.V.", iban="NL00")

    invoice.refresh_from_db()
    assert invoice.buyer["name"] == "Waterkant Cloud B.V."
    assert invoice.buyer["address_lines"] == ["Schiehaven 41", "3024 EC Rotterdam", "NL"]
    assert (invoice.buyer["language"], invoice.purchase_order) == ("nl", "PO-7")
    assert invoice.seller["name"] == "Kelvarra Distribution B.V."
    assert invoice.seller["iban"] == "NL02ABNA0123456789"


def test_a_negative_total_is_a_credit_note_with_positive_amounts_and_its_own_number() -> None:
    customer = a_customer_of()
    subscription = a_licence(customer, frequency="annual", quantity=10)
    (invoice,) = billed(customer.partner)
    a_change(subscription, action="cancel", on=date(2026, 12, 20), quantity=10)
    assert billed(customer.partner, SECOND) == []

    (note,) = billed(customer.partner, THIRD)

    assert rows(invoice) == [
        ("Prorate fees when purchase", "2026-10-20 to 2027-10-19", "480.00"),
    ]
    assert rows(note) == [("Prorate fees when cancel", "2026-12-20 to 2027-10-19", "-401.30")]
    assert (note.document_type, note.number) == ("credit_note", "DC27000001")
    assert f"{note.net:.2f} {note.tax:.2f} {note.gross:.2f}" == "401.30 84.27 485.57"
    assert str(note.balance) == "EUR -485.57"
    assert f"{note.charges.get().tax:.2f}" == "-84.27"
    assert [(s.code, s.last) for s in NumberSeries.objects.order_by("code")] == [
        ("D26", 1),
        ("DC27", 1),
    ]


def test_a_total_of_nothing_is_an_invoice_of_zero() -> None:
    customer = a_customer_of()
    subscription = a_licence(customer)
    a_change(subscription, action="cancel", on=date(2026, 10, 25), quantity=10)

    (invoice,) = billed(customer.partner)

    assert [row[2] for row in rows(invoice)] == ["40.00", "-40.00"]
    assert (invoice.document_type, f"{invoice.gross:.2f}") == ("invoice", "0.00")


def test_numbers_have_no_gap_when_an_issue_in_between_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two, three = (a_customer_of() for _ in range(3))
    for customer in (one, two, three):
        a_licence(customer)

    def fails(**_: object) -> None:
        raise documents.NotFailed("the disk is full")

    (first,) = billed(one.partner)
    with monkeypatch.context() as broken:
        broken.setattr(invoices.documents, "ask", fails)
        with pytest.raises(RunRefused, match="the disk is full"):
            billed(two.partner)
    (third,) = billed(three.partner)
    (second,) = runs.perform(
        run=BillingRun.objects.get(partner=two.partner), at=early_on(FIRST.end)
    )

    assert [i.number for i in (first, third, second)] == [
        "D260000001",
        "D260000002",
        "D260000003",
    ]


def test_each_stream_and_year_counts_by_itself() -> None:
    customer = a_customer_of()
    a_licence(customer)
    a_purchase(customer, on=date(2026, 12, 20))
    december = Period(date(2026, 12, 1), date(2027, 1, 1))

    made = [
        *billed(customer.partner, FIRST),
        *billed(customer.partner, SECOND),
        *billed(customer.partner, THIRD),
        *billed(customer.partner, december, "one_time"),
    ]

    assert [invoice.number for invoice in made] == [
        "D260000001",
        "D260000002",
        "D270000001",
        "G270000001",
    ]


def a_draft() -> Invoice:
    customer = a_customer_of()
    a_licence(customer)
    run = asked_for(customer.partner)
    BillingRun.objects.filter(pk=run.pk).update(issues=False)
    (draft,) = runs.perform(run=run, at=early_on(FIRST.end))
    return draft


def test_a_document_is_issued_once() -> None:
    draft = a_draft()
    issued = invoices.issue(invoice=draft, on=FIRST.last, at=AT)

    with pytest.raises(AlreadyIssued, match=rf"Invoice {issued.number} is already issued\."):
        invoices.issue(invoice=draft, on=FIRST.last, at=AT)

    assert NumberSeries.objects.get().last == 1


def test_a_draft_without_charges_takes_no_number() -> None:
    draft = a_draft()
    draft.charges.all().delete()

    with pytest.raises(NoCharges, match="nothing to charge"):
        invoices.issue(invoice=draft, on=FIRST.last, at=AT)

    assert NumberSeries.objects.count() == 0


def test_without_a_supplier_nothing_is_issued() -> None:
    draft = a_draft()
    a_supplier().delete()

    with pytest.raises(NoSupplier, match="supplier's name and tax number"):
        invoices.issue(invoice=draft, on=FIRST.last, at=AT)
