"""What a unit of a meter costs on a day under a plan, and at which rate that is billed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customers.models import ManagedAccess, Subscription
from customers.queries.metered_prices import meters_of
from customers.queries.price_answers import Resolution
from customers.queries.price_resolutions import resolution, with_offer
from partnercenter.access import Actor
from partnercenter.grants import permissions_of
from partnercenter.roles import Role
from pricing.engine.lists import CONSUMPTION_PLAN
from pricing.models import Availability, Price, Sku
from tests.builders import (
    a_change,
    a_customer,
    a_partner,
    a_price,
    a_price_of,
    a_subscription,
    a_usage_plan,
    an_exchange_rate,
    an_offer,
)

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 16)


def a_plan(**fields: Any) -> Subscription:
    """A consumption plan priced in dollars and billed in euros, since 3 November."""
    plan = a_usage_plan(currency="USD", offer=CONSUMPTION_PLAN)
    held = a_subscription(customer=a_customer(partner=a_partner()), currency="EUR", **fields)
    Subscription.objects.filter(pk=held.pk).update(availability=plan)
    return Subscription.objects.select_related(*with_offer()).get(pk=held.pk)


def a_meter(price: str = "0.085", **fields: Any) -> Price:
    return an_offer(
        price=price, kind="consumption", currency="USD", meter=True, unit="1 GB", term="", **fields
    )


def seen(plan: Subscription, sku: Sku | None = None, on: date = ON) -> Resolution:
    return resolution(plan, on=on, meter=sku.meter_id if sku else None)


def test_a_unit_costs_the_price_of_its_day_and_nothing_is_guaranteed() -> None:
    plan, price = a_plan(), a_meter(month=date(2026, 10, 1))
    sku = price.availability.sku
    a_price_of(sku, price="0.085", kind="consumption", currency="USD")
    a_price_of(sku, price="0.09", kind="consumption", currency="USD", month=date(2026, 12, 1))

    found = seen(plan, sku)

    assert (found.code, found.guarantees, found.after) == ("metered", (), None)
    assert found.meter is not None
    assert found.meter.price is not None
    assert str(found.meter.price.unit_price.amount) == "0.085"
    assert str(found.meter.price.edition.month) == "2026-11-01"
    assert str(found.meter.days) == "2026-10-01 to 2026-11-30"
    assert (found.earlier_on, found.later_on) == (date(2026, 11, 3), date(2026, 12, 1))
    assert found.meter.price.unit == "for 1 GB"


def test_the_price_of_the_own_market_goes_before_the_general_one() -> None:
    plan, price = a_plan(), a_meter()
    own = Availability.objects.create(
        sku=price.availability.sku, availability_id="NL", currency="USD", market="NL"
    )
    a_price(
        availability=own,
        price_list=price.price_list,
        valid_from=date(2026, 11, 10),
        valid_until=date(2026, 11, 20),
        unit_price=Decimal("0.08"),
    )

    found, before = seen(plan, own.sku), seen(plan, own.sku, on=date(2026, 11, 9))

    assert found.meter is not None
    assert found.meter.price is not None
    assert (found.meter.is_own_market, found.meter.price.availability_id) == (True, "NL")
    assert str(found.meter.days) == "2026-11-10 to 2026-11-19"
    assert before.meter is not None
    assert before.meter.price is not None
    assert (before.meter.is_own_market, str(before.meter.price.unit_price.amount)) == (
        False,
        "0.085",
    )


def test_tiers_and_included_units_are_told() -> None:
    plan = a_plan()
    price = a_price_of(
        a_meter(month=date(2026, 10, 1)).availability.sku,
        price="0.085",
        kind="consumption",
        currency="USD",
        included="5",
        tiers=[("700", "0.07")],
    )

    found = seen(plan, price.availability.sku)

    assert found.meter is not None
    assert found.meter.price is not None
    assert [str(band.unit_price.amount) for band in found.meter.price.bands] == [
        "0.00",
        "0.085",
        "0.07",
    ]


def test_a_day_on_which_no_list_has_the_meter_has_no_price() -> None:
    plan, price = a_plan(), a_meter()

    found = seen(plan, price.availability.sku, on=date(2026, 12, 1))

    assert found.code == "unpriced"
    assert found.meter is not None
    assert (found.meter.price, found.meter.days) == (None, None)


def test_the_rate_of_the_month_of_use_converts_and_a_missing_one_is_told() -> None:
    plan = a_plan()
    an_exchange_rate("0.846202666")

    found, coming = seen(plan), seen(plan, on=date(2026, 12, 1))

    assert (found.code, found.priced_in, found.billed_in) == ("plan", "USD", "EUR")
    assert found.conversion is not None
    assert str(found.conversion.rate) == "0.846202666"
    assert coming.conversion is not None
    assert (coming.conversion.month, coming.conversion.rate) == (date(2026, 12, 1), None)


def test_managed_days_earn_the_partner_credit_unless_the_meter_never_does() -> None:
    plan, price = a_plan(), a_meter()
    ManagedAccess.objects.create(
        subscription=plan, since=date(2026, 11, 10), until=date(2026, 11, 20)
    )
    unearning = a_meter()
    Sku.objects.filter(pk=unearning.availability.sku_id).update(earns_credit=False)

    assert seen(plan, price.availability.sku).credit == 15
    assert seen(plan, price.availability.sku, on=date(2026, 11, 20)).credit == 0
    assert seen(plan, unearning.availability.sku).credit == 0
    assert seen(plan).earlier_on == date(2026, 11, 10)
    assert seen(plan).later_on == date(2026, 11, 20)


def test_use_of_a_legacy_plan_is_never_converted_and_knows_no_credit() -> None:
    held = a_subscription(customer=a_customer(partner=a_partner()))
    price = an_offer(price="0.10", kind="usage", meter=True, term="", unit="1 Hour")
    plan = Subscription.objects.select_related(*with_offer()).get(pk=held.pk)

    found = seen(plan, price.availability.sku)

    assert (found.code, found.credit, found.conversion) == ("metered", None, None)


def test_before_the_plan_and_after_it_the_answer_says_so() -> None:
    plan, price = a_plan(), a_meter()
    a_change(plan, action="cancel", on=date(2026, 11, 20), quantity=1)

    assert seen(plan, price.availability.sku, on=date(2026, 11, 2)).code == "before"
    assert seen(plan, price.availability.sku, on=date(2026, 11, 20)).code == "ended"
    assert seen(plan, price.availability.sku, on=date(2026, 11, 19)).code == "metered"


def test_meters_on_sale_that_day_are_found_by_words_and_id_among_lists_one_may_see() -> None:
    plan = a_plan()
    disk, net = a_meter(title="Disk hot"), a_meter(title="Outbound data")
    a_meter(title="Disk cold", month=date(2026, 10, 1))
    an_offer(title="Disk elsewhere", kind="usage", meter=True)
    an_offer(title="Disk by usage list", kind="usage", currency="USD", meter=True)

    def found(words: str = "", role: Role = Role.HELPDESK_AGENT, most: int = 20) -> list[str]:
        actor = Actor(1, 1, permissions_of({role}), "EUR")
        rows = meters_of(plan, actor=actor, on=ON, words=words, most=most)
        return [sku.title for sku in rows]

    assert found() == ["Disk hot", "Outbound data"]
    assert found("disk") == ["Disk hot"]
    assert found(str(net.availability.sku.meter_id)) == ["Outbound data"]
    assert found(most=1) == ["Disk hot"]
    assert disk.availability.sku.title == "Disk hot"


def test_the_number_of_queries_does_not_grow_with_the_months(
    django_assert_num_queries: Any,
) -> None:
    plan, price = a_plan(), a_meter(month=date(2026, 1, 1))
    for month in range(2, 12):
        a_price_of(
            price.availability.sku,
            price=f"0.{month:02d}",
            kind="consumption",
            currency="USD",
            month=date(2026, month, 1),
        )

    with django_assert_num_queries(6):
        found = seen(plan, price.availability.sku)

    assert found.meter is not None
    assert str(found.meter.days) == "2026-11-01 to 2026-11-30"
