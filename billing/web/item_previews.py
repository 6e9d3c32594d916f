"""What items would be if they were ordered now: prices, currency and why, charges, obstacles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from billing.queries.explanations import currency_words
from billing.queries.problems import EXPECTED, in_words
from billing.services.looks_ahead import looking_ahead
from billing.services.order_previews import Foreseen, Preview, preview
from customers.models import Customer
from customers.services.appraisals import Appraised, appraise
from customers.services.purchases import Item
from partnercenter.intake import NotTakenIn
from partnercenter.money import Money, exactly
from pricing.models import Price
from pricing.queries import units
from pricing.queries.bands import tidy


@dataclass(frozen=True, slots=True)
class Told:
    """One item: its price and what that is for, its currency and why, and what is against it.

    ``times`` is how often the unit price is paid in the whole ``term_months``; ``total`` what
    all of it costs without tax, None below a base, whose term runs already, and of what is by use.
    """

    item: Item
    unit_price: Money | None
    unit: str
    times: Decimal
    total: Money | None
    currency: str
    why: str
    obstacles: tuple[str, ...]
    foreseen: Foreseen | None


@dataclass(frozen=True, slots=True)
class OrderTold:
    """All items by their id; no preview while something stands in the way."""

    of: Mapping[UUID, Told]
    preview: Preview | None
    trouble: str = ""


def told(*, customer: Customer, items: Sequence[Item], at: datetime) -> OrderTold:
    """Return what ordering all of these together at the moment would mean; nothing is kept."""
    on = at.date()
    try:
        with looking_ahead():
            appraised = appraise(customer=customer, items=items, on=on, at=at)
    except EXPECTED as missing:
        return OrderTold(
            {item.public_id: _untold(item) for item in items}, None, in_words(missing)
        )
    found, trouble = None, ""
    if items and not any(one.problems for one in appraised):
        try:
            found = preview(customer=customer, items=items, on=on, at=at)
        except NotTakenIn as refused:
            trouble = str(refused)
        except EXPECTED as missing:
            trouble = in_words(missing)
    prices = Price.objects.select_related("availability__sku__product").in_bulk(
        [one.price_id for one in appraised if one.price_id is not None]
    )
    return OrderTold(
        of={
            item.public_id: _told(
                item,
                one,
                prices.get(one.price_id or 0),
                found.items.get(item.public_id) if found else None,
            )
            for item, one in zip(items, appraised, strict=True)
        },
        preview=found,
        trouble=trouble,
    )


def _told(item: Item, one: Appraised, price: Price | None, foreseen: Foreseen | None) -> Told:
    unit_price = tidy(price.unit_price, price.availability.currency) if price else None
    wanted = item.wanted
    months = price.availability.months if price and wanted.term_months else 1
    times = exactly(Decimal(wanted.term_months or 1), months)
    ends_with_base = item.parent is not None
    free = one.is_trial
    return Told(
        item=item,
        unit_price=None if free else unit_price,
        unit=units.unit_words(price.availability) if price and not free else "",
        times=times,
        total=None
        if free or unit_price is None or ends_with_base
        else (unit_price * times * wanted.quantity).rounded(),
        currency=one.currency,
        why=currency_words(one.decision),
        obstacles=tuple(_sentence(problem.reason) for problem in one.problems),
        foreseen=foreseen,
    )


def _untold(item: Item) -> Told:
    return Told(
        item=item,
        unit_price=None,
        unit="",
        times=Decimal(1),
        total=None,
        currency="",
        why="",
        obstacles=(),
        foreseen=None,
    )


def _sentence(reason: str) -> str:
    """Write a reason of the checks as a sentence."""
    return _("%(reason)s.") % {"reason": reason[:1].upper() + reason[1:]}
