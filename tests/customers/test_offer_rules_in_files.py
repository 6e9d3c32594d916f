"""The offer matrix is kept by files as by single acts, by two at a time, and when only asked."""

from __future__ import annotations

import io
import threading
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction

from customers.models import Customer, Subscription
from customers.services import change_files, purchases, subscription_files
from customers.services.purchases import NotSold, Wanted, obstacles
from partnercenter.intake import NotTakenIn
from pricing.models import Price
from tests.builders import (
    AT,
    a_customer,
    a_partner,
    a_price_of,
    a_subscription,
    an_offer,
    an_offer_rule,
)

NOVEMBER_3 = date(2026, 11, 3)
HEADER = (
    "CustomerId,SubscriptionId,OrderId,OfferId,SubscriptionName,Quantity,StartDate,TermDuration,"
    "BillingCycle,AutoRenew,PurchaseOrder,ParentSubscriptionId"
)


@pytest.fixture
def customer(db: None) -> Customer:
    return a_customer(partner=a_partner())


def guid(number: int) -> UUID:
    return uuid5(UUID(int=0), str(number))


def a_row(
    customer: Customer, price: Price, number: int, rest: str = "2,2026-11-03,P1Y,Monthly,TRUE,,"
) -> str:
    offer = price.availability.sku.offer_id
    return f"{customer.public_id},{guid(number)},{customer.pk},{offer},,{rest}"


def take_in(*rows: str) -> int:
    content = "\n".join([HEADER, *rows]).encode()
    return subscription_files.take_in(file=io.BytesIO(content), name="bought.csv", at=AT)


def problems(*rows: str) -> list[str]:
    with pytest.raises(NotTakenIn) as refused, transaction.atomic():
        take_in(*rows)
    return [str(problem) for problem in refused.value.problems]


def test_every_rule_is_told_by_row_field_and_figures(customer: Customer) -> None:
    seats, elsewhere = an_offer(title="Seats"), an_offer(title="Elsewhere")
    add_on, new, unlisted = an_offer(title="Archive"), an_offer(title="New"), an_offer()
    an_offer_rule(seats, min_quantity=3, max_quantity=300)
    an_offer_rule(elsewhere, countries=["SE"], frequencies=["annual"], duration_months=36)
    an_offer_rule(add_on, depends_on=[seats.availability.sku.offer_id])
    an_offer_rule(new)
    name = {p: p.availability.sku.offer_id for p in (elsewhere, add_on, unlisted)}

    not_yet = "not in the offer matrix of 2026-11 yet: it cannot be ordered"

    told = problems(
        a_row(customer, seats, 1),
        a_row(customer, seats, 2, "301,2026-11-03,P1Y,Monthly,TRUE,,"),
        a_row(customer, elsewhere, 3),
        a_row(customer, add_on, 4),
        a_row(customer, new, 5),
        a_row(customer, add_on, 6, f"2,2026-11-03,P1Y,Monthly,TRUE,,{guid(5)}"),
        a_row(customer, unlisted, 7),
    )

    assert told == [
        "row 2, Quantity: at least 3 seats, 2 wanted",
        "row 3, Quantity: at most 300 seats, 301 wanted",
        f'row 4, CustomerId: "{name[elsewhere]}" is sold in SE, the customer is in NL',
        f'row 4, TermDuration: "{name[elsewhere]}" is sold for 36 months, 12 wanted',
        f'row 4, BillingCycle: "{name[elsewhere]}" is billed annual, monthly wanted',
        f'row 5, ParentSubscriptionId: "{name[add_on]}" is bought with a base, one of: Seats',
        f'row 7, ParentSubscriptionId: "New" is no base of "{name[add_on]}", which needs: Seats',
        f'row 8, OfferId: "{name[unlisted]}" is on the price list, but {not_yet}',
    ]
    assert not Subscription.objects.exists()


def test_rows_of_one_file_count_against_a_limit_and_a_base_may_stand_above(
    customer: Customer,
) -> None:
    base, add_on, neighbour = an_offer(), an_offer(), a_customer(partner=customer.partner)
    an_offer_rule(base, limit=2, scope="concurrent")
    an_offer_rule(add_on, depends_on=[base.availability.sku.offer_id], limit=1, scope="lifetime")
    with_base = f"2,2026-11-03,P1Y,Monthly,TRUE,,{guid(1)}"
    kept = [
        a_row(customer, base, 1),
        a_row(customer, base, 2),
        a_row(neighbour, base, 3),
        a_row(customer, add_on, 4, with_base),
    ]

    told = problems(*kept, a_row(customer, base, 5), a_row(customer, add_on, 6, with_base))

    assert [line.split(":")[0] for line in told] == ["row 6, OfferId", "row 7, OfferId"]
    assert "at most 2 at a time for one customer, 2 held" in told[0]
    assert "at most 1 in a lifetime of the customer, 1 bought" in told[1]
    assert take_in(*kept) == 4


