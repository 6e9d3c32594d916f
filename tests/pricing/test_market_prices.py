"""A price of a market's own goes before the general one on its days, and on no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partnercenter.periods import month_of
from pricing.models import Availability
from pricing.queries import prices
from tests.builders import a_price, an_offer

pytestmark = pytest.mark.django_db


def test_a_market_price_from_the_middle_of_a_month_leaves_the_days_before_to_the_general_one() -> (
    None
):
    general = an_offer(price="0.10", kind="usage", meter=True, term="", agreement_type="")
    sku, days = general.availability.sku, month_of(general.valid_from)
    own = Availability.objects.create(sku=sku, availability_id="NL", currency="EUR", market="NL")
    a_price(
        availability=own,
        price_list=general.price_list,
        valid_from=days.start.replace(day=10),
        valid_until=days.start.replace(day=20),
        unit_price=Decimal("0.08"),
    )

    found = prices.of_meters({str(sku.pk)}, country="NL", until=date(2027, 1, 1))

    stretches = sorted(found[str(sku.pk), "EUR"], key=lambda one: one.period)
    assert [(one.period.start.day, one.period.last.day) for one in stretches] == [
        (1, 9),
        (10, 19),
        (20, 30),
    ]
    assert [str(one.price.unit_price) for one in stretches] == ["0.10", "0.08", "0.10"]
