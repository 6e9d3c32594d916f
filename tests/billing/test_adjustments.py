"""Adjustments: granted once, on the next invoice once, and taken back when withdrawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Adjustment, Invoice
from billing.queries.file_sums import file_sums
from billing.services import adjustments, runs
from billing.services.adjustment_checks import NotGranted
from billing.services.adjustments import AlreadyGranted, AlreadyWithdrawn
from customers.models import Customer, Partner
from partnercenter.models import AuditEntry
from tests.billing.grants import GOODWILL, granted
from tests.billing.scenes import (
    FIRST,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    asked_for,
    billed,
    early_on,
    rows,
)
from tests.builders import AT, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return a_customer_of()


@pytest.fixture
def partner(customer: Customer) -> Partner:
    return customer.partner


def said(invoice: Invoice) -> list[str]:
    invoice.refresh_from_db()
    values = (invoice.net, invoice.tax, invoice.gross)
    return [invoice.document_type, *(f"{value.normalize():f}" for value in values)]


# On the next invoice, once.


def test_it_stands_on_the_next_invoice_under_its_reason(
    customer: Customer, partner: Partner
) -> None:
    a_licence(customer)
    granted(partner)

    (invoice,) = billed(partner)

    assert rows(invoice) == [
        ("Prorate fees when purchase", "2026-10-20 to 2026-11-19", "40.00"),
        ("Adjustment", "2026-11-03 to 2026-11-03", "-25.00"),
    ]
    line = invoice.charges.get(charge_type="Adjustment")
    assert (line.billing_type, line.subscription, line.sku) == ("adjustment", None, None)
    assert (line.texts["sku"], line.texts["customer"]) == (GOODWILL, "")
    assert (line.quantity, line.unit_price) == (Decimal(1), Decimal(-25))
    assert said(invoice) == ["invoice", "15", "3.15", "18.15"]


def test_billing_twice_says_it_no_more(customer: Customer, partner: Partner) -> None:
    a_licence(customer)
    granted(partner)
    billed(partner)

    again = runs.perform(run=asked_for(partner), at=early_on(FIRST.end))
    (second,) = billed(partner, SECOND)

    assert again == []
    assert rows(second) == [("Cycle fee", "2026-11-20 to 2026-12-19", "40.00")]
    assert billed(partner, SECOND) == []


def test_what_applies_after_the_period_waits_for_the_one_it_falls_in(
    customer: Customer, partner: Partner
) -> None:
    a_licence(customer)
    granted(partner, applies_on=SECOND.last)

    (first,), (second,) = billed(partner), billed(partner, SECOND)

    assert "Adjustment" not in [row[0] for row in rows(first)]
    assert ("Adjustment", "2026-12-15 to 2026-12-15", "-25.00") in rows(second)


def test_what_applied_in_a_period_already_billed_is_on_the_next_invoice(
    customer: Customer, partner: Partner
) -> None:
    a_licence(customer)
    billed(partner)
    granted(partner, applies_on=date(2026, 10, 25))

    (second,) = billed(partner, SECOND)

    assert ("Adjustment", "2026-10-25 to 2026-10-25", "-25.00") in rows(second)


def test_an_adjustment_alone_makes_a_credit_note_or_an_invoice(partner: Partner) -> None:
    granted(partner, "-25.00")
    (note,) = billed(partner)
    granted(partner, "12.34", reason="Transport of media", applies_on=SECOND.start)
    (invoice,) = billed(partner, SECOND)

    assert said(note) == ["credit_note", "25", "5.25", "30.25"]
    assert (note.number, note.documents.count()) == ("DC26000001", 1)
    assert said(invoice) == ["invoice", "12.34", "2.59", "14.93"]


def test_another_currency_makes_a_document_of_its_own(
    customer: Customer, partner: Partner
) -> None:
    a_licence(customer)
    granted(partner, currency="USD")

    euros, dollars = billed(partner)

    assert (euros.currency, rows(euros)[0][2]) == ("EUR", "40.00")
    assert dollars.currency == "USD"
    assert said(dollars) == ["credit_note", "25", "5.25", "30.25"]
    assert billed(partner, SECOND)[0].currency == "EUR"


def test_it_stands_on_its_own_stream_only(customer: Customer, partner: Partner) -> None:
    a_licence(customer)
    granted(partner, stream="one_time")

    (invoice,) = billed(partner)

    assert [row[0] for row in rows(invoice)] == ["Prorate fees when purchase"]


def test_it_is_taxed_as_the_rest_of_the_document(customer: Customer) -> None:
    swiss = a_customer_of("CH").partner
    granted(swiss)
    granted(customer.partner, "-0.02")
    granted(customer.partner, "0.03", reason="Rounding of the year before")

    (abroad,), (home,) = billed(swiss), billed(customer.partner)

    assert said(abroad) == ["credit_note", "25", "0", "25"]
    assert said(home) == ["invoice", "0.01", "0", "0.01"]
    assert sum(row.tax for row in home.charges.all()) == home.tax


@pytest.mark.parametrize(
    ("currency", "amount", "net", "tax"),
    [("JPY", "-2500", "2500", "525"), ("KWD", "-1.235", "1.235", "0.259")],
)
def test_every_currency_keeps_its_own_decimals(
    partner: Partner, currency: str, amount: str, net: str, tax: str
) -> None:
    granted(partner, amount, currency=currency)

    (note,) = billed(partner)

    assert said(note)[1:3] == [net, tax]
    assert file_sums(note).ties


# Withdrawn.


def test_what_was_invoiced_and_withdrawn_is_taken_back_by_a_row_that_names_it(
    customer: Customer, partner: Partner
) -> None:
    a_licence(customer)
    adjustment = granted(partner)
    (first,) = billed(partner)
    adjustments.withdraw(adjustment=adjustment, at=AT)

    (second,) = billed(partner, SECOND)

    assert rows(second) == [
        ("Adjustment", "2026-11-03 to 2026-11-03", "25.00"),
        ("Cycle fee", "2026-11-20 to 2026-12-19", "40.00"),
    ]
    back = second.charges.get(position=1)
    assert back.reverses == first.charges.get(charge_type="Adjustment")
    assert back.adjustment == adjustment
    assert back.texts["sku"] == GOODWILL
    assert (back.explanation["rule"], back.explanation["because"]) == ("correction", "withdrawal")
    assert rows(*billed(partner, THIRD)) == [("Cycle fee", "2026-12-20 to 2027-01-19", "40.00")]


def test_what_was_withdrawn_before_is_never_billed(partner: Partner) -> None:
    adjustment = granted(partner)

    withdrawn = adjustments.withdraw(adjustment=adjustment, at=AT)

    assert billed(partner) == []
    assert billed(partner, SECOND) == []
    assert withdrawn.withdrawn_at == AT


def test_it_is_withdrawn_once(partner: Partner) -> None:
    adjustment = granted(partner)
    adjustments.withdraw(adjustment=adjustment, at=AT)

    with pytest.raises(AlreadyWithdrawn, match="It was withdrawn on 16 Nov 2026"):
        adjustments.withdraw(adjustment=adjustment, at=AT)


# Granting.


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "-2.505"}, "EUR has no amounts smaller than 0.01: -2.505 has more"),
        ({"amount": "0.5", "currency": "JPY"}, "JPY has no amounts smaller than 1"),
        (
            {"amount": "0.0001", "currency": "KWD"},
            "KWD has no amounts smaller than 0.001",
        ),
        ({"amount": "0"}, "An adjustment is more or less than nothing."),
        ({"amount": "NaN"}, "The amount has too many digits."),
        ({"amount": "1e-50000000"}, "EUR has no amounts smaller than 0.01"),
        ({"amount": "1e50000000"}, "The amount has too many digits."),
        ({"amount": "-10000000000000"}, "The amount has too many digits."),
        ({"reason": " \t "}, "Give a reason: the partner reads it on the invoice."),
        ({"reason": "x" * 201}, "A reason is text of at most 200 characters."),
        ({"reason": "bell\a"}, "A reason is text of at most 200 characters."),
        ({"currency": "EURO"}, "Choose a kind of invoice and a currency that exist."),
        ({"stream": "weekly"}, "Choose a kind of invoice and a currency that exist."),
    ],
)
def test_what_no_invoice_could_say_is_refused(
    partner: Partner, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotGranted, match=words):
        granted(partner, **changed)

    assert Adjustment.objects.count() == 0


def test_zeros_behind_the_last_decimal_and_breaks_in_the_reason_do_no_harm(
    partner: Partner,
) -> None:
    adjustment = granted(partner, "-25.0000", reason=" Goodwill\r\nfor  the outage ")

    assert str(adjustment.amount) == "-25.00"
    assert adjustment.reason == "Goodwill for the outage"


def test_the_very_same_is_granted_once_while_it_stands(partner: Partner) -> None:
    first = granted(partner)

    with pytest.raises(AlreadyGranted, match="The same was granted on 16 Nov 2026"):
        granted(partner)
    granted(partner, reason="Once more")
    adjustments.withdraw(adjustment=first, at=AT)

    assert granted(partner).pk != first.pk


def test_the_activity_log_says_who_granted_and_who_withdrew(partner: Partner) -> None:
    clerk = a_user(is_staff=True)

    adjustment = granted(partner, by=clerk)
    adjustments.withdraw(adjustment=adjustment, at=AT, by=clerk)

    entries = AuditEntry.objects.filter(partner_id=partner.pk).order_by("pk")
    assert [(entry.act, entry.by, entry.subject) for entry in entries] == [
        ("adjustment.granted", clerk, f"EUR -25.00 {GOODWILL}"),
        ("adjustment.withdrawn", clerk, f"EUR -25.00 {GOODWILL}"),
    ]
    assert entries[0].facts["applies_on"] == "2026-11-03"
