"""Purchases come from a file: each at the price in force that day, for the buyer's segment."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest

from customers.models import Customer, Order, Segment, Subscription, SubscriptionChange, Term
from customers.services import subscription_files
from partnercenter.intake import NotTakenIn
from pricing.engine.kinds import KINDS
from pricing.models import Availability, Price, Sku
from tests.builders import AT, a_customer, a_partner, a_price, a_price_list, a_usage_plan, an_offer

pytestmark = pytest.mark.django_db

HEADER = (
    "CustomerId,SubscriptionId,OrderId,OfferId,SubscriptionName,Quantity,StartDate,TermDuration,"
    "BillingCycle,AutoRenew,PurchaseOrder,ParentSubscriptionId"
)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def guid(number: int) -> UUID:
    return uuid5(UUID(int=0), str(number))


def a_row(
    customer: Customer,
    price: Price,
    number: int = 1,
    *,
    rest: str = "2,2026-11-03,P1Y,Monthly,TRUE,PO-7,",
    order: str = "ORDER1",
) -> str:
    offer = price.availability.sku.offer_id
    return f"{customer.public_id},{guid(number)},{order},{offer},,{rest}"


def take_in(*rows: str) -> int:
    content = "\n".join([HEADER, *rows]).encode()
    return subscription_files.take_in(file=io.BytesIO(content), name="bought.csv", at=AT)


def problems(*rows: str) -> list[str]:
    with pytest.raises(NotTakenIn) as refused:
        take_in(*rows)
    return [str(problem) for problem in refused.value.problems]


def test_a_purchase_makes_order_subscription_event_and_term(customer: Customer) -> None:
    price = an_offer(title="Suite Start")

    count = take_in(a_row(customer, price, rest="2,11/3/2026,P1Y,Monthly,TRUE,PO-7,"))

    held = Subscription.objects.get(public_id=guid(1))
    assert count == 1
    assert (held.customer, held.availability, held.name) == (
        customer,
        price.availability,
        "Suite Start",
    )
    assert (held.quantity, held.status, held.starts_on) == (2, "active", date(2026, 11, 3))
    assert (held.term_months, held.frequency, held.auto_renew) == (12, "monthly", True)
    assert (held.proration, held.settings) == (KINDS["license"].PRORATION, {})
    assert (held.order.order_id, held.order.purchase_order) == ("ORDER1", "PO-7")
    assert held.order.placed_on == date(2026, 11, 3)
    event = held.changes.get()
    assert (event.sequence, event.action, event.on) == (1, "purchase", date(2026, 11, 3))
    assert (event.quantity, event.recorded_at) == (2, AT)
    term = held.terms.get()
    assert (term.number, term.price) == (1, price)
    assert (term.starts_on, term.ends_on) == (date(2026, 11, 3), date(2027, 11, 3))


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-11-30", "P3Y", date(2029, 11, 30)),
        ("2026-11-30", "p1m", date(2026, 12, 30)),
        ("2027-01-31", "P1M", date(2027, 2, 28)),
        ("2028-02-29", "P1Y", date(2029, 2, 28)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_a_shorter_month(
    customer: Customer, start: str, duration: str, end: date
) -> None:
    price = an_offer(month=date.fromisoformat(start).replace(day=1))

    take_in(a_row(customer, price, rest=f"1,{start},{duration},Monthly,,,"))

    assert Term.objects.get().ends_on == end


def test_software_has_a_term_of_one_day_and_a_metered_plan_none(customer: Customer) -> None:
    software = an_offer(kind="software", price="824.00", term="", agreement_type="")
    a_usage_plan()
    a_usage_plan(offer="PC-USE-PLAN")

    take_in(
        a_row(customer, software, 1, rest="3,2026-11-03,,OneTime,,,"),
        f"{customer.public_id},{guid(2)},ORDER1,pc-use-0145p,Cloud,1,2026-11-04,P1M,Monthly,,,",
        f"{customer.public_id},{guid(3)},ORDER1,PC-USE-PLAN,Months,1,2026-11-04,P1M,Monthly,,,",
    )

    bought, plan, months = Subscription.objects.order_by("pk")
    assert (bought.term_months, bought.frequency, bought.auto_renew) == (0, "one_time", False)
    assert bought.terms.get().ends_on == date(2026, 11, 4)
    assert (plan.name, plan.term_months, plan.terms.count()) == ("Cloud", 1, 0)
    assert (months.name, months.term_months, months.terms.count()) == ("Months", 1, 0)
    assert Order.objects.get().placed_on == date(2026, 11, 3)


def test_the_segment_and_the_market_decide_the_price() -> None:
    partner = a_partner()
    price = an_offer(price="4.00")
    sku = price.availability.sku
    wanted = {
        Segment.COMMERCIAL: "4.00",
        Segment.NONPROFIT: "4.00",
        Segment.EDUCATION: "2.00",
        Segment.GOVERNMENT: "3.00",
    }
    sell(sku, "2.00", agreement_type="Academic", end_customer_type="Faculty")
    sell(sku, "1.00", agreement_type="Academic", end_customer_type="Student")
    sell(sku, "3.00", agreement_type="GOVERNMENT")
    sell(sku, "9.00", agreement_type="Corporate", market="DE")
    sell(sku, "44.00", agreement_type="Corporate", term="1 Year", months=12, market="NL")
    buyers = {s: a_customer(partner=partner, name=s.value, segment=s) for s in wanted}

    take_in(*(a_row(buyers[s], price, n, order=s) for n, s in enumerate(wanted)))

    paid = Term.objects.values_list("subscription__customer__segment", "price__unit_price")
    assert dict(paid) == {segment: Decimal(amount) for segment, amount in wanted.items()}


def test_the_partners_own_market_goes_before_all_markets(customer: Customer) -> None:
    price = an_offer(price="4.00")
    own = sell(price.availability.sku, "3.50", agreement_type="Corporate", market="NL")

    take_in(a_row(customer, price))

    assert Term.objects.get().price == own


def test_an_add_on_hangs_from_its_base(customer: Customer) -> None:
    base, add_on = an_offer(), an_offer()
    rest = f"2,2026-11-03,P1Y,Monthly,,,{guid(1)}"

    take_in(a_row(customer, base, 1), a_row(customer, add_on, 2, rest=rest))
    take_in(a_row(customer, add_on, 3, rest=rest))

    held = Subscription.objects.get(public_id=guid(1))
    assert [s.public_id for s in held.add_ons.order_by("pk")] == [guid(2), guid(3)]


def test_every_problem_is_told_and_nothing_is_stored(customer: Customer) -> None:
    price, stranger = an_offer(), a_customer(partner=a_partner("Haselbrück"))
    take_in(a_row(stranger, price, 99, order="THEIRS"))
    offer = price.availability.sku.offer_id
    dollars = an_offer(currency="USD").availability.sku.offer_id
    start = f"{customer.public_id},{guid(9)},ORDER9"

    told = problems(
        f"{guid(50)},{guid(1)},ORDER1,{offer},,2,2026-11-03,P1Y,Monthly,,,",
        a_row(customer, price, 99),
        a_row(customer, price, 2, order="THEIRS"),
        a_row(customer, price, 2),
        a_row(stranger, price, 3, order="THEIRS"),
        f"{start},nothing,,2,2026-11-03,P1Y,Monthly,,,",
        f"{customer.public_id},{guid(10)},ORDER9,{offer},,2,2026-12-03,P1Y,Monthly,,,",
        f"{customer.public_id},{guid(11)},ORDER9,{dollars},,2,2026-11-03,P1Y,Monthly,,,",
        f"{customer.public_id},{guid(12)},ORDER9,{offer},,2,2026-11-03,,OneTime,,,",
        f"{customer.public_id},{guid(13)},ORDER9,{offer},,2,2026-11-03,P1M,Annual,,,",
        f"{customer.public_id},{guid(14)},ORDER9,{offer},,2,2026-11-03,,Monthly,,,",
        f"{customer.public_id},{guid(15)},ORDER9,{offer},,2,2026-11-03,P1Y,Monthly,,,{guid(51)}",
        f"{customer.public_id},{guid(16)},ORDER9,{offer},,2,2026-11-03,P1Y,Monthly,,,{guid(17)}",
        f"{customer.public_id},{guid(17)},ORDER9,{offer},,2,2026-11-03,P1Y,Monthly,,,{guid(99)}",
        f"{stranger.public_id},{guid(18)},ORDER9,{offer},,2,2026-11-03,P1Y,Monthly,,,",
    )

    assert (Subscription.objects.count(), SubscriptionChange.objects.count()) == (1, 1)
    assert told == [
        f"row 2, CustomerId: no customer {guid(50)} is known",
        f"row 3, SubscriptionId: subscription {guid(99)} is known already",
        'row 4, OrderId: order "THEIRS" is one of another customer',
        f"row 5, SubscriptionId: subscription {guid(2)} stands in row 4 already",
        'row 7, OfferId: no offer "nothing" is known',
        f'row 8, StartDate: no price list prices "{offer}" in EUR on 2026-12-03',
        f'row 9, OfferId: "{dollars}" is not sold in EUR to commercial customers in NL',
        f'row 10, TermDuration: "{offer}" is not sold for this term',
        "row 11, BillingCycle: this billing cycle needs a term of a year or more",
        f'row 12, TermDuration: "{offer}" is not sold for this term',
        f"row 13, ParentSubscriptionId: no subscription {guid(51)} is known",
        f"row 14, ParentSubscriptionId: subscription {guid(17)} must stand further up",
        f"row 15, ParentSubscriptionId: subscription {guid(99)} is of another customer",
        'row 16, OrderId: order "ORDER9" is one of another customer in row 7',
    ]


def sell(sku: Sku, price: str, **availability: str) -> Price:
    """Put the SKU on sale once more, to other buyers."""
    made = Availability.objects.create(
        sku=sku,
        currency="EUR",
        availability_id=f"SELL{price}",
        **{"term": "1 Month", **availability},
    )
    listed = a_price_list()
    return a_price(
        availability=made,
        price_list=listed,
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 12, 1),
        unit_price=Decimal(price),
    )
