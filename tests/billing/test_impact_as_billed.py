"""The impact of a list is what billing then charges more: renewed and billed at both prices."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from customers.models import Customer, Subscription
from tests.billing.impacts import NOVEMBER, a_shop, billed_difference, foretold, publish, sold

pytestmark = pytest.mark.django_db
Kept = dict[Subscription, str]


def test_licences_of_all_terms_and_cycles_with_an_add_on_and_a_renewal_before_the_list() -> None:
    customer = a_shop(enrolled_on=date(2025, 11, 16))
    base = sold(customer, price="12.50", on=date(2025, 12, 3))
    kept: Kept = {
        base: "12.50",
        sold(customer, price="2.335", on=date(2025, 12, 3), base=base, quantity=7): "2.335",
        sold(customer, price="8.00", on=date(2026, 3, 31), frequency="annual"): "8.00",
        sold(customer, price="1.99", on=date(2026, 11, 30), term_months=1): "1.99",
        sold(customer, price="60.00", on=date(2026, 2, 28), offer={"months": 12}): "60.00",
        sold(customer, price="3.00", on=date(2025, 12, 20), auto_renew=False): "3.00",
    }
    early = sold(customer, price="4.00", on=date(2025, 11, 28))
    publish({early: "4.40"}, month=NOVEMBER)
    kept[early] = "4.40"
    coming = {held: str(Decimal(price) + Decimal("0.375")) for held, price in kept.items()}

    told = foretold(customer.partner, coming)

    assert told == billed_difference(customer.partner, kept, coming)
    assert min(told) == "2026-12"


def test_items_that_are_renewed_are_charged_by_calendar_month_and_converted() -> None:
    customer = a_shop(enrolled_on=date(2025, 11, 16))
    item = {"kind": "software", "proration": "unit_rounded"}
    yearly = {"term": "P1Y", "months": 12}
    kept: Kept = {
        sold(customer, price="615.00", frequency="annual", offer=yearly, **item): "615.00",
        sold(customer, price="9.995", on=date(2026, 11, 9), term_months=1, **item): "9.995",
        sold(customer, price="80.00", on=date(2026, 5, 15), frequency="one_time", **item): "80.00",
    }
    coming = {held: str(Decimal(price) * Decimal("0.97")) for held, price in kept.items()}

    told = foretold(customer.partner, coming, "software")

    assert told == billed_difference(customer.partner, kept, coming)
    assert len(told) == 12


@pytest.mark.parametrize("seed", range(2))
def test_any_licences_bought_on_any_days(seed: int) -> None:
    customer, chosen = a_shop(enrolled_on=date(2025, 11, 16)), random.Random(seed)
    kept = {_any_licence(customer, chosen): "" for _ in range(8)}
    for held in kept:
        kept[held] = str(held.terms.get().price.unit_price)
    coming = {
        held: str(Decimal(price) + chosen.randint(-40, 60) * Decimal("0.015"))
        for held, price in kept.items()
    }

    assert foretold(customer.partner, coming) == billed_difference(customer.partner, kept, coming)


def _any_licence(customer: Customer, chosen: random.Random) -> Subscription:
    """Return a licence that first renews in December or later."""
    price = str(Decimal(chosen.randint(100, 4000)) / 100)
    quantity = chosen.randint(1, 60)
    term = chosen.choice([1, 12, 12, 36])
    first = date(2026, 11, 1) if term == 1 else date(2025, 12, 1)
    on = first + timedelta(days=chosen.randrange(29 if term == 1 else 340))
    frequency = "monthly" if term == 1 else chosen.choice(["monthly", "annual"])
    return sold(
        customer, price=price, quantity=quantity, on=on, term_months=term, frequency=frequency
    )
