"""Which price of a licence or purchase applies on a day, and why: every answer, with exact figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Subscription
from customers.queries.price_answers import Resolution
from customers.queries.price_resolutions import resolution, with_offer
from customers.services import conversions, purchases
from customers.services.purchases import Wanted
from pricing.models import Price
from tests.builders import (
    AT,
    a_customer,
    a_partner,
    a_price,
    a_price_list,
    a_price_of,
    an_exchange_rate,
    an_offer,
)
from tests.customers.acts import BOUGHT, cancel, held, reactivate, renewed, suspend

pytestmark = pytest.mark.django_db

MID_TERM = date(2027, 1, 15)


def seen(subscription: Subscription, on: date) -> Resolution:
    """Read the subscription anew, as a page does, and ask."""
    found = Subscription.objects.select_related(*with_offer()).get(pk=subscription.pk)
    return resolution(found, on=on)


def on_list(price: Price, amount: str, month: date) -> Price:
    return a_price_of(price.availability.sku, price=amount, month=month)


def licence(*, price: str = "4.00", **fields: Any) -> Subscription:
    return held(price=an_offer(price=price), **fields)


def guarantees(found: Resolution) -> list[tuple[str, int, str, str, str]]:
    return [
        (
            one.because,
            one.renewal,
            str(one.days.start),
            str(one.days.end),
            str(one.price.unit_price),
        )
        for one in found.guarantees
    ]


def after(found: Resolution) -> tuple[str, str, str | None]:
    assert found.after is not None
    price = found.after.price
    return found.after.code, str(found.after.on), str(price.unit_price) if price else None


def test_a_licence_keeps_the_price_of_its_purchase_for_its_term() -> None:
    bought = licence()

    found = seen(bought, MID_TERM)

    assert found.code == "guaranteed"
    assert guarantees(found) == [("purchase", 0, "2026-11-03", "2027-11-03", "EUR 4.00")]
    assert found.guarantee is not None
    edition = found.guarantee.price.edition
    assert (edition.label, str(edition.month), edition.edition) == (
        "License-based services",
        "2026-11-01",
        1,
    )
    assert str(found.charge) == "EUR 40.00"
    assert (found.beside, after(found)) == (None, ("renews", "2027-11-03", None))


def test_the_list_of_the_day_stands_beside_it_with_the_difference() -> None:
    bought = licence()
    on_list(bought.terms.get().price, "4.50", date(2027, 1, 1))

    beside = seen(bought, MID_TERM).beside

    assert beside is not None
    assert (str(beside.price.unit_price), str(beside.a_unit), str(beside.a_charge)) == (
        "EUR 4.50",
        "EUR 0.50",
        "EUR 5.00",
    )


def test_a_yearly_charge_costs_twelve_monthly_prices() -> None:
    bought = licence(frequency="annual")
    on_list(bought.terms.get().price, "3.90", date(2027, 1, 1))

    found = seen(bought, MID_TERM)

    assert str(found.charge) == "EUR 480.00"
    assert found.beside is not None
    assert str(found.beside.a_charge) == "EUR -12.00"


def test_the_price_of_the_renewal_is_known_once_its_list_is_published() -> None:
    bought = licence()
    on_list(bought.terms.get().price, "4.80", date(2027, 11, 1))

    assert after(seen(bought, MID_TERM)) == ("renews", "2027-11-03", "EUR 4.80")


def test_the_quantity_of_the_day_makes_the_charge() -> None:
    bought = licence()
    bought.changes.create(
        sequence=2, action="set_quantity", on=date(2027, 2, 1), quantity=12, recorded_at=AT
    )

    assert str(seen(bought, MID_TERM).charge) == "EUR 40.00"
    assert str(seen(bought, date(2027, 2, 1)).charge) == "EUR 48.00"


def test_before_the_purchase_nothing_applies_yet() -> None:
    found = seen(licence(), date(2026, 11, 2))

    assert (found.code, str(found.charge), found.after) == ("before", "EUR 40.00", None)
    assert (found.earlier_on, found.later_on) == (None, BOUGHT)


def test_from_the_day_of_a_cancellation_on_nothing_applies() -> None:
    bought = licence()
    cancel(bought, date(2027, 1, 10))

    assert after(seen(bought, date(2027, 1, 9))) == ("stops", "2027-01-10", None)
    found = seen(bought, date(2027, 1, 10))
    assert (found.code, found.ended_on, found.guarantee) == ("ended", date(2027, 1, 10), None)
    assert found.earlier_on == BOUGHT


def test_what_is_not_renewed_ends_with_its_term_even_before_a_run_wrote_it_down() -> None:
    bought = licence(auto_renew=False)

    assert after(seen(bought, MID_TERM)) == ("expires", "2027-11-03", None)
    found = seen(bought, date(2027, 11, 3))
    assert (found.code, found.ended_on) == ("ended", date(2027, 11, 3))


def test_a_suspension_keeps_the_guarantee_and_waits_with_the_renewal() -> None:
    bought = licence()
    suspend(bought, date(2027, 1, 10))

    found = seen(bought, MID_TERM)

    assert (found.code, found.suspended_on) == ("guaranteed", date(2027, 1, 10))
    assert after(found) == ("waits", "2027-11-03", None)
    assert seen(bought, date(2027, 11, 3)).code == "lapsed"
    assert found.earlier_on == date(2027, 1, 10)


def test_after_a_reactivation_the_same_guarantee_goes_on() -> None:
    bought = licence()
    suspend(bought, date(2027, 1, 10))
    reactivate(bought, date(2027, 1, 20))

    found = seen(bought, date(2027, 1, 20))

    assert (found.code, found.suspended_on) == ("guaranteed", None)
    assert (found.earlier_on, found.later_on) == (date(2027, 1, 10), date(2027, 11, 3))


def test_a_renewal_that_was_written_down_is_counted_and_guarantees_its_own_price() -> None:
    bought = licence(term_months=1)
    on_list(bought.terms.get().price, "4.50", date(2026, 12, 1))
    renewed(bought, through=date(2026, 12, 20))

    assert after(seen(bought, date(2026, 11, 16))) == ("renewed", "2026-12-03", "EUR 4.50")
    found = seen(bought, date(2026, 12, 3))
    assert guarantees(found)[1:] == [("renewal", 1, "2026-12-03", "2027-01-03", "EUR 4.50")]
    assert found.guarantee == found.guarantees[1]


def test_a_day_after_the_last_term_costs_what_the_list_of_the_renewal_says() -> None:
    bought = licence(term_months=1)
    on_list(bought.terms.get().price, "4.50", date(2026, 12, 1))
    on_list(bought.terms.get().price, "4.70", date(2027, 1, 1))

    found = seen(bought, date(2027, 1, 10))

    assert found.code == "renews"
    assert found.guarantee is not None
    assert str(found.guarantee.days) == "2027-01-03 to 2027-02-02"
    assert (str(found.guarantee.price.unit_price), str(found.charge)) == ("EUR 4.70", "EUR 47.00")
    assert after(found) == ("renews", "2027-02-03", None)


def test_a_renewal_whose_list_is_not_published_says_when_it_will_be_known() -> None:
    found = seen(licence(), date(2028, 1, 1))

    assert (found.code, found.price) == ("unpublished", None)
    assert after(found) == ("renews", "2027-11-03", None)


def test_another_billing_frequency_begins_a_guarantee_at_the_list_of_its_day() -> None:
    bought = licence()
    on_list(bought.terms.get().price, "4.60", date(2026, 12, 1))
    conversions.change_frequency(
        order=bought.order, frequency="annual", on=date(2026, 12, 11), at=AT
    )

    assert after(seen(bought, date(2026, 12, 1))) == ("converted", "2026-12-11", "EUR 4.60")
    found = seen(bought, date(2026, 12, 11))
    assert guarantees(found) == [
        ("purchase", 0, "2026-11-03", "2026-12-11", "EUR 4.00"),
        ("conversion", 0, "2026-12-11", "2027-12-11", "EUR 4.60"),
    ]
    assert str(found.charge) == "EUR 552.00"


def test_an_add_on_keeps_its_price_until_the_term_of_its_base_ends() -> None:
    customer = a_customer(partner=a_partner())
    base, extra = an_offer(price="4.00"), an_offer(price="1.50")
    wanted = [
        Wanted(offer=price.availability.sku.offer_id or "", quantity=2) for price in (base, extra)
    ]
    suite = purchases.purchase(customer=customer, wanted=wanted[0], on=BOUGHT, at=AT)
    mail = purchases.purchase(
        customer=customer, wanted=wanted[1], on=date(2026, 11, 20), at=AT, base=suite
    )

    found = seen(mail, MID_TERM)

    assert guarantees(found) == [("add_on", 0, "2026-11-20", "2027-11-03", "EUR 1.50")]
    assert after(found) == ("renews", "2027-11-03", None)
    Subscription.objects.filter(pk=suite.pk).update(auto_renew=False)
    assert after(seen(mail, MID_TERM)) == ("expires", "2027-11-03", None)


def test_a_list_that_was_corrected_since_is_named_and_the_guarantee_stays() -> None:
    price = an_offer(price="4.00")
    bought = held(price=price)
    Price.objects.filter(pk=price.pk).update(in_force=False)
    a_price(
        availability=price.availability,
        price_list=a_price_list(edition=2),
        valid_from=price.valid_from,
        valid_until=price.valid_until,
        unit_price=Decimal("3.00"),
    )

    found = seen(bought, BOUGHT)

    assert found.guarantee is not None
    assert found.guarantee.price.edition.corrected_by == 2
    assert found.beside is not None
    assert (str(found.beside.price.unit_price), str(found.beside.a_unit)) == (
        "EUR 3.00",
        "EUR -1.00",
    )


def test_a_trial_costs_nothing_and_ends_by_itself() -> None:
    price = an_offer(price="0")
    sku = price.availability.sku
    sku.secondary_type = "Trial"
    sku.save()
    trial = held(price=price)

    found = seen(trial, date(2026, 12, 2))

    assert (found.code, found.guarantee, after(found)) == (
        "trial",
        None,
        ("expires", "2026-12-03", None),
    )
    assert seen(trial, date(2026, 12, 3)).code == "ended"


def test_a_purchase_for_good_has_the_price_of_its_day_for_ever() -> None:
    bought = held(
        price=an_offer(price="824.00", kind="software", term=""), quantity=2, frequency="one_time"
    )

    found = seen(bought, date(2029, 1, 1))

    assert (found.code, str(found.charge), found.after) == ("for_good", "EUR 1648.00", None)
    assert found.conversion is None


def test_a_price_in_another_currency_is_converted_at_the_month_of_the_charge_cycle() -> None:
    price = an_offer(price="10.00", kind="software", currency="USD", term="P1Y")
    bought = held(price=price, currency="EUR")
    an_exchange_rate("0.85", month=date(2026, 11, 1))
    an_exchange_rate("0.9", month=date(2027, 1, 1))

    found = seen(bought, date(2026, 12, 2))
    assert (found.priced_in, found.billed_in) == ("USD", "EUR")
    assert found.conversion is not None
    assert (str(found.conversion.rate), found.conversion.source, str(found.conversion.month)) == (
        "0.85",
        "Reference rates",
        "2026-11-01",
    )
    assert found.conversion.published_on == date(2026, 10, 30)
    missing = seen(bought, date(2026, 12, 3)).conversion
    assert missing is not None
    assert (str(missing.month), missing.rate) == ("2026-12-01", None)
    found = seen(bought, date(2027, 1, 3))
    assert found.conversion is not None
    assert str(found.conversion.rate) == "0.9"


@pytest.mark.parametrize("renewals", [1, 6])
def test_the_number_of_queries_does_not_grow_with_the_terms(
    renewals: int, django_assert_num_queries: Any
) -> None:
    bought = licence(term_months=1)
    for months in range(renewals):
        month = 12 + months
        on_list(
            bought.terms.first().price,  # type: ignore[union-attr]
            "4.50",
            date(2026 + (month > 12), (month - 1) % 12 + 1, 1),
        )
    renewed(bought, through=date(2026 + (renewals > 1), 12 if renewals == 1 else 5, 3))
    fetched = Subscription.objects.select_related(*with_offer()).get(pk=bought.pk)

    with django_assert_num_queries(4):
        found = resolution(fetched, on=date(2026, 12, 3))

    assert len(found.guarantees) == renewals + 1
