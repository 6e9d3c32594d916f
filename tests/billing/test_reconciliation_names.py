"""Names in reconciliation files: whole, on one line, and nothing a spreadsheet would execute."""

from __future__ import annotations

from datetime import date

import pytest

from billing.queries import reconciliation
from customers.models import Customer, Partner
from tests.billing.files import lines
from tests.billing.scenes import a_customer_of, a_licence, a_meter, a_plan, billed, use

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("https://evil.example","Pay here")',
        "+31 10 123 45 67",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "＝1+1",
        "－1",
    ],
)
def test_a_name_that_looks_like_a_formula_is_only_a_name(name: str) -> None:
    customer = a_customer_of()
    Customer.objects.update(name=name)
    Partner.objects.update(legal_name=name)
    a_licence(Customer.objects.get(), name=name)
    plan, meter = a_plan(customer), a_meter("0.10", "0.10", title=name)
    use(plan, meter, "10", on=date(2026, 10, 31))

    (invoice,) = billed(customer.partner)

    for row in (*lines(invoice, "license"), *lines(invoice, "usage")):
        for value in row.values():
            number = value.removeprefix("-").replace(".", "", 1).isdigit()
            assert number or not value.strip().startswith(("=", "+", "-", "@", "＝", "－")), value
            assert "\t" not in value


def test_names_keep_their_letters_commas_quotes_and_lose_their_line_breaks() -> None:
    customer = a_customer_of()
    Customer.objects.update(name='Łódź "Południe", Sp. z o.o.\r\nEvil,row')
    a_licence(Customer.objects.get())

    (invoice,) = billed(customer.partner)

    content = reconciliation.csv(invoice, "license")
    (row,) = lines(invoice, "license")
    assert row["CustomerName"] == 'Łódź "Południe", Sp. z o.o. Evil,row'
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert content.endswith(b"\r\n")
