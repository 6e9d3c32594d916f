"""Buying one thing: at which price, for which term, with which rules; add-ons and trials."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from customers.models import Customer, Status, Subscription, Term
from customers.services import conversions, purchases, renewals, subscriptions
from customers.services.purchases import NotSold, Wanted
from customers.services.subscriptions import NotPossible
from partnercenter.models import AuditEntry
from pricing.engine.anchors import anchor_of
from pricing.models import Price
from tests.builders import AT, a_customer, a_partner, a_price, an_offer

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def buy(
    customer: Customer, price: Price, on: date = NOVEMBER_3, quantity: int = 2, **fields: Any
) -> Subscription:
    extra = {name: fields.pop(name) for name in ("base", "rules") if name in fields}
    wanted = Wanted(offer=price.availability.sku.offer_id or "", quantity=quantity, **fields)
    return purchases.purchase(customer=customer, wanted=wanted, on=on, at=AT, **extra)


def term(subscription: Subscription) -> tuple[str, str, str, int]:
    held: Term = subscription.terms.get()
    return str(held.starts_on), str(held.ends_on), str(held.anchored_on), held.cycle_months


def a_trial(**fields: Any) -> Price:
    price = an_offer(price="0.00", **fields)
    price.availability.sku.secondary_type = "Trial"
    price.availability.sku.save()
    return price


def test_a_purchase_makes_an_order_a_term_an_event_and_an_entry(customer: Customer) -> None:
    price = an_offer()

    bought = buy(customer, price, name="Front desk", purchase_order="PO-1")

    assert (bought.name, bought.quantity, bought.status) == ("Front desk", 2, Status.ACTIVE)
    assert (bought.order.placed_on, bought.order.purchase_order) == (NOVEMBER_3, "PO-1")
    assert term(bought) == ("2026-11-03", "2027-11-03", "2026-11-03", 1)
    assert bought.terms.get().price == price
    assert [event.action for event in bought.changes.all()] == ["purchase"]
    assert (bought.currency, bought.proration, bought.settings) == ("EUR", "published", {})
    assert AuditEntry.objects.get().act == "subscription.purchase"


def test_what_is_not_on_the_list_of_the_day_is_not_sold(customer: Customer) -> None:
    price = an_offer()

    with pytest.raises(NotSold, match=r"no price list prices .* in EUR on 2026-12-03"):
        buy(customer, price, on=date(2026, 12, 3))

    assert not Subscription.objects.exists()
    assert not customer.orders.exists()


def test_a_later_purchase_can_join_an_order_of_the_same_customer(customer: Customer) -> None:
    price = an_offer()
    first = buy(customer, price)
    stranger = a_customer(partner=a_partner("Haselbrück"))

    second = buy(customer, price, order_id=first.order.order_id)

    assert second.order == first.order
    with pytest.raises(NotSold, match="one of another customer"):
        buy(stranger, price, order_id=first.order.order_id)


@pytest.mark.parametrize(
    ("frequency", "months", "cycle"),
    [("annual", 12, 12), ("one_time", 36, 36), ("one_time", 72, 72)],
)
def test_a_term_is_paid_by_the_year_or_at_once(
    customer: Customer, frequency: str, months: int, cycle: int
) -> None:
    bought = buy(customer, an_offer(), frequency=frequency, term_months=months)

    assert term(bought)[3] == cycle
    assert (bought.terms.get().ends_on.year, bought.frequency) == (2026 + months // 12, frequency)


def test_a_price_for_the_whole_cycle_goes_before_one_by_the_month(customer: Customer) -> None:
    monthly = an_offer(price="4.00")
    sku = monthly.availability.sku
    year = sku.availabilities.create(
        availability_id="YEAR",
        currency="EUR",
        agreement_type="Corporate",
        term="1 Year",
        months=12,
    )
    priced = a_price(
        availability=year,
        price_list=monthly.price_list,
        valid_from=monthly.valid_from,
        valid_until=monthly.valid_until,
        unit_price=44,
    )

    by_the_year = buy(customer, monthly, frequency="annual")
    by_the_month = buy(customer, monthly)

    assert by_the_year.terms.get().price == priced
    assert by_the_month.terms.get().price == monthly


def test_rules_are_those_of_the_installation_then_those_of_the_purchase(
    customer: Customer, settings: Any
) -> None:
    settings.BILLING_RULES = {"full_credit_days": 14, "proration.license": "exact_line"}

    bought = buy(customer, an_offer(), rules={"full_credit_days": 7})

    assert bought.settings == {"full_credit_days": 7}
    assert bought.proration == "exact_line"


def test_bought_on_the_29th_it_may_begin_on_the_first_of_the_next_month(
    customer: Customer,
) -> None:
    rules = {"month_end_anchor": "first_of_next_month"}

    later = buy(customer, an_offer(), on=date(2026, 11, 29), rules=rules)
    kept = buy(customer, an_offer(), on=date(2026, 11, 29))

    assert later.terms.get().anchored_on == anchor_of(date(2026, 11, 29), rules)
    assert term(later) == ("2026-11-29", "2027-12-01", "2026-12-01", 1)
    assert term(kept) == ("2026-11-29", "2027-11-29", "2026-11-29", 1)


def test_an_add_on_is_charged_in_its_bases_cycles_and_ends_with_it(customer: Customer) -> None:
    base = buy(customer, an_offer())

    add_on = buy(customer, an_offer(), on=date(2026, 11, 20), base=base)

    assert add_on.base == base
    assert term(add_on) == ("2026-11-20", "2027-11-03", "2026-11-03", 1)


def test_an_add_on_follows_its_base_in_everything_that_happens_to_it(customer: Customer) -> None:
    base = buy(customer, an_offer())
    add_on = buy(customer, an_offer(), base=base)
    alone = buy(customer, an_offer(), base=base)

    def standing() -> list[str]:
        return [Subscription.objects.get(pk=one.pk).status for one in (base, add_on, alone)]

    subscriptions.suspend(subscription=alone, on=date(2026, 11, 5), at=AT)
    subscriptions.suspend(subscription=base, on=date(2026, 11, 6), at=AT)
    assert standing() == ["suspended", "suspended", "suspended"]
    with pytest.raises(NotPossible, match="with its base"):
        subscriptions.reactivate(subscription=add_on, on=date(2026, 11, 7), at=AT)
    subscriptions.reactivate(subscription=base, on=date(2026, 11, 8), at=AT)
    assert standing() == ["active", "active", "suspended"]
    subscriptions.cancel(subscription=base, on=date(2026, 11, 9), at=AT)
    assert standing() == ["deleted", "deleted", "deleted"]


def test_an_add_on_needs_an_active_base_with_a_term_and_its_frequency(customer: Customer) -> None:
    base = buy(customer, an_offer())
    price = an_offer()

    with pytest.raises(NotSold, match="billed like its base"):
        buy(customer, price, base=base, frequency="annual")
    with pytest.raises(NotSold, match="no term on that day"):
        buy(customer, price, base=base, on=date(2026, 11, 2))
    subscriptions.suspend(subscription=base, on=date(2026, 11, 6), at=AT)
    with pytest.raises(NotSold, match="is not active"):
        buy(customer, price, base=base, on=date(2026, 11, 7))


@pytest.mark.parametrize(
    ("fixed", "act"),
    [
        (
            "may_be_changed",
            lambda s: subscriptions.change_quantity(
                subscription=s, quantity=9, on=NOVEMBER_3, at=AT
            ),
        ),
        (
            "may_be_cancelled",
            lambda s: subscriptions.suspend(subscription=s, on=NOVEMBER_3, at=AT),
        ),
        ("may_be_cancelled", lambda s: subscriptions.cancel(subscription=s, on=NOVEMBER_3, at=AT)),
    ],
)
def test_an_offer_can_be_one_that_is_neither_changed_nor_cancelled(
    customer: Customer, fixed: str, act: Any
) -> None:
    price = an_offer()
    bought = buy(customer, price)
    setattr(price.availability.sku, fixed, False)
    price.availability.sku.save()

    with pytest.raises(NotPossible, match=r"fixed|cannot be cancelled"):
        act(bought)

    assert bought.changes.count() == 1


def test_a_one_time_purchase_is_never_suspended(customer: Customer) -> None:
    software = an_offer(kind="software", term="", agreement_type="")
    bought = buy(customer, software, frequency="one_time", term_months=0)

    with pytest.raises(NotPossible, match="never suspended"):
        subscriptions.suspend(subscription=bought, on=NOVEMBER_3, at=AT)


def test_a_trial_has_25_licences_once_a_customer_and_no_term(customer: Customer) -> None:
    trial = a_trial()

    with pytest.raises(NotSold, match="exactly 25 licences"):
        buy(customer, trial, quantity=5, term_months=1)
    bought = buy(customer, trial, quantity=25, term_months=1)
    with pytest.raises(NotSold, match="has tried"):
        buy(customer, trial, quantity=25, term_months=1)

    assert not bought.terms.exists()
    with pytest.raises(NotPossible, match="fixed"):
        subscriptions.change_quantity(subscription=bought, quantity=5, on=NOVEMBER_3, at=AT)


def test_a_trial_ends_after_thirty_days_by_itself(customer: Customer) -> None:
    trial = buy(customer, a_trial(), quantity=25, term_months=1)

    renewals.renew_due(partner=customer.partner, through=date(2026, 12, 2), at=AT)
    assert Subscription.objects.get(pk=trial.pk).status == Status.ACTIVE

    for _again in range(2):
        renewals.renew_due(partner=customer.partner, through=date(2026, 12, 3), at=AT)
    assert Subscription.objects.get(pk=trial.pk).status == Status.DELETED
    assert [(event.action, str(event.on)) for event in trial.changes.order_by("sequence")] == [
        ("purchase", "2026-11-03"),
        ("expire", "2026-12-03"),
    ]


def test_a_trial_is_converted_into_the_product_in_the_same_order(customer: Customer) -> None:
    trial, product = buy(customer, a_trial(), quantity=25, term_months=1), an_offer()
    wanted = Wanted(offer=product.availability.sku.offer_id or "", quantity=12)

    bought = conversions.convert_trial(trial=trial, wanted=wanted, on=date(2026, 11, 20), at=AT)

    assert (bought.converted_from, bought.order, bought.quantity) == (trial, trial.order, 12)
    assert Subscription.objects.get(pk=trial.pk).status == Status.DELETED
    with pytest.raises(NotPossible, match="still runs"):
        conversions.convert_trial(trial=trial, wanted=wanted, on=date(2026, 11, 21), at=AT)


def test_what_is_not_renewed_expires_when_its_term_has_ended(customer: Customer) -> None:
    bought = buy(customer, an_offer(), term_months=1, auto_renew=False)

    renewals.renew_due(partner=customer.partner, through=date(2026, 12, 2), at=AT)
    assert Subscription.objects.get(pk=bought.pk).status == Status.ACTIVE
    renewals.renew_due(partner=customer.partner, through=date(2026, 12, 20), at=AT)

    assert Subscription.objects.get(pk=bought.pk).status == Status.DELETED
    last = bought.changes.order_by("sequence").last()
    assert last is not None
    assert (last.action, str(last.on), bought.terms.count()) == ("expire", "2026-12-03", 1)
