"""The command that holds every file against its invoice, and names what is in none."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from billing.models import Document
from billing.queries.file_sums import file_sums
from billing.services import adjustments, documents
from partnercenter.periods import month_of
from tests.billing.grants import GOODWILL, granted, refunded
from tests.billing.scenes import (
    FIRST,
    NOVEMBER,
    SECOND,
    THIRD,
    a_customer_of,
    a_licence,
    a_purchase,
    billed,
)
from tests.builders import AT

pytestmark = pytest.mark.django_db


def test_it_names_each_adjustment_and_what_a_withdrawal_takes_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    customer = a_customer_of()
    a_licence(customer)
    adjustment = granted(customer.partner)
    (first,) = billed(customer.partner, FIRST)
    refunded(first.charges.get(position=1), "10.00")
    adjustments.withdraw(adjustment=adjustment, at=AT)
    (second,) = billed(customer.partner, SECOND)

    call_command("tie_out")

    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    nothing = "difference 0.00 tax difference 0.00"
    assert told == [
        f"{first} EUR lines 40.00 adjustments -25.00 subtotal 15.00 {nothing}",
        f"2026-11-03 -25.00 tax -5.25 {GOODWILL}",
        f"{second} EUR lines 30.00 adjustments 25.00 subtotal 55.00 {nothing}",
        f"2026-11-03 25.00 tax 5.25 {GOODWILL} (takes back {first})",
        "2 documents tie to the cent, 0 differ",
    ]


def test_the_bytes_of_the_files_and_the_adjustments_are_the_invoice() -> None:
    customer = a_customer_of()
    a_licence(customer, price="7.77", quantity=3)
    a_purchase(customer)
    for number, amount in enumerate(("-0.01", "-3.33", "12.34")):
        for stream in ("recurring", "one_time"):
            granted(customer.partner, amount, reason=f"Number {number}", stream=stream)
    made = [*billed(customer.partner, FIRST)]
    made += billed(customer.partner, month_of(NOVEMBER), stream="one_time")
    refunded(made[0].charges.get(position=1), "0.07", applies_on=THIRD.start)
    made += billed(customer.partner, THIRD)
    for document in Document.objects.exclude(format="pdf"):
        documents.render(document=document, at=AT)

    sums = [file_sums(invoice) for invoice in made]

    assert len(sums) == 3
    assert all(one.ties for one in sums)
    assert {str(one.difference) for one in sums} == {"EUR 0.00"}
    assert [one.adjusted.count for one in sums] == [3, 3, 0]
