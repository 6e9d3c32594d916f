"""Which price of a licence or purchase applies on a day, and why: every answer, with exact figures."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import (
    AT,
    an_exchange_rate,
    an_offer,
)
from tests.customers.acts import BOUGHT, cancel, held, reactivate, suspend
from tests.customers.resolved import MID_TERM, after, guarantees, licence, on_list, seen

pytestmark = pytest.mark.django_db


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
