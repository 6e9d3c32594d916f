"""The page that explains a subscription's price: for each kind of answer, role and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Subscription
from partnercenter.periods import add_months
from partnercenter.roles import Role
from pricing.engine.lists import CONSUMPTION_PLAN
from tests.builders import (
    a_customer,
    a_price_of,
    a_subscription,
    a_usage_plan,
    a_user,
    an_exchange_rate,
    an_offer,
)
from tests.customers.acts import cancel, suspend
from tests.web.conftest import Cast, SignIn
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

BOUGHT = date(2026, 11, 3)


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return a_customer(partner=cast.partner)


def a_licence(customer: Customer, **fields: Any) -> Subscription:
    values = {"price": an_offer(price="4.00"), "quantity": 10, "on": BOUGHT, **fields}
    return a_subscription(customer=customer, **values)


def a_plan(customer: Customer) -> Subscription:
    held = a_subscription(customer=customer, on=BOUGHT)
    held.availability = a_usage_plan(currency="USD", offer=CONSUMPTION_PLAN)
    held.save()
    return held


def address(held: Subscription) -> str:
    return reverse("customers:subscription_price", args=[held.customer.public_id, held.public_id])


def told(client: Client, held: Subscription, on: str = "2027-01-15", **query: str) -> str:
    return words(client.get(address(held), {"on": on, **query}))


def test_a_guaranteed_price_is_told_with_reason_end_list_and_charge(
    cast: Cast, customer: Customer
) -> None:
    held = a_licence(customer)
    price = held.terms.get().price
    a_price_of(price.availability.sku, price="4.50", month=date(2027, 1, 1))

    page = told(cast.owner, held)

    assert 'EUR 4.00 <span class="soft">a licence and month</span>' in page
    assert "The list price of 3 Nov 2026, the day on which it was bought." in page
    assert "guaranteed until 2 Nov 2027" in page
    assert "EUR 40.00" in page
    assert "EUR 0.50 more each, EUR 5.00 more a charge" in page
    assert "Renews at the list of that day, which is not published yet" in page
    assert reverse("pricing:price_list", args=[price.price_list_id]) in page
    assert reverse("pricing:item", args=[price.availability.availability_id]) in page
    assert "Priced and billed in EUR: nothing is converted." in page


def test_each_state_has_its_own_answer(cast: Cast, customer: Customer) -> None:
    held, cancelled, suspended = (a_licence(customer) for _ in range(3))
    cancel(cancelled, date(2026, 12, 1))
    suspend(suspended, date(2026, 12, 1))

    assert "It was bought only on 3 Nov 2026" in told(cast.owner, held, "2026-11-02")
    assert "That list is not published" in told(cast.owner, held, "2027-12-01")
    assert "from 1 Dec 2026 on nothing is held" in told(cast.owner, cancelled)
    assert "Suspended since 1 Dec 2026" in told(cast.owner, suspended)
    assert "once reactivated it renews" in told(cast.owner, suspended, "2027-11-03")


def test_a_trial_and_a_purchase_for_good_have_their_own_answers(
    cast: Cast, customer: Customer
) -> None:
    price = an_offer(price="0")
    price.availability.sku.secondary_type = "Trial"
    price.availability.sku.save()
    trial = a_licence(customer, price=price)
    software = an_offer(price="824.00", kind="software", term="")
    for_good = a_licence(customer, price=software, frequency="one_time", quantity=2)

    assert "ends by itself on 3 Dec 2026" in told(cast.owner, trial, "2026-11-20")
    page = told(cast.owner, for_good, "2028-01-01")
    assert "It was bought for good on 3 Nov 2026" in page
    assert "EUR 1,648.00" in page


def test_without_a_day_it_is_the_answer_for_today_and_a_wrong_day_is_told(
    cast: Cast, customer: Customer
) -> None:
    held, today = a_licence(customer), timezone.now().date()

    page = cast.owner.get(address(held))
    wrong = cast.owner.get(address(held), {"on": "yesterday"})

    assert page.context["resolution"].on == wrong.context["resolution"].on == today
    assert "is not a day (YYYY-MM-DD)" in words(wrong)
    assert "is not a day" not in words(page)


def test_the_changes_before_and_after_the_day_are_linked(cast: Cast, customer: Customer) -> None:
    page = told(cast.owner, a_licence(customer))

    assert 'rel="prev" href="?on=2026-11-03"' in page
    assert 'rel="next" href="?on=2027-11-03"' in page


def test_a_meter_is_found_and_its_price_of_the_day_explained(
    cast: Cast, customer: Customer
) -> None:
    held = a_plan(customer)
    price = an_offer(
        price="0.085", kind="consumption", currency="USD", meter=True, unit="1 GB", title="Disk"
    )
    an_exchange_rate("0.846202666")
    meter = str(price.availability.sku.meter_id)

    choosing = told(cast.owner, held, "2026-11-16", words="disk")
    page = told(cast.owner, held, "2026-11-16", meter=meter)

    assert f"?on=2026-11-16&amp;meter={meter}" in choosing
    assert 'USD 0.085 <span class="soft">for 1 GB</span>' in page
    assert "Nothing is guaranteed" in page
    assert "USD 1 = EUR 0.846202666 (Reference rates, published on 30 Oct 2026)" in page
    assert "not one on which you managed it" in page
    assert "the exchange rate of December 2026 is not known yet" in told(
        cast.owner, held, "2026-12-01", meter=meter
    )


def test_a_meter_that_does_not_exist_is_not_found(cast: Cast, customer: Customer) -> None:
    held = a_plan(customer)

    for meter in ("nonsense", "6b33c46d-984f-4ac3-aa81-0988dfa0bda5"):
        assert cast.owner.get(address(held), {"meter": meter}).status_code == 404


def test_helpdesk_sees_prices_of_the_consumption_plan_only(
    cast: Cast, customer: Customer, sign_in: SignIn
) -> None:
    licence, plan, use = a_licence(customer), a_plan(customer), a_subscription(customer=customer)
    closed = an_offer(price="0.10", kind="usage", currency="USD", meter=True, term="")
    meter = {"meter": str(closed.availability.sku.meter_id), "on": "2026-11-16"}

    for role in Role:
        client = sign_in(a_user(partner=cast.partner, role=role))
        refused = 403 if role == Role.HELPDESK_AGENT else 200
        assert client.get(address(licence)).status_code == refused
        assert client.get(address(use)).status_code == refused
        assert client.get(address(plan)).status_code == 200
    assert cast.helpdesk.get(address(plan), meter).status_code == 403
    assert "Your role does not include this page" in words(cast.helpdesk.get(address(licence)))


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1999-12-31", "0001-01-01"])
@pytest.mark.parametrize("sold", [a_licence, a_plan])
def test_a_day_of_another_age_is_told_as_a_wrong_one(
    cast: Cast, customer: Customer, sold: Callable[[Customer], Subscription], day: str
) -> None:
    page = cast.owner.get(address(sold(customer)), {"on": day})

    assert page.status_code == 200
    assert page.context["resolution"].on == timezone.now().date()
    assert page.context["wrong_day"] == day
    assert "is not a day" in words(page)


def test_a_stranger_and_a_wrong_customer_find_nothing(cast: Cast, customer: Customer) -> None:
    held = a_licence(customer)
    other = a_customer(partner=cast.partner, name="Somebody else")

    wrong = reverse("customers:subscription_price", args=[other.public_id, held.public_id])

    assert cast.stranger.get(address(held)).status_code == 404
    assert cast.owner.get(wrong).status_code == 404


def test_the_customers_page_leads_there_for_who_may_enter(cast: Cast, customer: Customer) -> None:
    licence, plan = a_licence(customer), a_plan(customer)
    page = reverse("customers:customer", args=[customer.public_id])

    assert address(licence) in words(cast.owner.get(page))
    helpdesk = words(cast.helpdesk.get(page))
    assert address(licence) not in helpdesk
    assert address(plan) in helpdesk


def test_the_number_of_queries_does_not_grow_with_the_terms(
    cast: Cast, customer: Customer, django_assert_num_queries: Any
) -> None:
    held = a_licence(customer, term_months=1)
    first = held.terms.get()
    cast.owner.get(address(held))
    queries = queries_of(cast.owner, address(held))
    for number in range(2, 20):
        start = add_months(BOUGHT, number - 1)
        price = a_price_of(
            first.price.availability.sku, price=f"{number}", month=start.replace(day=1)
        )
        held.terms.create(
            number=number,
            starts_on=start,
            ends_on=add_months(start, 1),
            anchored_on=BOUGHT,
            frequency="monthly",
            cycle_months=1,
            price=price,
        )

    with django_assert_num_queries(queries):
        page = cast.owner.get(address(held), {"on": "2027-01-15"})

    assert len(page.context["resolution"].guarantees) == 19
    assert "7 older terms" in words(page)
    assert page.context["resolution"].guarantee.price.unit_price.amount == Decimal("3.00")
