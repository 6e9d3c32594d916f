"""Which terms end in the days to come: counted by day, a few of them named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from customers.models import Customer, Status, Subscription, Term
from customers.queries.renewals import MOST_NAMED, TermsEnd, coming
from partnercenter.access import Actor
from partnercenter.periods import Period
from tests.builders import a_customer, a_partner, a_subscription, an_offer

pytestmark = pytest.mark.django_db

DAYS = Period(date(2026, 11, 23), date(2027, 2, 21))


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def a_licence(customer: Customer, on: date, **fields: Any) -> Subscription:
    """Buy a licence on the day; its first term is the last one known."""
    return a_subscription(customer=customer, price=an_offer(), on=on, **fields)


def ends(customer: Customer, days: Period = DAYS) -> list[TermsEnd]:
    return coming(Actor(partner_id=customer.partner_id), days=days)


def told(customer: Customer) -> list[tuple[str, bool, int]]:
    return [(str(end.on), end.renews, end.count) for end in ends(customer)]


def test_a_term_that_ends_in_these_days_renews_on_the_day_after_its_last(
    customer: Customer,
) -> None:
    first = a_licence(customer, date(2025, 11, 23), name="Suite Start", quantity=7)
    a_licence(customer, date(2026, 2, 20))
    a_licence(customer, date(2026, 2, 21))
    a_licence(customer, date(2025, 11, 22), auto_renew=False)

    found = ends(customer)

    assert [(end.on, end.count, end.billing_type) for end in found] == [
        (date(2026, 11, 23), 1, "license"),
        (date(2027, 2, 20), 1, "license"),
    ]
    (named,) = found[0].named
    assert (named.name, named.quantity) == ("Suite Start", 7)
    assert (named.customer, named.customer_id) == (customer.name, customer.public_id)
    assert first.terms.get().ends_on == found[0].on


def test_a_month_to_month_term_renews_every_month_even_before_a_run_wrote_it_down(
    customer: Customer,
) -> None:
    a_licence(customer, date(2026, 8, 31), term_months=1)

    assert told(customer) == [
        ("2026-11-30", True, 1),
        ("2026-12-31", True, 1),
        ("2027-01-31", True, 1),
    ]


def test_only_the_last_term_counts(customer: Customer) -> None:
    held = a_licence(customer, date(2025, 12, 5))
    first = held.terms.get()
    Term.objects.create(
        subscription=held,
        number=2,
        starts_on=first.ends_on,
        ends_on=date(2027, 12, 5),
        anchored_on=first.anchored_on,
        frequency=first.frequency,
        cycle_months=1,
        price=first.price,
    )

    assert told(customer) == []


def test_what_is_not_renewed_ends_and_what_stands_still_does_neither(customer: Customer) -> None:
    a_licence(customer, date(2025, 12, 5), auto_renew=False)
    a_licence(customer, date(2026, 11, 3), term_months=1, auto_renew=False)
    a_licence(customer, date(2025, 12, 5), status=Status.SUSPENDED)
    a_licence(customer, date(2025, 12, 5), status=Status.DELETED)
    a_licence(customer, date(2026, 11, 3), frequency="one_time")
    a_subscription(customer=customer)

    assert told(customer) == [("2026-12-03", False, 1), ("2026-12-05", False, 1)]


def test_many_of_one_day_are_counted_and_the_first_by_customer_named(customer: Customer) -> None:
    price = an_offer()
    for number in range(9, 0, -1):
        other = a_customer(partner=customer.partner, name=f"Customer {number}")
        a_subscription(customer=other, price=price, on=date(2025, 12, 5))
    a_subscription(customer=customer, price=price, on=date(2024, 12, 5), term_months=24)

    (end,) = ends(customer)

    assert end.count == 10
    assert len(end.named) == MOST_NAMED
    assert [named.customer for named in end.named][:2] == [customer.name, "Customer 1"]


def test_another_partners_terms_are_not_counted(customer: Customer) -> None:
    stranger = a_customer(partner=a_partner("Haselbrück IT-Dienste GmbH"))
    a_licence(stranger, date(2025, 12, 5))

    assert told(customer) == []
    assert len(ends(stranger)) == 1


def test_one_query_is_enough_however_many_there_are(
    customer: Customer, django_assert_num_queries: Any
) -> None:
    for day in range(1, 20):
        a_licence(customer, date(2025, 12, day))

    with django_assert_num_queries(1):
        assert len(ends(customer)) == 19
