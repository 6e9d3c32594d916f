"""Living through months: lists that go on by themselves, as the clock would let them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from pricing.models import Availability, PlannedPrice, Price, PriceList
from pricing.services import planned, previews
from tests.pricing.price_rows import a_licence, taken

SUITE, PLAN, EXTRA = (
    "6b33c46d-984f-4ac3-aa81-0988dfa0bda5",
    "0f598efe-f330-4d79-b79f-c9480bb7ce3e",
    "195416c1-3447-423a-b37b-ee59a99a19c4",
)


def early(day: date) -> datetime:
    """A quarter past midnight of the day."""
    return datetime.combine(day, time(0, 15), UTC)


def lived(day: date) -> list[PriceList]:
    """Do what the clock does on the day, and return what was published."""
    return [
        price_list
        for run in previews.request_due(on=day, at=early(day))
        for price_list in previews.perform(run=run, at=early(day))
    ]


def a_list(month: date, *rows: str, **asked: Any) -> PriceList:
    """Import a list of licences, of which one costs 4.20, on the first of its month."""
    return taken(*(rows or (a_licence(),)), **{"month": month, "at": early(month), **asked})


def sold(offer: str = SUITE) -> Availability:
    return Availability.objects.get(sku__offer_id=offer)


def planning(
    price: str | None, month: date, *, offer: str = SUITE, on: date, **fields: Any
) -> PlannedPrice:
    return planned.plan(
        availability=sold(offer),
        from_month=month,
        unit_price=None if price is None else Decimal(price),
        at=early(on),
        **fields,
    )


def told(price_list: PriceList) -> list[tuple[str, Decimal, str]]:
    """Return offer, price and change of a list."""
    return list(
        price_list.prices.order_by("availability__sku__offer_id").values_list(
            "availability__sku__offer_id", "unit_price", "status"
        )
    )


def cost(day: date, offer: str = SUITE) -> Decimal | None:
    """Return what an offer costs on the day."""
    found = Price.objects.on(day).filter(availability__sku__offer_id=offer)
    return found.values_list("unit_price", flat=True).first()
