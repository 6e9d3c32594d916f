"""What a coming list changes: guaranteed until the term ends, then at the list's price."""

from __future__ import annotations

from datetime import date

import pytest

from billing.queries import impact
from billing.queries.impact import NotComing
from customers.services import subscriptions
from pricing.models import Price
from tests.billing.impacts import (
    DECEMBER,
    NOVEMBER,
    ON,
    Told,
    a_shop,
    by_month,
    december,
    of,
    publish,
    sold,
    told,
)
from tests.builders import AT, a_customer, a_partner, a_price, an_exchange_rate

pytestmark = pytest.mark.django_db


def test_a_price_is_guaranteed_until_the_term_ends_and_then_each_month_costs_the_new_one() -> None:
    held = sold(a_shop(), price="4.00", on=date(2026, 4, 10))
    publish({held: "5.25"})

    # Ten licences, from 10 Apr 2027 on: 8 charges in April to November of 10 x 1.25.
    assert told(held) == Told("2027-04-10", "4 -> 5.25", 8, "100.00", "changed")
    months = by_month(held.customer.partner)
    assert list(months) == [f"2027-{month:02d}" for month in range(4, 12)]
    assert set(months.values()) == {"EUR 12.50"}


def test_an_annual_charge_falls_wholly_into_the_month_it_is_charged_in() -> None:
    held = sold(a_shop(), price="4.00", on=date(2026, 4, 10), frequency="annual")
    publish({held: "5.25"})

    # One charge of 12 x 5.25 - 12 x 4.00 = 15.00 for each of ten.
    assert told(held) == Told("2027-04-10", "48 -> 63", 1, "150.00", "changed")
    assert by_month(held.customer.partner) == {"2027-04": "EUR 150.00"}


def test_a_monthly_term_renews_in_the_lists_own_month_and_in_every_one_after() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=1)
    publish({held: "3.90"})

    # Twelve charges, ten licences, 0.10 less for each.
    assert told(held) == Told("2026-12-03", "4 -> 3.9", 12, "-12.00", "changed")


def test_a_renewal_before_the_lists_month_is_at_the_list_of_its_own_day() -> None:
    held = sold(a_shop(), price="4.00", on=date(2025, 11, 28))
    publish({held: "4.50"}, month=NOVEMBER)
    publish({held: "5.00"})

    # Renews on 28 Nov 2026 at 4.50; that is kept until 28 Nov 2027, the first charge at 5.00.
    assert told(held) == Told("2027-11-28", "4.5 -> 5", 1, "5.00", "changed")


def test_monthly_terms_that_nobody_wrote_down_yet_follow_the_lists_of_their_days() -> None:
    held = sold(a_shop(), price="4.00", on=date(2026, 9, 28), term_months=1)
    publish({held: "4.20"}, month=date(2026, 10, 1))
    publish({held: "4.40"}, month=NOVEMBER)
    publish({held: "4.50"})

    # At 4.20 on 28 Oct, at 4.40 on 28 Nov, then at 4.50: twelve times 10 x 0.10.
    assert told(held) == Told("2026-12-28", "4.4 -> 4.5", 12, "12.00", "changed")


def test_a_month_that_has_no_such_day_renews_on_its_last() -> None:
    held = sold(a_shop(), on=date(2026, 10, 31), term_months=1)
    publish({held: "4.00"}, month=NOVEMBER)
    publish({held: "5.00"})

    # 31 Oct, 30 Nov, 31 Dec: counted from the purchase.
    assert told(held) == Told("2026-12-31", "4 -> 5", 12, "120.00", "changed")


