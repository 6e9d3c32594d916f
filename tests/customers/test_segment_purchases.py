"""What a customer buys of an offer is what its segment qualifies for, its own before others."""

from __future__ import annotations

from datetime import date

import pytest

from customers.models import Customer, Segment, Subscription
from customers.services import purchases
from customers.services.purchases import NotSold, Wanted
from pricing.models import Availability, Price
from tests.builders import AT, a_customer, a_partner, a_price, an_offer

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


def sold_to(segment: Segment, price: Price) -> Subscription:
    customer: Customer = a_customer(partner=a_partner(), segment=segment)
    wanted = Wanted(offer=price.availability.sku.offer_id or "", quantity=1)
    return purchases.purchase(customer=customer, wanted=wanted, on=NOVEMBER_3, at=AT)


def also(price: Price, agreement: str, market: str = "", *, priced: bool = True) -> Availability:
    """Sell the same offer under another agreement, with a price or without."""
    made = Availability.objects.create(
        sku=price.availability.sku,
        currency="EUR",
        market=market,
        availability_id=f"{agreement}{market}",
        agreement_type=agreement,
        term="1 Month",
    )
    if priced:
        a_price(
            availability=made,
            price_list=price.price_list,
            valid_from=price.valid_from,
            valid_until=price.valid_until,
            unit_price=2,
        )
    return made


@pytest.mark.parametrize("segment", [Segment.EDUCATION, Segment.NONPROFIT])
def test_where_nothing_of_its_own_is_on_sale_a_customer_buys_what_is_commercial(
    segment: Segment,
) -> None:
    corporate = an_offer()
    also(corporate, "Academic", priced=False)

    bought = sold_to(segment, corporate)

    assert bought.availability == corporate.availability


@pytest.mark.parametrize(
    ("segment", "agreement"),
    [
        (Segment.COMMERCIAL, "Corporate"),
        (Segment.NONPROFIT, "Charity"),
        (Segment.EDUCATION, "Academic"),
        (Segment.GOVERNMENT, "Government"),
    ],
)
def test_its_own_agreement_goes_before_the_commercial_one_of_its_market(
    segment: Segment, agreement: str
) -> None:
    corporate = an_offer()
    for other in ("Academic", "Charity", "Government"):
        also(corporate, other)
    if segment != Segment.COMMERCIAL:
        also(corporate, "Corporate", "NL")

    bought = sold_to(segment, corporate)

    assert bought.availability.agreement_type == agreement


def test_a_government_customer_buys_no_commercial_licence_and_nobody_else_its() -> None:
    corporate, government = an_offer(), an_offer(agreement_type="Government")

    with pytest.raises(NotSold, match="is not sold in EUR to government customers in NL"):
        sold_to(Segment.GOVERNMENT, corporate)
    with pytest.raises(NotSold, match="is not sold in EUR to education customers in NL"):
        sold_to(Segment.EDUCATION, government)
