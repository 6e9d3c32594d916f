"""Price lists and prices as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partnercenter.money import Money, exactly, half_up
from partnercenter.periods import Period
from pricing.models import Availability, Change, Price, PriceList
from pricing.queries import lists


@dataclass(frozen=True, slots=True)
class Listed:
    """A price list in a list of lists, and whether it counts today."""

    list: PriceList
    standing: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A price in words; ``margin`` is the share of the retail price that stays, in percent."""

    price: Price
    list_price: Money
    retail_price: Money | None
    margin: Decimal | None
    days: Period
    segment: str
    change: str
    tone: str


def listed(price_list: Any, on: date) -> Listed:
    """Return one list of ``lists.published``, which counts its editions in ``place``."""
    corrected = price_list.place > 1
    return Listed(price_list, lists.standing(price_list, on=on, is_corrected=corrected))


def offer(price: Price) -> Offer:
    """Return a price whose list and SKU were fetched with it."""
    currency, retail = price.price_list.currency, price.erp_price
    change, tone = _change(price.status)
    return Offer(
        price=price,
        list_price=Money(price.unit_price, currency),
        retail_price=None if retail is None else Money(retail, currency),
        margin=_margin(price.unit_price, retail),
        days=Period(price.valid_from, price.valid_until),
        segment=_segment(price.availability),
        change=change,
        tone=tone,
    )


def _segment(availability: Availability) -> str:
    """Say who may buy it, and where when not everywhere."""
    agreement, customer = availability.agreement_type, availability.end_customer_type
    words = [agreement, customer if customer != agreement else "", availability.market]
    return ", ".join(word for word in words if word)


def _margin(list_price: Decimal, retail: Decimal | None) -> Decimal | None:
    """Return (retail - list) / retail in percent, to one decimal (domain 11)."""
    return half_up(exactly((retail - list_price) * 100, retail), 1) if retail else None


def _change(status: str) -> tuple[str, str]:
    """Say how the price compares with the month before; unchanged prices say nothing."""
    return {
        Change.ADD: (_("New"), "good"),
        Change.CHG: (_("Changed"), "info"),
    }.get(Change(status), ("", ""))