def test_an_add_on_renews_with_its_base_and_ends_with_one_that_does_not() -> None:
    customer = a_shop()
    goes_on = sold(customer, on=date(2025, 12, 3))
    ends = sold(customer, on=date(2025, 12, 3), auto_renew=False)
    with_it = sold(customer, price="1.00", on=date(2025, 12, 3), base=goes_on)
    ends_too = sold(customer, price="1.00", on=date(2025, 12, 3), base=ends)
    publish({goes_on: "4.00", ends: "5.00", with_it: "1.10", ends_too: "1.10"})

    # From 3 Dec 2026 on, twelve charges of 10 x 0.10.
    assert told(with_it) == Told("2026-12-03", "1 -> 1.1", 12, "12.00", "changed")
    assert told(goes_on) == Told("2026-12-03", "4 -> 4", 12, "0.00", "unchanged")
    assert (told(ends), told(ends_too)) == (None, None)


def test_what_is_suspended_cancelled_or_not_to_be_renewed_is_not_touched() -> None:
    customer = a_shop()
    suspended, cancelled = sold(customer), sold(customer)
    ends = sold(customer, auto_renew=False)
    publish({suspended: "5.00", cancelled: "5.00", ends: "5.00"})
    subscriptions.suspend(subscription=suspended, on=ON, at=AT)
    subscriptions.cancel(subscription=cancelled, on=ON, at=AT)

    assert [told(held) for held in (suspended, cancelled, ends)] == [None, None, None]


def test_what_is_on_the_list_no_more_cannot_renew_and_adds_nothing() -> None:
    held, other = sold(a_shop()), sold(a_shop())
    publish({held: "4.00", other: "4.00"}, month=NOVEMBER)
    publish({other: "5.00"})

    assert told(held) == Told("2026-12-03", "4 -> None", 0, "0.00", "gone, gone on 2026-12-03")
    with of(held.customer.partner) as found:
        assert (found.states["stuck"], found.sums) == (1, [])


def test_what_is_offered_for_half_the_month_renews_once_and_then_no_more() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=1)
    a_price(
        availability=held.availability,
        price_list=december(),
        valid_from=DECEMBER,
        valid_until=date(2026, 12, 10),
        unit_price="5.00",
    )

    # One charge of 10 x 1.00 on 3 Dec; on 3 Jan there is no price.
    assert told(held) == Told("2026-12-03", "4 -> 5", 1, "10.00", "changed, gone on 2027-01-03")


def test_what_cannot_renew_even_before_the_list_is_told_with_that_day() -> None:
    held = sold(a_shop(), on=date(2026, 10, 28), term_months=1)
    publish({held: "5.00"})

    # The list of November never had it, so that its renewal on 28 Nov is refused.
    found = told(held)

    assert found
    assert (found.charges, found.state) == (0, "gone, gone on 2026-11-28")


def test_what_another_list_prices_from_then_on_is_for_that_list_to_tell() -> None:
    held = sold(a_shop(), on=date(2025, 12, 3))
    publish({held: "4.00"}, month=NOVEMBER)
    other = Price.objects.get(availability=held.availability, valid_from=NOVEMBER)
    a_price(
        availability=held.availability,
        price_list=december("software"),
        valid_from=DECEMBER,
        valid_until=date(2027, 1, 1),
        unit_price=other.unit_price,
    )

    assert told(held) is None


def test_a_renewal_beyond_the_twelve_months_is_only_counted() -> None:
    held = sold(a_shop(), on=date(2026, 11, 3), term_months=36)
    publish({held: "5.00"})

    with of(held.customer.partner) as found:
        assert (found.states["later"], found.sums) == (1, [])


def test_each_charge_is_rounded_as_it_is_billed() -> None:
    held = sold(a_shop(), price="0.115", quantity=3, on=date(2026, 11, 3), term_months=1)
    publish({held: "0.125"})

    # 3 x 0.125 = 0.375, rounded 0.38; 3 x 0.115 = 0.345, rounded 0.35: twelve times 0.03.
    assert told(held) == Told("2026-12-03", "0.115 -> 0.125", 12, "0.36", "changed")