def test_the_rule_is_that_of_the_day_of_purchase(customer: Customer) -> None:
    offer = an_offer()
    an_offer_rule(offer, month=date(2026, 10, 1), max_quantity=1)
    an_offer_rule(offer, max_quantity=5)
    an_offer_rule(offer, edition=2, max_quantity=2)
    an_offer_rule(offer, month=date(2026, 12, 1), max_quantity=1)

    count = take_in(a_row(customer, offer, 1))

    assert count == 1
    assert problems(a_row(customer, offer, 2, "3,2026-11-30,P1Y,Monthly,TRUE,,")) == [
        "row 2, Quantity: at most 2 seats, 3 wanted"
    ]


def test_a_file_of_changes_keeps_to_the_seats(customer: Customer) -> None:
    price = an_offer()
    held = a_subscription(customer=customer, price=price, quantity=310, on=NOVEMBER_3)
    an_offer_rule(price, min_quantity=5, max_quantity=300)

    def change(*rows: str) -> int:
        lines = [f"{held.public_id},{row}" for row in rows]
        content = "\n".join(["SubscriptionId,Date,Action,Quantity", *lines]).encode()
        return change_files.take_in(file=io.BytesIO(content), name="changes.csv", at=AT)

    with pytest.raises(NotTakenIn) as refused, transaction.atomic():
        change(
            "2026-11-05,set_quantity,305",
            "2026-11-06,set_quantity,306",
            "2026-11-07,set_quantity,4",
            "2026-11-08,set_quantity,300",
        )

    assert [str(problem) for problem in refused.value.problems] == [
        "row 3, Quantity: at most 300 seats, 306 wanted",
        "row 4, Quantity: at least 5 seats, 4 wanted",
    ]
    assert change("2026-11-05,set_quantity,5", "2026-11-06,set_quantity,300") == 2


def test_one_can_ask_whether_something_may_be_bought_and_nothing_is_kept(
    customer: Customer,
) -> None:
    offer = an_offer()
    an_offer_rule(offer, max_quantity=300, countries=["SE"])
    asked = Wanted(offer=offer.availability.sku.offer_id or "", quantity=301)

    found = obstacles(customer=customer, wanted=asked, on=NOVEMBER_3, at=AT)

    assert [(problem.field, problem.reason) for problem in found] == [
        ("quantity", "at most 300 seats, 301 wanted"),
        ("customer_id", f'"{asked.offer}" is sold in SE, the customer is in NL'),
    ]
    assert not Subscription.objects.exists()
    at_home = a_customer(partner=customer.partner, country="SE")
    fewer = Wanted(offer=asked.offer, quantity=300)
    assert obstacles(customer=at_home, wanted=fewer, on=NOVEMBER_3, at=AT) == ()
    assert not Subscription.objects.exists()


def test_asking_for_an_add_on_renews_no_base(customer: Customer) -> None:
    price = an_offer(month=date(2026, 10, 1))
    a_price_of(price.availability.sku, price="4.00")
    base = a_subscription(customer=customer, price=price, on=date(2026, 10, 5), term_months=1)
    asked = Wanted(offer=price.availability.sku.offer_id or "", quantity=1)

    found = obstacles(customer=customer, wanted=asked, on=date(2026, 11, 12), at=AT, base=base)

    assert (found, base.terms.count()) == ((), 1)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    customer: Customer, django_assert_max_num_queries: Any
) -> None:
    offer = an_offer()
    an_offer_rule(offer, limit=50, scope="concurrent")
    rows = [a_row(customer, offer, number) for number in range(50)]

    with django_assert_max_num_queries(40):
        assert take_in(*rows) == 50


@pytest.mark.django_db(transaction=True)
def test_two_purchases_at_a_time_do_not_pass_a_limit_together() -> None:
    customer, offer = a_customer(partner=a_partner()), an_offer()
    an_offer_rule(offer, limit=1, scope="concurrent")
    asked = Wanted(offer=offer.availability.sku.offer_id or "", quantity=1)
    outcomes: list[str] = []
    first_is_in = threading.Event()

    def buy() -> None:
        try:
            with transaction.atomic():
                purchases.purchase(customer=customer, wanted=asked, on=NOVEMBER_3, at=AT)
                outcomes.append("bought")
                first_is_in.set()
                connection.cursor().execute("SELECT pg_sleep(0.5)")
        except NotSold as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    first, second = (threading.Thread(target=buy) for _both in range(2))
    first.start()
    first_is_in.wait(timeout=10)
    second.start()
    for thread in (first, second):
        thread.join(timeout=20)

    assert outcomes[0] == "bought"
    assert "at most 1 at a time for one customer, 1 held" in outcomes[1]
    assert Subscription.objects.count() == 1
