"""One-time purchases for a term: at the price for that term, cancelled as was agreed for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from customers.models import Customer, Subscription
from customers.services import purchases
from customers.services.purchases import NotSold, Wanted
from pricing.models import Availability, Price, Product, Sku
from tests.builders import AT, a_customer, a_partner, a_price, a_price_list, an_offer

pytestmark = pytest.mark.django_db
BOUGHT = date(2026, 11, 3)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


@pytest.fixture
def sku() -> Sku:
    """Software sold for good at 500, by the month at 10, for a year at 100."""
    sku = an_offer(kind="software", price="500.00", term="", agreement_type="").availability.sku
    Product.objects.filter(pk=sku.product_id).update(cancellation="software")
    sell(sku, "10.00", term="P1M", months=1)
    sell(sku, "100.00", term="P1Y", months=12)
    return sku


def sell(sku: Sku, amount: str, *, term: str, months: int) -> Price:
    made = Availability.objects.create(
        sku=sku, currency="EUR", availability_id=f"SELL{term}", term=term, months=months
    )
    return a_price(
        availability=made,
        price_list=a_price_list(kind="software"),
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 12, 1),
        unit_price=Decimal(amount),
    )


def buy(customer: Customer, sku: Sku, frequency: str, term_months: int) -> Subscription:
    wanted = Wanted(
        offer=sku.offer_id or "", quantity=2, frequency=frequency, term_months=term_months
    )
    return purchases.purchase(customer=customer, wanted=wanted, on=BOUGHT, at=AT)


@pytest.mark.parametrize(
    ("frequency", "term_months", "price", "cycle_months", "policy"),
    [
        ("one_time", 0, "500.00", 0, "software"),
        ("monthly", 1, "10.00", 1, "software_subscription"),
        ("monthly", 12, "100.00", 1, "software_subscription"),
        ("annual", 12, "100.00", 12, "software_subscription"),
        ("one_time", 12, "100.00", 12, "software_subscription"),
        ("annual", 36, "100.00", 12, "software_subscription"),
    ],
)
def test_the_price_is_that_of_the_term_and_the_policy_too(
    customer: Customer,
    sku: Sku,
    frequency: str,
    term_months: int,
    price: str,
    cycle_months: int,
    policy: str,
) -> None:
    bought = buy(customer, sku, frequency, term_months)

    term = bought.terms.get()
    assert (f"{term.price.unit_price:.2f}", term.cycle_months) == (price, cycle_months)
    assert bought.settings["cancellation"] == policy
    assert bought.proration == "unit_rounded"
    assert bought.auto_renew == (frequency != "one_time")


def test_what_is_sold_for_good_only_is_not_sold_for_a_term(customer: Customer) -> None:
    offer = an_offer(kind="software", price="500.00", term="", agreement_type="")

    with pytest.raises(NotSold, match="is not sold for this term"):
        buy(customer, offer.availability.sku, "monthly", 12)


def test_what_is_sold_for_a_year_only_is_not_sold_for_less_or_for_good(customer: Customer) -> None:
    offer = an_offer(kind="software", price="9.00", term="P1Y", agreement_type="", months=12)

    for frequency, months in (("monthly", 1), ("one_time", 0)):
        with pytest.raises(NotSold, match="is not sold for this term"):
            buy(customer, offer.availability.sku, frequency, months)
