"""A price list with a problem is refused whole, and every problem is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partnercenter.intake import NotTakenIn
from pricing.models import PriceList, Product
from pricing.services import price_lists
from tests.pricing.price_rows import (
    CATALOGUE,
    METER,
    OTHER_METER,
    a_licence,
    an_item,
    taken,
    usage,
)

pytestmark = pytest.mark.django_db


def problems(refused: pytest.ExceptionInfo[NotTakenIn]) -> list[str]:
    assert not PriceList.objects.exists()
    assert not Product.objects.exists()
    return [str(problem) for problem in refused.value.problems]


def test_rows_that_overlap_are_told_with_both_rows() -> None:
    with pytest.raises(NotTakenIn) as refused:
        taken(
            a_licence(days="1/1/2026,1/31/2026"),
            a_licence(days="1/1/2026,1/31/2026", who="Academic,1 Month,,Student"),
            a_licence(days="1/31/2026,2/28/2026", price="1e5,"),
            a_licence(days="1/31/2026,2/28/2026", price="-1,"),
        )

    assert problems(refused) == [
        'row 4, List Price: "1e5" is not a number (13 digits, a full stop and 18 decimals)',
        "row 5, Valid-From Date: the days overlap those of row 2, which prices the same",
        'row 5, List Price: "-1" is negative',
    ]


def test_what_makes_no_sense_is_told() -> None:
    with pytest.raises(NotTakenIn) as refused:
        usage(
            an_item(tier="10"),
            an_item(sku="02AA,Other", currency="USD", market="DE"),
            an_item(sku="03AA,Third", meter=OTHER_METER, days="1/31/2026,1/1/2026"),
            an_item(sku="04AA,Fourth", meter="none"),
            market="NL",
        )

    assert problems(refused) == [
        "row 2, PricingTierRangeMin: the first tier of a price begins at 0 or 1, not at 10",
        'row 3, Market: "DE" is not the list\'s market NL',
        'row 3, Currency: "USD" is not the list\'s currency EUR',
        "row 4, EffectiveEndDate: the last day is before the first day",
        'row 5, MeterIds: "none" is not a GUID',
    ]


def test_a_meter_belongs_to_one_sku_and_a_sku_to_one_meter() -> None:
    with pytest.raises(NotTakenIn) as refused:
        usage(
            an_item(),
            an_item(sku="02AA,Other"),
            an_item(meter=OTHER_METER, days="2/1/2026,2/28/2026"),
        )

    assert problems(refused) == [
        "row 3, MeterIds: meter d7de6d20-e219-4bcd-8a84-8be1b742a087 is of another SKU in row 2",
        "row 4, SkuId: SKU DZHPHEKYFNRS:012G stands for something else in row 2",
    ]


def test_ids_that_are_known_keep_their_meaning() -> None:
    usage(an_item(), an_item(sku="02AA,Other", meter=OTHER_METER))
    taken(an_item(product="Server,DZHSERVER000", meter=""), header=CATALOGUE, kind="software")

    with pytest.raises(NotTakenIn) as refused:
        usage(
            an_item(sku="012G,G1", meter=OTHER_METER),
            an_item(sku="05AA,New"),
            an_item(product="Server,DZHSERVER000", sku="06AA,New", meter=METER.replace("d", "e")),
            month=date(2026, 2, 1),
        )

    assert [str(problem) for problem in refused.value.problems] == [
        "row 2, SkuId: SKU DZHPHEKYFNRS:012G is known with another meter or offer",
        "row 3, MeterIds: meter d7de6d20-e219-4bcd-8a84-8be1b742a087 is known as that of another SKU",
        "row 4, SkuId: product DZHSERVER000 is known with billing type one_time",
    ]


def test_another_list_that_prices_the_same_is_named() -> None:
    usage(an_item(market="NL"))

    with pytest.raises(NotTakenIn) as refused:
        usage(an_item(market="NL"), market="NL")

    assert [str(problem) for problem in refused.value.problems] == [
        'row 2: the list "usage EUR 2026-01" prices the same'
    ]


def test_a_list_without_a_row_for_the_month_is_refused() -> None:
    with pytest.raises(NotTakenIn) as refused:
        usage(an_item(), month=date(2026, 3, 1))

    assert problems(refused) == ["no row is valid in 2026-03"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"currency": None}, "A list of this kind does not name its currency: give it."),
        ({"currency": "EUX"}, '"EUX" is not a currency code.'),
        ({"market": "EU"}, '"EU" is not a country code.'),
    ],
)
def test_codes_must_be_codes(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(price_lists.UnknownCode, match=told):
        taken(a_licence(), **asked)
