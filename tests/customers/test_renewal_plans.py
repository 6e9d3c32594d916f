"""What is planned for a renewal comes true on its day, once, and not before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import RenewalPlan, Subscription
from customers.services import auto_renewal, renewal_plans, renewals, subscriptions
from customers.services.conversions import NotOnTheList
from customers.services.offer_rules import OutsideRules
from customers.services.renewals import NoRenewalPrice
from customers.services.subscriptions import NotPossible
from partnercenter.models import AuditEntry
from partnercenter.periods import add_months
from pricing.models import Availability, Price
from tests.builders import (
    a_price_of,
    a_subscription,
    a_user,
    an_offer,
    an_offer_rule,
)
from tests.customers.acts import BOUGHT, cancel, held, renewed, suspend
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RENEWS = date(2026, 12, 3)


def priced(months: int = 6, **offer: Any) -> Price:
    """Something that every list of half a year has."""
    price = an_offer(price="4.00", **offer)
    for step in range(1, months):
        a_price_of(price.availability.sku, price="5.00", month=add_months(date(2026, 11, 1), step))
    return price


def monthly(**fields: Any) -> Subscription:
    return held(**{"price": priced(), "term_months": 1, **fields})


def plan(subscription: Subscription, **wanted: Any) -> RenewalPlan:
    return renewal_plans.plan(subscription=subscription, at=NOW, **wanted)


def events(subscription: Subscription) -> list[tuple[str, str, int, str]]:
    return [
        (change.action, str(change.on), change.quantity, change.detail)
        for change in subscription.changes.order_by("sequence")
    ]


def test_a_planned_quantity_is_held_from_the_first_day_of_the_next_term() -> None:
    subscription = monthly()
    plan(subscription, quantity=4)

    renewed(subscription, RENEWS - timedelta(days=1))
    assert len(events(subscription)) == 1
    renewed(subscription, RENEWS)
    renewed(subscription, RENEWS)

    subscription.refresh_from_db()
    assert events(subscription)[1:] == [("set_quantity", "2026-12-03", 4, "renewal")]
    assert subscription.quantity == 4
    assert not RenewalPlan.objects.exists()
    told = AuditEntry.objects.get(act="subscription.renewed_as_planned")
    assert (told.partner_id, told.facts["quantity"]) == (subscription.customer.partner_id, "4")


def test_a_planned_frequency_begins_cycles_anew_with_the_next_term_add_ons_too() -> None:
    subscription = monthly(on=date(2026, 11, 30))
    add_on = a_subscription(
        customer=subscription.customer,
        price=priced(),
        base=subscription,
        on=date(2026, 11, 30),
        term_months=1,
    )
    plan(subscription, frequency="annual", term_months=12)

    renewals.renew_due(partner=subscription.customer.partner, through=date(2027, 3, 1), at=NOW)

    for one in (subscription, add_on):
        one.refresh_from_db()
        (_first, term) = one.terms.order_by("number")
        assert (one.frequency, one.term_months) == ("annual", 12)
        assert (term.starts_on, term.ends_on) == (date(2026, 12, 30), date(2027, 12, 30))
        assert (term.anchored_on, term.cycle_months) == (date(2026, 12, 30), 12)


def test_the_price_of_the_planned_cycle_is_taken_where_the_list_has_one() -> None:
    subscription = monthly()
    yearly = an_offer(price="44.00", month=date(2026, 12, 1), months=12, term="1 Year")
    today = a_price_of(yearly.availability.sku, price="44.00", month=date(2026, 11, 1))
    assert today.availability == yearly.availability
    Availability.objects.filter(pk=yearly.availability_id).update(
        sku=subscription.availability.sku
    )
    plan(subscription, frequency="annual", term_months=12)

    renewed(subscription, RENEWS)

    subscription.refresh_from_db()
    last = subscription.terms.order_by("number").last()
    assert last is not None
    assert (last.price, subscription.availability_id) == (yearly, yearly.availability_id)


def test_a_renewal_as_planned_without_a_price_is_refused_and_nothing_comes_true() -> None:
    subscription = held(price=priced(months=1), term_months=1)
    plan(subscription, quantity=4)

    with pytest.raises(NoRenewalPrice):
        renewed(subscription, RENEWS)

    assert len(events(subscription)) == 1
    assert RenewalPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wanted", "words"),
    [
        ({"auto_renew": False}, {"quantity": 4}, "does not renew"),
        ({}, {"quantity": 10}, "nothing would change"),
        ({}, {"quantity": 0}, "At least one"),
        ({}, {"frequency": "annual"}, "whole years"),
        ({}, {"frequency": "one_time"}, "cannot be billed"),
        ({}, {"term_months": 7}, "cannot be billed"),
    ],
)
def test_what_could_not_come_true_is_refused(
    fields: dict[str, Any], wanted: dict[str, Any], words: str
) -> None:
    subscription = monthly(**fields)

    with pytest.raises(NotPossible, match=words):
        plan(subscription, **wanted)

    assert not RenewalPlan.objects.exists()


def test_what_is_paid_at_once_is_planned_for_another_term_only_if_its_offer_is_by_the_month() -> (
    None
):
    subscription = held(price=priced(), term_months=36)
    Subscription.objects.filter(pk=subscription.pk).update(frequency="one_time")

    planned = plan(subscription, frequency="one_time", term_months=12)
    Availability.objects.filter(pk=subscription.availability_id).update(months=36)

    assert (planned.frequency, planned.term_months) == ("", 12)
    with pytest.raises(NotPossible, match="cannot be billed"):
        plan(subscription, frequency="one_time", term_months=1)


def test_seats_and_lists_of_today_decide_what_can_be_planned() -> None:
    subscription = monthly()
    an_offer_rule(subscription.terms.get().price, max_quantity=20)
    gone = held(price=priced(), term_months=1)
    Price.objects.filter(availability=gone.availability).update(in_force=False)

    with pytest.raises(OutsideRules):
        plan(subscription, quantity=21)
    with pytest.raises(NotOnTheList):
        plan(gone, frequency="annual", term_months=12)


def test_an_add_on_plans_its_quantity_only() -> None:
    base = monthly()
    add_on = a_subscription(customer=base.customer, price=priced(), base=base, term_months=1)

    with pytest.raises(NotPossible, match="billed like its base"):
        plan(add_on, term_months=12)

    assert plan(add_on, quantity=3).quantity == 3


def test_a_new_plan_takes_the_place_of_the_old_one_and_it_can_be_forgotten() -> None:
    subscription = monthly()
    plan(subscription, quantity=4)
    plan(subscription, quantity=5)

    assert RenewalPlan.objects.get().quantity == 5
    renewal_plans.forget(subscription=subscription, at=NOW)
    with pytest.raises(NotPossible):
        renewal_plans.forget(subscription=subscription, at=NOW)
    renewed(subscription, RENEWS)

    assert len(events(subscription)) == 1


def test_switched_off_it_ends_with_its_term_and_what_was_planned_is_forgotten() -> None:
    subscription, person = monthly(), a_user()
    plan(subscription, quantity=4)

    auto_renewal.set_auto_renew(subscription=subscription, renews=False, at=NOW, by=person)

    assert not RenewalPlan.objects.exists()
    told = AuditEntry.objects.get(act="subscription.auto_renew")
    assert (told.by, told.facts["renews"]) == (person, "no")
    assert len(events(subscription)) == 1
    with pytest.raises(NotPossible, match="already"):
        auto_renewal.set_auto_renew(subscription=subscription, renews=False, at=NOW)
    renewed(subscription, RENEWS)
    assert events(subscription)[1:] == [("expire", "2026-12-03", 10, "")]


def test_what_ends_with_its_term_is_written_to_the_activity_log() -> None:
    subscription = monthly(auto_renew=False)

    renewed(subscription, RENEWS)
    renewed(subscription, RENEWS)

    told = AuditEntry.objects.get(act="subscription.expire")
    assert told.partner_id == subscription.customer.partner_id
    assert told.facts["on"] == "2026-12-03"


@pytest.mark.parametrize("act", [suspend, cancel])
def test_nothing_happens_to_what_is_over_by_now(act: Any) -> None:
    subscription = monthly(auto_renew=False)
    later = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
    acts = {suspend: subscriptions.suspend, cancel: subscriptions.cancel}

    with pytest.raises(NotPossible), transaction.atomic():
        acts[act](subscription=subscription, on=later.date(), at=later)


def test_a_term_that_is_over_renews_before_anything_happens() -> None:
    subscription = monthly()
    later = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)

    subscriptions.change_quantity(
        subscription=subscription, quantity=12, on=later.date(), at=later
    )

    assert subscription.terms.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_plan_made_twice_at_once_is_one_plan() -> None:
    subscription = monthly()

    together(lambda quantity: plan(subscription, quantity=quantity), [4, 4, 4])

    assert RenewalPlan.objects.get().quantity == 4


def test_a_plan_that_plans_nothing_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="plans_something"):
        RenewalPlan.objects.create(subscription=monthly(), planned_at=NOW)


def test_what_was_bought_last_month_is_still_anchored_after_a_planned_quantity() -> None:
    subscription = held(price=priced(), term_months=1, on=BOUGHT)
    plan(subscription, quantity=12)

    renewed(subscription, date(2027, 1, 10))

    assert [str(term.starts_on) for term in subscription.terms.order_by("number")] == [
        "2026-11-03",
        "2026-12-03",
        "2027-01-03",
    ]
