"""Usage lists may price in tiers, include units, and name meters that never earn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from partnercenter.intake import NotTakenIn
from pricing.models import Price, Sku
from pricing.queries import prices
from tests.pricing.price_rows import CATALOGUE, JANUARY, OTHER_METER, an_item, taken, usage

pytestmark = pytest.mark.django_db
TOP = "9223372036854775807"


def problems(*rows: str) -> list[str]:
    with pytest.raises(NotTakenIn) as refused:
        usage(*rows)
    return [str(problem) for problem in refused.value.problems]


def test_rows_that_begin_further_up_are_tiers_of_one_price() -> None:
    price_list = usage(
        an_item(price="0.80", tier="101", until="100000"),
        an_item(price="1", tier="1", until="100"),
        an_item(sku="02AA,Other", meter=OTHER_METER),
        an_item(price="0.50", tier="100001", until=TOP),
    )

    price = Price.objects.get(availability__sku__sku_id="012G")
    assert (price_list.row_count, price_list.prices.count()) == (4, 2)
    assert price.unit_price == 1
    assert price.tiers == [
        {"above": "100", "unit_price": "0.8"},
        {"above": "100000", "unit_price": "0.5"},
    ]
    assert Price.objects.exclude(pk=price.pk).get().tiers == []


def test_tiers_that_share_their_bounds_are_the_same() -> None:
    usage(
        an_item(price="0", tier="0", until="5"),
        an_item(price="2.99", tier="5", until=TOP),
    )

    (told,) = prices.of_meters(
        [str(Sku.objects.get(sku_id="012G").pk)], country="NL", until=JANUARY.replace(month=2)
    ).values()
    (tier,) = told[0].price.tiers
    assert (tier.above, tier.unit_price) == (Decimal(5), Decimal("2.99"))


def test_a_tier_that_leaves_a_gap_is_refused() -> None:
    assert problems(
        an_item(tier="0", until="100"),
        an_item(tier="110"),
        an_item(sku="02AA,Other", meter=OTHER_METER),
        an_item(sku="02AA,Other", meter=OTHER_METER, tier="10"),
    ) == [
        "row 3, PricingTierRangeMin: the tier before it, in row 2, ends at 100, so it goes on there",
        "row 5, PricingTierRangeMin: the tier before it, in row 4, has no end",
    ]


def test_a_tier_that_holds_nothing_is_refused() -> None:
    assert problems(
        an_item(tier="0", until="5"),
        an_item(tier="6", until="5"),
        an_item(sku="02AA,Other", meter=OTHER_METER, until="0"),
    ) == [
        "row 3, PricingTierRangeMax: the tier ends at 5, before it begins",
        "row 4, PricingTierRangeMax: the tier ends at 0, before it begins",
    ]


def test_the_same_tier_twice_is_refused() -> None:
    assert problems(
        an_item(tier="1", until="100"),
        an_item(tier="101", until="200"),
        an_item(tier="101", until="200"),
    ) == [
        "row 4, PricingTierRangeMin: the tier before it, in row 3, ends at 200, so it goes on there",
    ]


def test_the_same_price_twice_is_an_overlap_and_no_tier() -> None:
    assert problems(an_item(tier="0"), an_item(tier="0")) == [
        "row 3, EffectiveStartDate: the days overlap those of row 2, which prices the same",
    ]


def test_software_has_no_tiers() -> None:
    with pytest.raises(NotTakenIn) as refused:
        taken(an_item(meter="", tier="10"), header=CATALOGUE, kind="software")

    (problem,) = refused.value.problems
    told = "a price that begins at 10 is a tier, and only what is metered has tiers"
    assert str(problem) == f"row 2, PricingTierRangeMin: {told}"


def test_a_list_with_tiers_but_nothing_for_the_month_is_refused() -> None:
    february = {"days": "2/1/2026,2/28/2026"}

    assert problems(an_item(tier="0", until="5", **february), an_item(tier="6", **february)) == [
        "no row is valid in 2026-01"
    ]


def test_a_list_may_include_units() -> None:
    header = CATALOGUE.replace("BillingPlan", "IncludedQuantity")
    row = an_item().replace(",Monthly,", ",12.5,")

    taken(row, header=header, kind="usage")

    assert Price.objects.get().included == Decimal("12.5")


def test_meters_of_third_parties_never_earn_the_credit_and_keep_it_so() -> None:
    usage(an_item(tags="Compute;Third Party"), an_item(sku="02AA,Other", meter=OTHER_METER))
    usage(an_item(tags="Compute", price="0.04"), an_item(sku="02AA,Other", meter=OTHER_METER))

    earning = {sku.sku_id: sku.earns_credit for sku in Sku.objects.exclude(meter_id=None)}
    assert earning == {"012G": False, "02AA": True}
