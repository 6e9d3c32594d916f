"""What a term guarantees when it renews, is converted, is that of an add-on, or its list was corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.models import Subscription
from customers.queries.price_resolutions import resolution, with_offer
from customers.services import conversions, purchases
from customers.services.purchases import Wanted
from pricing.models import Price
from tests.builders import AT, a_customer, a_partner, a_price, a_price_list, an_offer
from tests.customers.acts import BOUGHT, held, renewed
from tests.customers.resolved import MID_TERM, after, guarantees, licence, on_list, seen

pytestmark = pytest.mark.django_db


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
