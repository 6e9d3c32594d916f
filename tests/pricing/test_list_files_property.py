"""Whatever a price list says, each of its files brings the same content back: the same hash."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercenter.intake import AlreadyTakenIn
from partnercenter.outgoing.formats import FORMATS
from pricing.engine.lists import KINDS, ListKind
from tests.pricing.price_rows import CATALOGUE, LICENSES, taken
from tests.pricing.test_list_files import again, written

pytestmark = pytest.mark.django_db

BEGINNINGS = ["", "'", "''", "=", "+", "-", "@", '"', ",", "＝", "'=", "00", "1E5", "ä"]
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
WORDS = st.builds(lambda start, rest: (start + rest).strip(), st.sampled_from(BEGINNINGS), PLAIN)
TITLES = WORDS.filter(bool)
PRICES = st.decimals("0", "9999999999999", places=18, allow_nan=False, allow_infinity=False)
SHORT_PRICES = st.decimals("0", "999999", places=4, allow_nan=False, allow_infinity=False)
AMOUNTS = st.one_of(PRICES, SHORT_PRICES).map(lambda amount: f"{amount:f}")
DAYS = st.sampled_from(
    ["2025-02-01,9999-12-31", "2026-01-01,", "1/10/2026,1/20/2026", "2026-01-31,2030-06-30"]
)
BOUNDS = st.lists(
    st.decimals("0.5", "999999", places=3, allow_nan=False), max_size=3, unique=True
).map(sorted)


@dataclass(frozen=True)
class Offer:
    """One thing on a list in words that any column may hold."""

    title: str
    other: str
    price: str
    erp: str
    days: str
    segment: str
    bounds: list[Decimal]
    included: str


OFFERS = st.lists(
    st.builds(
        Offer,
        title=TITLES,
        other=WORDS,
        price=AMOUNTS,
        erp=st.one_of(st.just(""), AMOUNTS),
        days=DAYS,
        segment=st.sampled_from(["Corporate", "'Government", "=Academic"]),
        bounds=BOUNDS,
        included=st.sampled_from(["", "0", "12.5", "0.000000000001"]),
    ),
    min_size=1,
    max_size=4,
)


def a_file(kind: ListKind, offers: list[Offer]) -> tuple[str, list[str]]:
    """Return header and rows of a list of these offers."""
    out = io.StringIO()
    write = csv.writer(out)
    for number, offer in enumerate(offers):
        write.writerows(
            _license(number, offer) if kind.layout == "license" else _item(kind, number, offer)
        )
    header = CATALOGUE.replace("MeterType", "MeterType,IncludedQuantity")
    return LICENSES if kind.layout == "license" else header, [out.getvalue()]


def _license(number: int, offer: Offer) -> list[list[str]]:
    who = [offer.segment, "1 Month", offer.other, offer.segment]
    return [
        [
            *("U", *offer.days.split(","), offer.title, str(UUID(int=number + 1))),
            *(*who, offer.price, offer.erp, offer.other),
        ]
    ]


def _item(kind: ListKind, number: int, offer: Offer) -> list[list[str]]:
    """Return a row, and of what is metered a row for each tier."""
    meter = ["", "", ""]
    bounds: list[Decimal | None] = []
    if kind.is_metered:
        meter, bounds = [str(UUID(int=number + 1)), offer.other, offer.included], [*offer.bounds]
    term = "" if kind.is_metered else "P1Y"
    return [
        [
            *(offer.title, f"PRODUCT{number}", "0001", offer.title, offer.other, offer.other),
            *(offer.other, term, offer.other, "", "EUR", offer.price),
            *(f"{low or 0:f}", "" if high is None else f"{high:f}", *offer.days.split(",")),
            *(*meter, offer.other, offer.erp, offer.segment),
        ]
        for low, high in zip([Decimal(0), *bounds], [*bounds, None], strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(offers=OFFERS)
def test_every_file_of_a_list_has_its_content(kind: ListKind, offers: list[Offer]) -> None:
    header, rows = a_file(kind, offers)
    asked: dict[str, Any] = {"header": header, "kind": kind.code}

    with transaction.atomic():
        first = taken(*rows, **asked)
        files = [written(first, one.code) for one in FORMATS]
        for content in files:
            with pytest.raises(AlreadyTakenIn), transaction.atomic():
                again(first, content)
        transaction.set_rollback(True)

    for content in files:
        with transaction.atomic():
            elsewhere = again(first, content)
            assert elsewhere.content_hash == first.content_hash
            transaction.set_rollback(True)
