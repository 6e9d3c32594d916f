"""What the offer matrix says is kept when something is ordered: at each boundary, and beyond."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.models import Customer, Subscription
from customers.services import conversions, purchases, subscriptions
from customers.services.offer_rules import OutsideRules
from customers.services.purchases import NotSold, Wanted, obstacles
from pricing.models import Price
from tests.builders import (
    AT,
    a_customer,
    a_partner,
    a_price_of,
    an_offer,
    an_offer_matrix,
    an_offer_rule,
)

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


@pytest.fixture
def customer() -> Customer:
    return a_customer(partner=a_partner())


def wanted(price: Price, quantity: int = 2, **fields: Any) -> Wanted:
    return Wanted(offer=price.availability.sku.offer_id or "", quantity=quantity, **fields)


def buy(
    customer: Customer,
    price: Price,
    quantity: int = 2,
    *,
    on: date = NOVEMBER_3,
    base: Subscription | None = None,
    **fields: Any,
) -> Subscription:
    asked = wanted(price, quantity, **fields)
    return purchases.purchase(customer=customer, wanted=asked, on=on, at=AT, base=base)


def typed(price: Price, secondary_type: str) -> Price:
    price.availability.sku.secondary_type = secondary_type
    price.availability.sku.save()
    return price


def offer_id(price: Price) -> str:
    return price.availability.sku.offer_id or ""


def test_an_installation_without_a_matrix_is_not_limited(customer: Customer) -> None:
    offer = typed(an_offer(), "Add-on")
    an_offer_rule(offer, month=date(2026, 12, 1), min_quantity=100)

    bought = buy(customer, offer, 1)

    assert bought.quantity == 1


def test_a_licence_that_is_not_in_the_matrix_cannot_be_ordered_yet(customer: Customer) -> None:
    offer, software = an_offer(), an_offer(kind="software", term="", agreement_type="")
    an_offer_matrix()

    with pytest.raises(NotSold, match=r"not in the offer matrix of 2026-11 yet: it cannot be"):
        buy(customer, offer)

    assert buy(customer, software, frequency="one_time", term_months=0).pk
    an_offer_rule(offer, edition=2)
    assert buy(customer, offer).pk


def test_seats_are_bought_between_the_least_and_the_most(customer: Customer) -> None:
    offer = an_offer()
    an_offer_rule(offer, min_quantity=5, max_quantity=300)

    with pytest.raises(NotSold, match=r"^at least 5 seats, 4 wanted$"):
        buy(customer, offer, 4)
    with pytest.raises(NotSold, match=r"^at most 300 seats, 301 wanted$"):
        buy(customer, offer, 301)

    assert [buy(customer, offer, seats).quantity for seats in (5, 300)] == [5, 300]


def test_the_number_of_seats_is_changed_within_the_same_bounds(customer: Customer) -> None:
    offer = an_offer()
    an_offer_rule(offer, min_quantity=5, max_quantity=300)
    held = buy(customer, offer, 10)

    def change(quantity: int) -> None:
        subscriptions.change_quantity(subscription=held, quantity=quantity, on=NOVEMBER_3, at=AT)

    with pytest.raises(OutsideRules, match=r"^At most 300 seats of .*, 301 wanted\.$"):
        change(301)
    with pytest.raises(OutsideRules, match=r"^At least 5 seats of .*, 4 wanted\.$"):
        change(4)
    for allowed in (300, 5):
        change(allowed)

    assert Subscription.objects.get().quantity == 5


def test_what_was_held_before_the_rule_may_come_nearer_to_it(customer: Customer) -> None:
    offer = an_offer()
    held = buy(customer, offer, 400)
    an_offer_rule(offer, max_quantity=300)

    subscriptions.change_quantity(subscription=held, quantity=350, on=NOVEMBER_3, at=AT)

    assert Subscription.objects.get().quantity == 350
    with pytest.raises(OutsideRules):
        subscriptions.change_quantity(subscription=held, quantity=351, on=NOVEMBER_3, at=AT)


def test_a_lifetime_limit_counts_what_was_cancelled(customer: Customer) -> None:
    offer, neighbour = an_offer(), a_customer(partner=customer.partner)
    an_offer_rule(offer, limit=2, scope="lifetime")
    for _time in range(2):
        bought = buy(customer, offer)
        subscriptions.cancel(subscription=bought, on=NOVEMBER_3, at=AT)

    with pytest.raises(NotSold, match=r"at most 2 in a lifetime of the customer, 2 bought$"):
        buy(customer, offer, on=date(2026, 11, 30))

    assert buy(neighbour, offer).pk


def test_a_trial_in_the_matrix_is_refused_a_second_time_in_the_same_words(
    customer: Customer,
) -> None:
    trial = typed(an_offer(price="0.00"), "Trial")
    an_offer_rule(
        trial,
        min_quantity=25,
        max_quantity=25,
        limit=1,
        scope="lifetime",
        duration_months=1,
        frequencies=["none"],
    )
    buy(customer, trial, 25, term_months=1)

    again = obstacles(
        customer=customer, wanted=wanted(trial, 25, term_months=1), on=NOVEMBER_3, at=AT
    )
    fewer = obstacles(
        customer=a_customer(partner=customer.partner),
        wanted=wanted(trial, 24, term_months=1),
        on=NOVEMBER_3,
        at=AT,
    )

    assert [problem.reason for problem in again] == [
        f'the customer has tried "{offer_id(trial)}" before'
    ]
    assert [problem.reason for problem in fewer] == ["a trial has exactly 25 licences"]


def test_at_a_time_what_is_suspended_or_cancelled_counts_until_it_is_deprovisioned(
    customer: Customer,
) -> None:
    offer, stop = an_offer(month=date(2026, 9, 1)), date(2026, 9, 2)
    an_offer_rule(offer, month=date(2026, 9, 1), limit=2, scope="concurrent")
    first = buy(customer, offer, on=date(2026, 9, 1))
    buy(customer, offer, on=date(2026, 9, 1))
    subscriptions.suspend(subscription=first, on=stop, at=AT)
    subscriptions.cancel(subscription=first, on=date(2026, 9, 20), at=AT)
    december = _priced_in(offer, date(2026, 12, 1))

    with pytest.raises(NotSold, match="at most 2 at a time for one customer, 2 held; what was"):
        buy(customer, december, on=stop + timedelta(days=90))

    assert buy(customer, december, on=stop + timedelta(days=91)).pk
    with pytest.raises(NotSold, match="2 held"):
        buy(customer, december, on=stop + timedelta(days=91))


def test_at_a_time_what_was_reactivated_counts_and_what_is_not_renewed_stops_with_its_term(
    customer: Customer,
) -> None:
    offer = an_offer(month=date(2026, 9, 1))
    an_offer_rule(offer, month=date(2026, 9, 1), limit=2, scope="concurrent")
    back = buy(customer, offer, on=date(2026, 9, 1))
    subscriptions.suspend(subscription=back, on=date(2026, 9, 2), at=AT)
    subscriptions.reactivate(subscription=back, on=date(2026, 9, 3), at=AT)
    buy(customer, offer, on=date(2026, 9, 1), term_months=1, auto_renew=False)
    december = _priced_in(offer, date(2026, 12, 1))

    with pytest.raises(NotSold, match="2 held"):
        buy(customer, december, on=date(2026, 12, 30))

    assert buy(customer, december, on=date(2026, 12, 31)).pk


def test_an_add_on_is_bought_with_one_of_its_bases(customer: Customer) -> None:
    suite, mail, other = an_offer(title="Suite"), an_offer(title="Mail"), an_offer(title="Phone")
    add_on = an_offer(title="Archive")
    for base in (suite, mail, other):
        an_offer_rule(base)
    an_offer_rule(add_on, depends_on=[offer_id(suite), offer_id(mail)])
    phone = buy(customer, other)

    with pytest.raises(NotSold, match=r"is bought with a base, one of: Mail, Suite$"):
        buy(customer, add_on)
    with pytest.raises(NotSold, match=r'^"Phone" is no base of .*, which needs: Mail, Suite$'):
        buy(customer, add_on, base=phone)

    assert buy(customer, add_on, base=buy(customer, mail)).base is not None


def test_an_add_on_of_the_matrix_needs_some_base_even_if_none_is_named(
    customer: Customer,
) -> None:
    add_on, base = typed(an_offer(), "Add-on"), an_offer()
    an_offer_rule(add_on, duration_months=36)
    an_offer_rule(base)

    with pytest.raises(NotSold, match=r"is an add-on: it is bought with a base$"):
        buy(customer, add_on, term_months=36)

    assert buy(customer, add_on, base=buy(customer, base)).term_months == 12


def test_it_is_sold_in_its_countries_frequencies_and_duration_only(customer: Customer) -> None:
    offer = an_offer()
    an_offer_rule(offer, countries=["BE", "NL"], frequencies=["annual"], duration_months=12)
    abroad = a_customer(partner=customer.partner, country="DE")

    with pytest.raises(NotSold, match=r"is sold in BE, NL, the customer is in DE$"):
        buy(abroad, offer, frequency="annual")
    with pytest.raises(NotSold, match=r"is billed annual, monthly wanted$"):
        buy(customer, offer)
    with pytest.raises(NotSold, match=r"is sold for 12 months, 36 wanted$"):
        buy(customer, offer, frequency="annual", term_months=36)

    assert buy(customer, offer, frequency="annual").pk


def test_a_trial_is_converted_only_to_what_the_matrix_names(customer: Customer) -> None:
    trial, product, other = typed(an_offer(), "Trial"), an_offer(title="Suite"), an_offer()
    held = buy(customer, trial, 25, term_months=1)
    for offer in (product, other):
        an_offer_rule(offer)
    an_offer_rule(trial, converts_to=[offer_id(product)])

    def convert(price: Price) -> Subscription:
        return conversions.convert_trial(trial=held, wanted=wanted(price), on=NOVEMBER_3, at=AT)

    with pytest.raises(OutsideRules, match=r"can be converted to Suite only\.$"):
        convert(other)

    assert convert(product).converted_from == held


def test_a_trial_of_which_the_matrix_names_nothing_is_not_converted(customer: Customer) -> None:
    trial, product = typed(an_offer(), "Trial"), an_offer()
    held = buy(customer, trial, 25, term_months=1)
    an_offer_rule(trial)

    with pytest.raises(OutsideRules, match="names nothing to convert"):
        conversions.convert_trial(trial=held, wanted=wanted(product), on=NOVEMBER_3, at=AT)


def test_renewals_and_changes_of_frequency_ask_the_matrix_nothing(customer: Customer) -> None:
    offer = an_offer()
    held = buy(customer, offer, 10)
    an_offer_rule(offer, min_quantity=100, limit=1, scope="concurrent", frequencies=["monthly"])

    conversions.change_frequency(order=held.order, frequency="annual", on=NOVEMBER_3, at=AT)

    assert Subscription.objects.get().frequency == "annual"


def _priced_in(price: Price, month: date) -> Price:
    """Price the same in another month."""
    return a_price_of(price.availability.sku, price="4.00", month=month)
