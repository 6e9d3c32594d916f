"""Changing how an order is billed: every licence of it, from one day on, at the list of that day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from customers.models import Customer, RenewalPlan, Subscription
from customers.services import (
    conversions,
    purchases,
    renewal_plans,
    renewals,
    subscriptions,
)
from customers.services.conversions import NotOnTheList
from customers.services.purchases import Wanted
from customers.services.subscriptions import NotPossible
from partnercenter.models import AuditEntry
from pricing.models import Price
from tests.builders import AT, a_customer, a_partner, a_price_of, a_subscription, an_offer

pytestmark = pytest.mark.django_db
BOUGHT, LATER = date(2026, 11, 3), date(2026, 12, 11)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def on_lists(*prices: str) -> Price:
    """An offer on the lists of November and the months after it, at these prices."""
    first = an_offer(price=prices[0])
    for month, price in enumerate(prices[1:], start=12):
        a_price_of(first.availability.sku, price=price, month=date(2026, month, 1))
    return first


def buy(
    customer: Customer, price: Price, *, base: Subscription | None = None, order_id: str = ""
) -> Subscription:
    wanted = Wanted(offer=price.availability.sku.offer_id or "", quantity=3, order_id=order_id)
    return purchases.purchase(customer=customer, wanted=wanted, on=BOUGHT, at=AT, base=base)


def change(subscription: Subscription, frequency: str = "annual", on: date = LATER) -> None:
    conversions.change_frequency(order=subscription.order, frequency=frequency, on=on, at=AT)


def terms(subscription: Subscription) -> list[tuple[str, str, str, int, str]]:
    return [
        (
            str(term.starts_on),
            str(term.ends_on),
            str(term.anchored_on),
            term.cycle_months,
            f"{term.price.unit_price:.2f}",
        )
        for term in subscription.terms.select_related("price").order_by("number")
    ]


def test_the_term_ends_that_day_and_the_next_begins_at_the_price_of_the_list(
    customer: Customer,
) -> None:
    held = buy(customer, on_lists("4.00", "4.50"))

    change(held)

    assert terms(held) == [
        ("2026-11-03", "2026-12-11", "2026-11-03", 1, "4.00"),
        ("2026-12-11", "2027-12-11", "2026-12-11", 12, "4.50"),
    ]
    held.refresh_from_db()
    assert held.frequency == "annual"
    last = held.changes.order_by("sequence").last()
    assert last is not None
    assert (last.action, last.detail, last.quantity) == ("set_billing_frequency", "annual", 3)


def test_every_licence_of_the_order_follows_with_its_add_ons(customer: Customer) -> None:
    price = on_lists("4.00", "4.00")
    first = buy(customer, price)
    second = buy(customer, price, order_id=first.order.order_id)
    add_on = buy(customer, price, base=first)
    other = buy(customer, price)

    change(first)

    assert [len(terms(one)) for one in (first, second, add_on, other)] == [2, 2, 2, 1]
    with pytest.raises(NotPossible, match="billed like its base"):
        change(add_on, "monthly", on=date(2026, 12, 12))


def test_a_year_renews_as_it_was_converted(customer: Customer) -> None:
    price = on_lists("4.00", "4.50")
    a_price_of(price.availability.sku, price="5.00", month=date(2027, 12, 1))
    held = buy(customer, price)
    change(held)

    renewals.renew_due(partner=customer.partner, through=date(2027, 12, 11), at=AT)

    assert terms(held)[-1] == ("2027-12-11", "2028-12-11", "2026-12-11", 12, "5.00")


def test_what_was_planned_for_renewals_of_the_order_is_forgotten(customer: Customer) -> None:
    price = on_lists("4.00", "4.50")
    held = buy(customer, price)
    add_on = buy(customer, price, base=held)
    other = buy(customer, price)
    renewal_plans.plan(subscription=held, at=AT, term_months=1)
    for one in (add_on, other):
        renewal_plans.plan(subscription=one, at=AT, quantity=5)

    change(held)

    assert [plan.subscription for plan in RenewalPlan.objects.all()] == [other]
    told = AuditEntry.objects.filter(act="subscription.renewal_plan_forgotten")
    assert {entry.facts["subscription"] for entry in told} == {
        str(held.public_id),
        str(add_on.public_id),
    }


def test_a_term_has_whole_charge_cycles_whatever_was_planned(customer: Customer) -> None:
    price = on_lists("4.00", "4.50")
    a_price_of(price.availability.sku, price="5.00", month=date(2027, 12, 1))
    held = buy(customer, price)
    change(held)
    RenewalPlan.objects.create(subscription=held, term_months=1, planned_at=AT)

    renewals.renew_due(partner=customer.partner, through=date(2027, 12, 31), at=AT)

    assert terms(held)[2:] == [("2027-12-11", "2028-12-11", "2026-12-11", 12, "5.00")]
    held.refresh_from_db()
    assert held.term_months == 12


def test_what_others_hold_without_a_price_does_not_stand_in_the_way(customer: Customer) -> None:
    held = buy(customer, on_lists("4.00", "4.50"))
    gone = a_subscription(
        customer=a_customer(partner=customer.partner, name="Other"),
        price=an_offer(price="3.00", title="Gone"),
        on=BOUGHT,
        term_months=1,
    )

    conversions.change_frequency(
        order=held.order, frequency="annual", on=LATER, at=datetime(2026, 12, 11, 9, tzinfo=UTC)
    )

    assert (len(terms(held)), len(terms(gone))) == (2, 1)


def test_on_the_day_of_purchase_only_the_new_frequency_is_left(customer: Customer) -> None:
    held = buy(customer, on_lists("4.00"))

    change(held, on=BOUGHT)

    assert terms(held) == [
        ("2026-11-03", "2026-11-03", "2026-11-03", 1, "4.00"),
        ("2026-11-03", "2027-11-03", "2026-11-03", 12, "4.00"),
    ]


def test_all_or_none_is_changed(customer: Customer) -> None:
    price = on_lists("4.00", "4.00")
    first = buy(customer, price)
    second = buy(customer, price, order_id=first.order.order_id)
    subscriptions.suspend(subscription=second, on=date(2026, 12, 1), at=AT)

    with pytest.raises(NotPossible, match="is suspended"):
        change(first)

    assert len(terms(first)) == 1


def test_what_is_not_on_the_list_any_more_is_not_converted(customer: Customer) -> None:
    held = buy(customer, on_lists("4.00"))

    with pytest.raises(NotOnTheList, match="is not on the price list of 2026-12-11"):
        change(held)

    assert held.changes.count() == 1


@pytest.mark.parametrize(
    ("frequency", "why"), [("monthly", "in this way already"), ("weekly", "monthly or annually")]
)
def test_a_frequency_is_monthly_or_annual_and_another_than_before(
    customer: Customer, frequency: str, why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        change(buy(customer, on_lists("4.00", "4.00")), frequency)


def test_an_order_of_which_nothing_is_held_has_no_frequency(customer: Customer) -> None:
    held = buy(customer, on_lists("4.00", "4.00"))
    subscriptions.cancel(subscription=held, on=BOUGHT, at=AT)

    with pytest.raises(NotPossible, match="Nothing of this order"):
        change(held)


def test_a_one_time_purchase_has_no_frequency(customer: Customer) -> None:
    software = an_offer(kind="software", term="", agreement_type="")
    wanted = Wanted(
        offer=software.availability.sku.offer_id or "",
        quantity=1,
        frequency="one_time",
        term_months=0,
    )
    held = purchases.purchase(customer=customer, wanted=wanted, on=BOUGHT, at=AT)

    with pytest.raises(NotPossible, match="no billing frequency"):
        change(held)
