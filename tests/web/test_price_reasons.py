"""A line says which price applied and why; what it stored stays true when a list is corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Invoice
from customers.models import Customer, Subscription
from partnercenter.periods import Period
from pricing.engine.lists import CONSUMPTION_PLAN
from pricing.models import Price
from tests.builders import (
    Line,
    a_customer,
    a_price,
    a_price_list,
    a_subscription,
    a_usage_plan,
    an_estimate,
    an_issued_invoice,
    an_offer,
)
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

BOUGHT = date(2026, 11, 3)
CYCLE = Period(BOUGHT, date(2026, 12, 3))


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return a_customer(partner=cast.partner)


def a_licence_line(customer: Customer, **fields: Any) -> Line:
    price = an_offer(price="4.00")
    held = a_subscription(customer=customer, price=price, on=BOUGHT, quantity=10)
    return Line(
        subscription=held,
        net="40.00",
        price=price,
        period=CYCLE,
        **{"explanation": {"inputs": {"cycle_start": "2026-11-03"}}, **fields},
    )


def a_use_line(customer: Customer, *, kind: str = "usage", said: str = "0.10") -> Line:
    """Use of a meter in November: of the legacy plan, or of the consumption plan."""
    currency = "USD" if kind == "consumption" else "EUR"
    held = a_subscription(customer=customer, on=BOUGHT)
    if kind == "consumption":
        held.availability = a_usage_plan(currency=currency, offer=CONSUMPTION_PLAN)
        held.save()
    price = an_offer(price=said, kind=kind, currency=currency, meter=True, term="", unit="1 GB")
    return Line(
        subscription=held,
        net="7.00",
        price=price,
        sku=price.availability.sku,
        billing_type="plan" if kind == "consumption" else "usage",
        period=CYCLE,
        explanation={
            "inputs": {"cycle_start": "2026-11-03", "tier": 1, "pricing_currency": currency}
        },
    )


def corrected(price: Price, *, to: str) -> Price:
    """Publish the list again with another price, or the same one."""
    Price.objects.filter(pk=price.pk).update(in_force=False)
    of_list = price.price_list
    return a_price(
        availability=price.availability,
        price_list=a_price_list(kind=of_list.kind, currency=of_list.currency, edition=2),
        valid_from=price.valid_from,
        valid_until=price.valid_until,
        unit_price=Decimal(to),
    )


def told(client: Client, customer: Customer, *lines: Line) -> str:
    """Return the page of the first of these lines, on an invoice made of them."""
    return told_each(client, customer, *lines)[0]


def told_each(client: Client, customer: Customer, *lines: Line) -> list[str]:
    invoice = an_issued_invoice(partner=customer.partner, lines=lines)
    return [
        words(client.get(reverse("billing:line", args=[invoice.number, position])))
        for position, _ in enumerate(lines, start=1)
    ]


def explained(held: Subscription, on: str) -> str:
    page = reverse("customers:subscription_price", args=[held.customer.public_id, held.public_id])
    return f"{page}?on={on}"


def test_a_licence_line_says_since_when_its_price_is_guaranteed_and_links_the_answer(
    cast: Cast, customer: Customer
) -> None:
    line = a_licence_line(customer)

    page = told(cast.owner, customer, line)

    assert "The list price of 3 Nov 2026, the day on which it was bought." in page
    assert "Guaranteed for 3 Nov 2026 – 2 Nov 2027." in page
    assert explained(line.subscription, "2026-11-03") in page
    assert line.price is not None
    assert reverse("pricing:item", args=[line.price.availability.availability_id]) in page
    assert "stays as it was said" not in page


def test_a_line_within_a_cycle_has_the_price_of_the_day_on_which_the_cycle_began(
    cast: Cast, customer: Customer
) -> None:
    line = a_licence_line(customer)
    held, price = line.subscription, line.price
    held.terms.update(ends_on=date(2026, 11, 20))
    held.changes.create(
        sequence=2,
        action="set_billing_frequency",
        on=date(2026, 11, 20),
        quantity=10,
        recorded_at=timezone.now(),
    )
    held.terms.create(
        number=2,
        starts_on=date(2026, 11, 20),
        ends_on=date(2027, 11, 20),
        anchored_on=date(2026, 11, 20),
        frequency="annual",
        cycle_months=12,
        price=an_offer(price="3.60"),
    )
    given_back = Period(date(2026, 11, 20), CYCLE.end)
    inputs = {"inputs": {"cycle_start": "2026-11-03"}}
    credit = Line(
        subscription=held, net="-17.00", price=price, period=given_back, explanation=inputs
    )

    page = told(cast.owner, customer, credit, line)

    assert "Guaranteed for 3–19 Nov 2026." in page
    assert "stays as it was said" not in page


def test_the_first_cycle_of_an_add_on_begins_with_its_base_but_its_price_with_its_purchase(
    cast: Cast, customer: Customer
) -> None:
    base = a_subscription(customer=customer, price=an_offer(), on=date(2026, 10, 20))
    line = a_licence_line(customer, explanation={"inputs": {"cycle_start": "2026-10-20"}})
    Subscription.objects.filter(pk=line.subscription.pk).update(base=base)

    page = told(cast.owner, customer, line)

    assert "the day on which it was bought as an add-on" in page
    assert explained(line.subscription, "2026-11-03") in page


def test_use_has_the_price_of_its_day(cast: Cast, customer: Customer) -> None:
    line = a_use_line(customer)

    page = told(cast.owner, customer, line)

    assert "The list price of 3 Nov 2026, the first day of this use." in page
    assert line.sku is not None
    assert f"{explained(line.subscription, '2026-11-03')}&amp;meter={line.sku.meter_id}" in page


def test_a_list_that_was_corrected_since_is_told_beside_what_the_line_said(
    cast: Cast, customer: Customer
) -> None:
    line = a_use_line(customer, said="0.10")
    assert line.price is not None
    corrected(line.price, to="0.08")

    page = told(cast.owner, customer, line)

    assert "This line was charged at EUR 0.10." in page
    assert "What is on record today says EUR 0.08 (edition 2)." in page
    assert "a later invoice corrects it" in page


def test_a_list_that_says_the_same_again_is_told_as_that(cast: Cast, customer: Customer) -> None:
    line = a_use_line(customer)
    assert line.price is not None
    corrected(line.price, to="0.10")

    page = told(cast.owner, customer, line)

    assert "That list was published again since; its edition 2 says the same." in page


def test_a_guarantee_outlives_the_correction_of_its_list(cast: Cast, customer: Customer) -> None:
    line = a_licence_line(customer)
    assert line.price is not None
    corrected(line.price, to="3.00")

    page = told(cast.owner, customer, line)

    assert "Edition 1 of that list was corrected by edition 2 later" in page
    assert "This line was charged at" not in page


def test_an_estimated_line_is_explained_likewise(cast: Cast, customer: Customer) -> None:
    line = a_licence_line(customer, unit_price="4.00")
    an_estimate(partner=cast.partner, lines=[line], on=timezone.now().date())

    page = words(cast.owner.get(reverse("billing:estimate:line", args=["EUR", 1])))

    assert "The list price of 3 Nov 2026, the day on which it was bought." in page
    assert explained(line.subscription, "2026-11-03") in page
    assert "stays as it was said" not in page


def test_an_estimated_use_finds_its_meter_by_its_names(cast: Cast, customer: Customer) -> None:
    use = a_use_line(customer)
    line = Line(
        subscription=use.subscription,
        net="7.00",
        sku=use.sku,
        unit_price="0.10",
        billing_type="usage",
        period=CYCLE,
        explanation=use.explanation,
    )
    an_estimate(partner=cast.partner, lines=[line], on=timezone.now().date())

    page = words(cast.owner.get(reverse("billing:estimate:line", args=["EUR", 1])))

    assert "the first day of this use" in page
    assert "stays as it was said" not in page


def test_helpdesk_reads_the_reason_but_opens_only_consumption_prices(
    cast: Cast, customer: Customer
) -> None:
    licence, use = a_licence_line(customer), a_use_line(customer)
    plan = a_use_line(customer, kind="consumption", said="0.085")
    lines = (licence, use, plan)

    pages = told_each(cast.helpdesk, customer, *lines)

    assert "the day on which it was bought" in pages[0]
    for page, line in zip(pages[:2], lines[:2], strict=True):
        assert explained(line.subscription, "2026-11-03") not in page
        assert line.price is not None
        assert "/pricing/items/" not in page
        assert reverse("pricing:price_list", args=[line.price.price_list_id]) not in page
    assert explained(plan.subscription, "2026-11-03") in pages[2]
    assert plan.price is not None
    assert reverse("pricing:item", args=[plan.price.availability.availability_id]) in pages[2]


def test_the_number_of_queries_of_a_line_does_not_grow(
    cast: Cast, customer: Customer, django_assert_num_queries: Any
) -> None:
    def address(invoice: Invoice) -> str:
        return reverse("billing:line", args=[invoice.number, 1])

    line = a_licence_line(customer)
    one = an_issued_invoice(partner=cast.partner, lines=[line])
    cast.owner.get(address(one))
    queries = queries_of(cast.owner, address(one))
    for number in range(2, 20):
        line.subscription.terms.create(
            number=number,
            starts_on=date(2026 + number, 11, 3),
            ends_on=date(2027 + number, 11, 3),
            anchored_on=BOUGHT,
            frequency="monthly",
            cycle_months=1,
            price=an_offer(month=date(2026, 1, 1)),
        )

    with django_assert_num_queries(queries):
        cast.owner.get(address(one))
    assert queries <= 22
