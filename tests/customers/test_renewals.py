"""Renewals: the next term of every licence that goes on, at the price of its first day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from customers.models import Subscription
from customers.services.renewals import NoRenewalPrice
from partnercenter.periods import add_months
from pricing.models import Price
from tests.builders import (
    a_customer,
    a_partner,
    a_price_of,
    a_subscription,
    a_usage_plan,
    an_offer,
)
from tests.customers.acts import BOUGHT, LATER, cancel, held, reactivate, renewed, suspend, terms

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
Act = Callable[[Subscription, date], Any]


def priced(price: Price, *others: tuple[str, date]) -> Price:
    for amount, month in others:
        a_price_of(price.availability.sku, price=amount, month=month)
    return price


def test_a_term_renews_at_the_price_of_its_first_day_and_not_before() -> None:
    price = priced(an_offer(price="4.00"), ("5.00", DECEMBER), ("6.00", JANUARY))
    subscription = held(price=price, term_months=1)

    assert renewed(subscription, date(2026, 12, 2)) == 0
    assert renewed(subscription, date(2026, 12, 3)) == 1
    assert renewed(subscription, date(2026, 12, 3)) == 0
    assert renewed(subscription, date(2027, 1, 15)) == 1
    assert terms(subscription) == [
        (1, "2026-11-03", "2026-12-03", "4.00"),
        (2, "2026-12-03", "2027-01-03", "5.00"),
        (3, "2027-01-03", "2027-02-03", "6.00"),
    ]


def test_terms_missed_for_months_are_added_one_after_the_other() -> None:
    price = priced(an_offer(price="4.00"), ("5.00", DECEMBER), ("6.00", JANUARY))
    subscription = held(price=price, term_months=1)

    assert renewed(subscription, date(2027, 1, 31)) == 2


def test_terms_of_a_purchase_on_the_31st_keep_to_the_months_ends() -> None:
    bought_on = date(2026, 10, 31)
    price = an_offer(price="4.00", month=date(2026, 10, 1))
    for step in range(1, 6):
        a_price_of(price.availability.sku, price="4.00", month=add_months(date(2026, 10, 1), step))
    subscription = held(price=price, term_months=1, on=bought_on)

    renewed(subscription, date(2027, 3, 30))

    assert [term[1:3] for term in terms(subscription)] == [
        ("2026-10-31", "2026-11-30"),
        ("2026-11-30", "2026-12-31"),
        ("2026-12-31", "2027-01-31"),
        ("2027-01-31", "2027-02-28"),
        ("2027-02-28", "2027-03-31"),
    ]


def test_a_renewal_that_no_list_prices_is_refused_and_adds_nothing() -> None:
    subscription = held(term_months=1, name="Suite Start")
    other = a_subscription(
        customer=subscription.customer,
        price=priced(an_offer(price="1.00"), ("1.00", DECEMBER)),
        term_months=1,
        on=BOUGHT,
    )

    with pytest.raises(NoRenewalPrice, match="Suite Start renews on 2026-12-03"):
        renewed(subscription, date(2026, 12, 31))

    assert (len(terms(subscription)), len(terms(other))) == (1, 1)


def test_a_corrected_price_that_is_out_of_force_renews_nothing() -> None:
    price = priced(an_offer(price="4.00"), ("5.00", DECEMBER))
    subscription = held(price=price, term_months=1)
    Price.objects.filter(unit_price="5.00").update(in_force=False)

    with pytest.raises(NoRenewalPrice):
        renewed(subscription, DECEMBER + timedelta(days=5))


@pytest.mark.parametrize(
    ("fields", "acts"),
    [({"auto_renew": False}, []), ({}, [cancel]), ({}, [suspend])],
    ids=["not agreed", "cancelled", "suspended"],
)
def test_what_ended_or_stands_still_does_not_renew(
    fields: dict[str, Any], acts: list[Act]
) -> None:
    subscription = held(
        price=priced(an_offer(price="4.00"), ("5.00", DECEMBER)), term_months=1, **fields
    )
    for act in acts:
        act(subscription, LATER)

    assert renewed(subscription, date(2026, 12, 31)) == 0


@pytest.mark.parametrize("act", [suspend, cancel])
def test_what_stops_on_the_day_its_term_ends_does_not_renew_and_a_day_later_it_did(
    act: Act,
) -> None:
    for days, expected in ((0, 0), (1, 1)):
        subscription = held(
            price=priced(an_offer(price="4.00"), ("5.00", DECEMBER)), term_months=1
        )
        act(subscription, date(2026, 12, 3) + timedelta(days=days))

        assert renewed(subscription, date(2026, 12, 31)) == expected


def test_what_stood_still_when_its_term_ended_renews_when_it_comes_back() -> None:
    price = priced(an_offer(price="4.00"), ("5.00", DECEMBER), ("6.00", JANUARY))
    subscription = held(price=price, term_months=1)
    suspend(subscription, LATER)
    reactivate(subscription, date(2027, 1, 10))

    assert renewed(subscription, date(2027, 1, 9)) == 0
    assert renewed(subscription, date(2027, 1, 10)) == 2
    assert terms(subscription)[1:] == [
        (2, "2026-12-03", "2027-01-03", "5.00"),
        (3, "2027-01-03", "2027-02-03", "6.00"),
    ]


def test_metered_plans_and_one_time_purchases_have_no_terms_to_renew() -> None:
    plan = a_subscription(customer=a_customer(partner=a_partner()), on=BOUGHT)
    one_time = held(price=an_offer(price="9.00", kind="software"), frequency="one_time")

    assert plan.availability == a_usage_plan()
    assert renewed(plan, date(2028, 1, 1)) == 0
    assert renewed(one_time, date(2028, 1, 1)) == 0


def test_only_the_partners_own_subscriptions_renew() -> None:
    ours, theirs = (
        held(price=priced(an_offer(price="4.00"), ("5.00", DECEMBER)), term_months=1)
        for _ in range(2)
    )

    assert renewed(ours, date(2026, 12, 15)) == 1
    assert len(terms(theirs)) == 1
