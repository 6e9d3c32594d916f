"""A purchase keeps what it is billed in and why, and is priced in that currency if it can be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, Subscription
from customers.services import currencies, purchases
from customers.services.purchases import NotSold, Wanted
from pricing.models import Price
from tests.builders import AT, a_customer, a_partner, a_price_of, an_offer

pytestmark = pytest.mark.django_db

BOUGHT_ON = date(2021, 2, 10)
FEBRUARY = BOUGHT_ON.replace(day=1)


@pytest.fixture
def danish() -> Customer:
    """An old customer in Denmark, whose tenant is young: billed in its own currency."""
    return a_customer(
        partner=a_partner(enrolled_on=date(2018, 1, 1)),
        country="DK",
        relationship_since=date(2019, 1, 1),
        tenant_created_on=date(2020, 6, 1),
    )


def software(*currencies_sold: str, **fields: Any) -> Price:
    """Put a piece of software on sale; its price is 1 in the first currency, then 2, and so on."""
    first, *others = currencies_sold
    fields = {"kind": "software", "month": FEBRUARY, "term": "", "agreement_type": "", **fields}
    price = an_offer(price="1.00", currency=first, **fields)
    for number, currency in enumerate(others, start=2):
        a_price_of(price.availability.sku, price=f"{number}.00", currency=currency, **fields)
    return price


def buy(customer: Customer, price: Price, **wanted: Any) -> Subscription:
    offer = price.availability.sku.offer_id
    how = {"quantity": 1, "frequency": "one_time", "term_months": 0, **wanted}
    return purchases.purchase(
        customer=customer, wanted=Wanted(offer=str(offer), **how), on=BOUGHT_ON, at=AT
    )


def test_a_purchase_is_priced_in_the_currency_it_is_billed_in_where_it_is_on_sale_in_it(
    danish: Customer,
) -> None:
    bought = buy(danish, software("EUR", "USD", "DKK"))

    assert (bought.currency, bought.availability.currency) == ("DKK", "DKK")
    assert bought.terms.get().price.unit_price == Decimal("3.00")


def test_what_is_not_on_sale_in_the_billing_currency_is_priced_in_dollars_first(
    danish: Customer,
) -> None:
    dollars = buy(danish, software("EUR", "USD", "GBP"))
    euros = buy(danish, software("SEK", "EUR"))

    assert (dollars.currency, dollars.availability.currency) == ("DKK", "USD")
    assert (euros.currency, euros.availability.currency) == ("DKK", "EUR")


def test_a_price_that_ended_is_no_sale(danish: Customer) -> None:
    january = software("DKK", month=date(2021, 1, 1))
    sold = {"kind": "software", "month": FEBRUARY, "term": "", "agreement_type": ""}
    a_price_of(january.availability.sku, price="2.00", currency="USD", **sold)

    bought = buy(danish, january)

    assert (bought.currency, bought.availability.currency) == ("DKK", "USD")


def test_the_customers_own_market_is_asked_where_its_currency_holds(danish: Customer) -> None:
    price = software("DKK", market="DK")
    elsewhere = software("DKK", market="NL")

    assert buy(danish, price).availability == price.availability
    with pytest.raises(NotSold, match="not sold in DKK to commercial customers in DK"):
        buy(danish, elsewhere)


def test_a_licence_is_sold_in_the_partners_currency_or_not_at_all(danish: Customer) -> None:
    euros = an_offer(month=FEBRUARY)
    kroner = an_offer(month=FEBRUARY, currency="DKK")
    licence = {"frequency": "monthly", "term_months": 12}

    assert buy(danish, euros, **licence).currency == "EUR"
    with pytest.raises(NotSold, match="not sold in EUR to commercial customers in NL"):
        buy(danish, kroner, **licence)


def test_the_reason_is_kept_with_the_purchase_and_stays_when_the_partner_changes(
    danish: Customer,
) -> None:
    expected = currencies.decided(customer=danish, billing_type="one_time", on=BOUGHT_ON)

    bought = buy(danish, software("DKK"))
    danish.partner.own_currency_since = BOUGHT_ON
    danish.partner.save()
    later = buy(danish, software("DKK", "EUR"))

    assert bought.currency_decision == expected.as_data()
    assert bought.currency_decision["reason"] == "late_tenant"
    assert (later.currency, later.currency_decision["reason"]) == ("EUR", "own_currency")
    bought.refresh_from_db()
    assert bought.currency == "DKK"


def test_the_rules_agreed_decide_whether_a_dependency_counts_as_the_uk() -> None:
    partner = a_partner(country="JE", currency="GBP", enrolled_on=date(2018, 1, 1))
    customer = a_customer(
        partner=partner,
        country="DK",
        relationship_since=date(2019, 1, 1),
        tenant_created_on=date(2020, 6, 1),
    )
    price = software("DKK", "GBP")
    wanted = Wanted(
        offer=str(price.availability.sku.offer_id),
        quantity=1,
        frequency="one_time",
        term_months=0,
    )

    usual = purchases.purchase(customer=customer, wanted=wanted, on=BOUGHT_ON, at=AT)
    as_uk = purchases.purchase(
        customer=customer,
        wanted=wanted,
        on=BOUGHT_ON,
        at=AT,
        rules={"uk_dependencies": "as_uk"},
    )

    assert (usual.currency, as_uk.currency) == ("GBP", "DKK")
