"""An add-on never outlives its base, and acts dated ahead touch nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from customers.models import Customer, Status, Subscription
from customers.services import conversions, purchases, renewals
from customers.services.purchases import NotSold, Wanted
from tests.builders import AT, a_customer, a_partner, a_price_of, a_subscription, an_offer

pytestmark = pytest.mark.django_db
BOUGHT = date(2026, 11, 3)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def buy(
    customer: Customer,
    *,
    base: Subscription | None = None,
    on: date = BOUGHT,
    at: datetime = AT,
    **fields: object,
) -> Subscription:
    price = an_offer()
    a_price_of(price.availability.sku, price="4.00", month=date(2026, 12, 1))
    wanted = Wanted(**{"offer": price.availability.sku.offer_id, "quantity": 2, **fields})
    return purchases.purchase(customer=customer, wanted=wanted, on=on, at=at, base=base)


def test_an_add_on_ends_with_a_base_that_is_not_renewed(customer: Customer) -> None:
    base = buy(customer, term_months=1, auto_renew=False)
    add_on = buy(customer, base=base, term_months=1)

    renewals.renew_due(partner=customer.partner, through=date(2026, 12, 20), at=AT)

    for held in (base, add_on):
        held.refresh_from_db()
        assert held.status == Status.DELETED
        assert held.terms.count() == 1


def test_a_conversion_dated_ahead_neither_renews_nor_ends_anything_else(
    customer: Customer,
) -> None:
    order = buy(customer).order
    other = buy(customer, term_months=1, auto_renew=False)

    conversions.change_frequency(order=order, frequency="annual", on=date(2026, 12, 20), at=AT)

    other.refresh_from_db()
    assert (other.status, other.terms.count()) == (Status.ACTIVE, 1)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"quantity": 0}, "at least one is bought"),
        ({"frequency": "annual", "term_months": 18}, "not sold for this term"),
    ],
)
def test_nothing_is_bought_that_cannot_be_charged(
    customer: Customer, fields: dict, why: str
) -> None:
    with pytest.raises(NotSold, match=why):
        buy(customer, **fields)


def test_rules_that_nobody_knows_are_agreed_with_nobody(customer: Customer) -> None:
    offer = an_offer().availability.sku.offer_id or ""

    with pytest.raises(ValueError, match="full_credit_days is 'long', not a whole number"):
        purchases.purchase(
            customer=customer,
            wanted=Wanted(offer=offer, quantity=1),
            on=BOUGHT,
            at=AT,
            rules={"full_credit_days": "long"},
        )


def test_buying_an_add_on_leaves_alone_what_others_hold(customer: Customer) -> None:
    base = buy(customer, term_months=1)
    gone = a_subscription(
        customer=a_customer(partner=customer.partner), price=an_offer(), on=BOUGHT, term_months=1
    )

    at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    add_on = buy(customer, base=base, on=at.date(), at=at, term_months=1)

    assert (base.terms.count(), gone.terms.count()) == (2, 1)
    assert add_on.terms.get().ends_on == date(2027, 1, 3)
