"""What a customer costs by month: lines that were issued, credits negative, one query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.engine.streams import ONE_TIME
from billing.queries import customer_costs
from customers.models import Customer
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import Period
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_subscription,
    an_estimate,
    an_issued_invoice,
    an_offer,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
SEPTEMBER = Period(date(2026, 8, 16), date(2026, 9, 16))
NOVEMBER = Period(date(2026, 10, 16), date(2026, 11, 16))


@pytest.fixture
def customer(db: None) -> Customer:
    return a_customer(partner=a_partner())


def a_line(customer: Customer, net: str) -> Line:
    return Line(subscription=a_subscription(customer=customer, price=an_offer()), net=net)


def months(customer: Customer, *, months: int = 12) -> dict[str, list[tuple[int, str]]]:
    actor = Actor(partner_id=customer.partner_id)
    found = customer_costs.costs_by_month(actor, customer=customer, on=ON, months=months)
    return {
        currency: [(month.month, f"{charged.amount:.2f}") for month, charged in trend]
        for currency, trend in found.items()
    }


def test_lines_count_for_the_month_their_billing_period_ended_in(customer: Customer) -> None:
    other = a_customer(partner=customer.partner)
    for period, net in ((SEPTEMBER, "10.00"), (NOVEMBER, "12.00")):
        lines = [a_line(customer, net), a_line(customer, "1.00"), a_line(other, "99.00")]
        an_issued_invoice(partner=customer.partner, lines=lines, period=period)
    of_month = Period(date(2026, 9, 1), date(2026, 10, 1))
    an_issued_invoice(
        partner=customer.partner,
        lines=[a_line(customer, "5.00")],
        period=of_month,
        stream=ONE_TIME.code,
    )

    assert months(customer) == {"EUR": [(9, "16.00"), (10, "0.00"), (11, "13.00")]}


def test_credits_count_negative_and_currencies_stand_apart(customer: Customer) -> None:
    credit = [a_line(customer, "-30.00"), a_line(customer, "10.00")]
    an_issued_invoice(partner=customer.partner, lines=credit, period=NOVEMBER, credit_note=True)
    dollars = [a_line(customer, "7.00")]
    an_issued_invoice(partner=customer.partner, lines=dollars, period=NOVEMBER, currency="USD")

    assert months(customer) == {"EUR": [(11, "-20.00")], "USD": [(11, "7.00")]}


def test_only_so_many_months_are_told_up_to_the_last_that_is_over(customer: Customer) -> None:
    an_issued_invoice(
        partner=customer.partner,
        lines=[a_line(customer, "8.00")],
        period=Period(date(2026, 7, 16), date(2026, 8, 16)),
    )

    assert months(customer) == {"EUR": [(8, "8.00"), (9, "0.00"), (10, "0.00")]}
    assert months(customer, months=2) == {}


def test_nothing_of_another_partner_and_nothing_unissued_is_told(customer: Customer) -> None:
    an_issued_invoice(partner=customer.partner, lines=[a_line(customer, "8.00")])
    stranger = Actor(partner_id=a_partner().pk)

    assert customer_costs.costs_by_month(stranger, customer=customer, on=ON, months=12) == {}
    assert customer_costs.unbilled(stranger, customer=customer) == []


def test_all_months_are_one_query_however_many_lines(customer: Customer) -> None:
    lines = [a_line(customer, "1.00") for _ in range(40)]
    for period in (SEPTEMBER, NOVEMBER):
        an_issued_invoice(partner=customer.partner, lines=lines, period=period)

    with CaptureQueriesContext(connection) as queries:
        found = months(customer)

    assert found["EUR"][-1] == (11, "40.00")
    assert len(queries) == 1


def test_the_newest_month_stands_beside_the_average_of_those_before() -> None:
    amounts = [Decimal(number) for number in (10, 20, 30, 5)]
    trend = [(date(2026, n, 1), Money(amount, "EUR")) for n, amount in enumerate(amounts, 1)]

    running = customer_costs.latest(trend, on=date(2026, 4, 20))
    over = customer_costs.latest(trend[:1], on=ON)

    assert (running.month, running.charged.amount, running.runs) == (date(2026, 4, 1), 5, True)
    assert (running.average, running.averaged) == (Money(Decimal(20), "EUR"), 3)
    assert (over.runs, over.average) == (False, None)


def test_what_is_unbilled_is_told_by_stream_from_the_newest_estimate(customer: Customer) -> None:
    other = a_customer(partner=customer.partner)
    an_estimate(partner=customer.partner, lines=[a_line(customer, "3.00")], on=date(2026, 10, 20))
    lines = [a_line(customer, "10.00"), a_line(customer, "-4.00"), a_line(other, "99.00")]
    an_estimate(partner=customer.partner, lines=lines, on=ON)

    (found,) = customer_costs.unbilled(Actor(partner_id=customer.partner_id), customer=customer)

    assert (found.stream.code, found.lines) == ("recurring", 2)
    assert f"{found.net}" == "EUR 6.00"