def test_a_price_for_a_year_is_cut_to_the_month_before_it_is_multiplied() -> None:
    held = sold(a_shop(), price="100.00", on=date(2025, 12, 3), offer={"months": 12})
    publish({held: "110.00"})

    # 100 / 12 = 8.33 and 110 / 12 = 9.17 a month: 12 x 10 x 0.84.
    found = told(held)
    assert found
    assert (found.charges, found.total) == (12, "100.80")


def test_an_item_priced_in_another_currency_is_told_at_the_last_rate_known() -> None:
    held = sold(
        a_shop(),
        price="100.00",
        kind="software",
        frequency="annual",
        offer={"currency": "USD", "term": "P1Y", "months": 12},
        currency="EUR",
    )
    publish({held: "110.00"})
    an_exchange_rate("0.50", month=date(2026, 10, 1))
    an_exchange_rate("0.87505", month=NOVEMBER)

    # 110 x 0.87505 = 96.2555, rounded 96.26; 100 x 0.87505 = 87.505, rounded 87.51; ten of them.
    with of(held.customer.partner, december("software", "USD")) as found:
        (sums,) = found.sums
    assert (sums.currency, str(sums.total)) == ("EUR", "EUR 87.50")


def test_without_a_rate_the_sum_stays_in_the_currency_of_the_price() -> None:
    held = sold(
        a_shop(),
        price="100.00",
        kind="software",
        frequency="annual",
        offer={"currency": "USD", "term": "P1Y", "months": 12},
        currency="EUR",
    )
    publish({held: "110.00"})

    with of(held.customer.partner, december("software", "USD")) as found:
        assert [str(sums.total) for sums in found.sums] == ["USD 100.00"]


def test_yen_are_rounded_to_whole_ones() -> None:
    held = sold(a_shop(country="JP", currency="JPY"), price="400", term_months=1, on=ON)
    publish({held: "410.5"})

    # 10 x 410.5 - 10 x 400, and every month so.
    with of(held.customer.partner, december(currency="JPY")) as found:
        assert [str(sums.total) for sums in found.sums] == ["JPY 1260"]


def test_another_partners_subscriptions_are_never_counted_and_the_supplier_counts_all() -> None:
    ours, theirs = sold(a_shop()), sold(a_shop())
    publish({ours: "5.00", theirs: "6.00"})

    with of(ours.customer.partner) as found:
        assert [str(sums.total) for sums in found.sums] == ["EUR 120.00"]
    with of(a_partner()) as found:
        assert (found.sums, found.states["changed"]) == ([], 0)
    with of(None) as found:
        (sums,) = found.sums
    assert (str(sums.total), sums.customers, sums.subscriptions) == ("EUR 360.00", 2, 2)


def test_increases_and_decreases_are_told_apart_and_the_first_day_of_any() -> None:
    customer = a_shop()
    other = a_customer(partner=customer.partner, name="Kwekerij Zonneveld B.V.")
    more, less = sold(customer, on=date(2026, 1, 20)), sold(other, on=date(2025, 12, 9))
    publish({more: "4.50", less: "3.00"})

    with of(customer.partner) as found:
        (sums,) = found.sums

    # 11 charges of 10 x 0.50 from January on; 12 of 10 x 1.00 less from December on.
    assert (str(sums.more), str(sums.less), str(sums.total)) == (
        "EUR 55.00",
        "EUR -120.00",
        "EUR -65.00",
    )
    assert (sums.first_on, sums.customers) == (date(2026, 12, 9), 2)


def test_a_list_that_is_over_or_was_corrected_has_no_impact() -> None:
    held = sold(a_shop())
    publish({held: "5.00"})
    first = december()
    second = type(first).objects.create(
        kind=first.kind,
        month=first.month,
        currency=first.currency,
        edition=2,
        content_hash="2" * 64,
        published_at=AT,
    )

    for price_list, on in ((first, ON), (second, date(2027, 1, 1))):
        with pytest.raises(NotComing), of(held.customer.partner, price_list, on=on):
            raise AssertionError(impact.rows("SELECT * FROM impact"))
