"""The items of an order on record: as each was bought, where it stands, what is still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from billing.queries.explanations import currency_words
from billing.queries.problems import EXPECTED, in_words
from billing.services.next_charges import next_charges
from billing.services.order_previews import Invoiced
from billing.web.undo_words import undo
from customers.models import Partner, Subscription
from customers.queries.first_terms import first_term
from customers.queries.ways import Way
from customers.web.ways import label
from partnercenter.money import Money
from pricing.engine.kinds import METERED
from pricing.queries import units
from pricing.queries.bands import tidy


@dataclass(frozen=True, slots=True)
class Bought:
    """One item of an order: as it was bought, where it stands, what is still to come."""

    subscription: Subscription
    quantity: int
    way: str
    price: Money | None
    unit: str
    by_use: bool
    guaranteed_until: date | None
    first_charge: tuple[Money, ...]
    next: tuple[Invoiced, ...]
    why: str
    undo: str


def coming(
    partner: Partner, held: Sequence[Subscription], at: datetime
) -> tuple[Mapping[int, tuple[Invoiced, ...]], str]:
    """Return what comes on the next invoices by subscription, or why that cannot be told."""
    try:
        return next_charges(partner=partner, subscriptions=held, at=at), ""
    except EXPECTED as missing:
        return {}, in_words(missing)


def bought(
    one: Subscription,
    *,
    charged: Sequence[Money],
    coming: Mapping[int, tuple[Invoiced, ...]],
    on: date,
) -> Bought:
    """Return an item in words; its terms were fetched by ``first_terms.with_terms``."""
    sku, first, changes = one.availability.sku, first_term(one), list(one.changes.all())
    frequency, months = (first.frequency, first.months) if first else _asked(one)
    return Bought(
        subscription=one,
        quantity=changes[0].quantity if changes else one.quantity,
        way=label(Way(frequency, months, None), sku),
        price=tidy(first.price.unit_price, first.price.availability.currency) if first else None,
        unit=units.unit_words(first.price.availability) if first else "",
        by_use=sku.product.billing_type in METERED,
        guaranteed_until=first.until if first else None,
        first_charge=tuple(charged),
        next=coming.get(one.pk, ()),
        why=currency_words(one.currency_decision),
        undo=undo(one, on=on),
    )


def _asked(one: Subscription) -> tuple[str, int]:
    return one.frequency, one.term_months
