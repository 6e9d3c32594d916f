"""The catalogue shows what a customer would be sold, at the price it would be sold at."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, Segment
from customers.queries.ways import ways
from customers.services import catalogue, purchases
from customers.services.catalogue import Asked, OnSale
from customers.services.purchases import Wanted
from pricing.models import Availability, Price
from tests.builders import (
    AT,
    a_customer,
    a_partner,
    a_price,
    a_price_of,
    a_usage_plan,
    an_offer,
    an_offer_matrix,
    an_offer_rule,
)

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


def customer_of(segment: Segment = Segment.COMMERCIAL, **fields: Any) -> Customer:
    found: Customer = a_customer(partner=a_partner(), segment=segment, **fields)
    return found


def shown(customer: Customer, **asked: Any) -> list[OnSale]:
    return catalogue.search(customer, Asked(**asked), on=NOVEMBER_3)[0:100]


def titles(customer: Customer, **asked: Any) -> list[str]:
    return [one.availability.sku.title for one in shown(customer, **asked)]


def typed(price: Price, secondary_type: str) -> Price:
    price.availability.sku.secondary_type = secondary_type
    price.availability.sku.save()
    return price


def codes(price: Price) -> list[str]:
    sold = Availability.objects.select_related("sku__product").get(pk=price.availability_id)
    rule = price.availability.sku.rules.first()
    return [way.code for way in ways(sold, rule=rule, on=NOVEMBER_3)]


def test_what_is_on_the_list_of_the_day_is_shown_by_title() -> None:
    an_offer(title="Suite Start")
    an_offer(title="Mail 1")
    an_offer(title="Suite of December", month=date(2026, 12, 1))
    an_offer(title="Suite in crowns", currency="NOK")

    assert titles(customer_of()) == ["Mail 1", "Suite Start"]


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        (Segment.COMMERCIAL, ["Corporate"]),
        (Segment.EDUCATION, ["Academic", "Corporate"]),
        (Segment.NONPROFIT, ["Charity", "Corporate"]),
        (Segment.GOVERNMENT, ["Government"]),
    ],
)
def test_a_customer_sees_what_its_segment_qualifies_for(
    segment: Segment, expected: list[str]
) -> None:
    for agreement in ("Corporate", "Academic", "Government", "Charity"):
        an_offer(title=agreement, agreement_type=agreement)

    assert titles(customer_of(segment)) == expected


def test_what_is_shown_is_what_a_purchase_takes() -> None:
    customer = customer_of(Segment.EDUCATION)
    corporate = an_offer(price="4.00")
    academic = Availability.objects.create(
        sku=corporate.availability.sku,
        currency="EUR",
        availability_id="ACADEMIC",
        agreement_type="Academic",
        term="1 Month",
    )
    cheaper = a_price(
        availability=academic,
        price_list=corporate.price_list,
        valid_from=corporate.valid_from,
        valid_until=corporate.valid_until,
        unit_price=2,
    )

    (one,) = shown(customer)

    wanted = Wanted(offer=corporate.availability.sku.offer_id or "", quantity=1)
    bought = purchases.purchase(customer=customer, wanted=wanted, on=NOVEMBER_3, at=AT)
    assert one.price == cheaper == bought.terms.get().price


def test_the_price_of_the_own_market_goes_before_that_of_all() -> None:
    everywhere = an_offer(price="4.00")
    at_home = Availability.objects.create(
        sku=everywhere.availability.sku,
        currency="EUR",
        market="NL",
        availability_id="AT-HOME",
        agreement_type="Corporate",
        term="1 Month",
    )
    a_price(
        availability=at_home,
        price_list=everywhere.price_list,
        valid_from=everywhere.valid_from,
        valid_until=everywhere.valid_until,
        unit_price=3,
    )

    (one,) = shown(customer_of())

    assert one.availability == at_home


def test_what_others_may_buy_is_shown_with_the_reason_when_asked_for() -> None:
    customer = customer_of()
    an_offer(title="Academic", agreement_type="Academic")
    an_offer(title="Elsewhere", market="SE")
    typed(an_offer(title="Archive"), "Add-on")

    found = catalogue.search(customer, Asked(), on=NOVEMBER_3)

    assert (len(found), found.others) == (0, 3)
    told = {one.availability.sku.title: one.reason for one in shown(customer, everything=True)}
    assert told == {"Academic": "segment", "Elsewhere": "market", "Archive": "add_on"}


def test_what_is_listed_but_cannot_be_ordered_does_not_vanish() -> None:
    an_offer_matrix()
    an_offer(title="Not yet")
    an_offer_rule(an_offer(title="Swedish"), countries=["SE"])
    an_offer_rule(an_offer(title="Suite"))

    told = {one.availability.sku.title: one.reason for one in shown(customer_of())}

    assert told == {"Not yet": "unlisted", "Suite": "", "Swedish": "country"}


def test_plans_of_metered_use_are_shown_without_a_price() -> None:
    a_usage_plan(currency="EUR")

    (one,) = shown(customer_of())

    assert (one.kind, one.price, [way.code for way in one.ways]) == ("usage", None, ["monthly-1"])


def test_a_kind_can_be_asked_for_and_another_left_out() -> None:
    customer = customer_of()
    an_offer(title="Suite")
    typed(an_offer(title="Try it"), "Trial")
    an_offer(title="Server", kind="software", term="", agreement_type="")

    assert titles(customer, kind="trial") == ["Try it"]
    assert titles(customer, kind="software") == ["Server"]
    assert titles(customer, hidden=("software",)) == ["Suite", "Try it"]


def test_words_are_looked_for_in_titles_and_ids_and_mean_themselves() -> None:
    customer = customer_of()
    suite = an_offer(title="Suite Start 100%")
    an_offer(title="Mail Start")

    assert titles(customer, words="start SUITE") == ["Suite Start 100%"]
    assert titles(customer, words="0%") == ["Suite Start 100%"]
    assert titles(customer, words="_") == []
    assert titles(customer, words=suite.availability.sku.offer_id) == ["Suite Start 100%"]


def test_the_add_ons_of_a_base_are_those_that_name_it() -> None:
    customer = customer_of()
    suite, other = an_offer(title="Suite"), an_offer(title="Other")
    for base in (suite, other):
        add_on = typed(an_offer(title=f"Archive for {base.availability.sku}"), "Add-on")
        an_offer_rule(add_on, depends_on=[base.availability.sku.offer_id])

    found = shown(customer, base=suite.availability.sku.offer_id)

    assert [(one.availability.sku.title, one.reason) for one in found] == [
        ("Archive for Suite", "")
    ]


def test_the_number_of_queries_does_not_grow_with_the_offers() -> None:
    customer = customer_of()
    an_offer_rule(an_offer())

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(customer)
        return len(asked)

    few = queries()
    for _ in range(12):
        an_offer_rule(an_offer())

    assert queries() == few


def test_a_licence_is_bought_for_a_year_or_a_month() -> None:
    assert codes(an_offer()) == ["monthly-12", "annual-12", "monthly-1"]


def test_the_offer_matrix_decides_term_and_frequencies() -> None:
    price = an_offer()
    an_offer_rule(price, duration_months=36, frequencies=["annual"])

    assert codes(price) == ["annual-36"]


def test_only_ways_with_a_price_are_there() -> None:
    yearly = an_offer(months=12, term="12 Months")

    assert codes(yearly) == ["annual-12"]


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        ({"kind": "software", "term": "", "agreement_type": ""}, ["one_time-0"]),
        ({"kind": "reservation", "term": "P3Y", "months": 36}, ["one_time-36"]),
        ({"kind": "marketplace", "term": "P1M", "months": 1}, ["monthly-1"]),
    ],
)
def test_what_is_no_licence_is_paid_for_its_term(
    offer: dict[str, Any], expected: list[str]
) -> None:
    assert codes(an_offer(**offer)) == expected


@pytest.mark.parametrize(
    "offer",
    [
        {},
        {"months": 12, "term": "12 Months"},
        {"kind": "software", "term": "", "agreement_type": ""},
        {"kind": "reservation", "term": "P3Y", "months": 36, "agreement_type": ""},
        {"kind": "marketplace", "term": "P1M", "months": 1, "agreement_type": ""},
    ],
)
def test_every_way_that_is_offered_can_be_bought_at_its_price(offer: dict[str, Any]) -> None:
    customer, price = customer_of(), an_offer(**offer)
    sku = price.availability.sku
    (one,) = shown(customer)

    for way in one.ways:
        wanted = Wanted(
            offer=sku.offer_id or "",
            quantity=3,
            frequency=way.frequency,
            term_months=way.term_months,
        )
        bought = purchases.purchase(customer=customer, wanted=wanted, on=NOVEMBER_3, at=AT)
        assert bought.terms.get().price == way.price


def test_the_whole_term_costs_every_month_of_it() -> None:
    price = an_offer(price="4.80")
    a_price_of(price.availability.sku, price="4.80", month=date(2026, 12, 1))
    (one,) = shown(customer_of())

    totals = {way.code: str(way.total(10)) for way in one.ways}

    assert totals == {
        "monthly-12": "EUR 576.00",
        "annual-12": "EUR 576.00",
        "monthly-1": "EUR 48.00",
    }
