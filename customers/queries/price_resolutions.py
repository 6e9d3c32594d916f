"""Which price of a subscription applies on a day, and why (domain 10.6, A14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from customers.models import Subscription, SubscriptionChange
from customers.queries import guaranteed_prices, metered_prices
from customers.queries.price_answers import BEFORE, ENDED, STOPS, Resolution
from partnercenter.access import Actor
from partnercenter.roles import Permission
from pricing.engine.activity import Action
from pricing.engine.kinds import METERED

# A purchase begins a term, and a quantity has no price of its own.
NO_CHANGE_OF_PRICE = (Action.PURCHASE, Action.SET_QUANTITY)


def resolution(subscription: Subscription, *, on: date, meter: UUID | None = None) -> Resolution:
    """Return the price of the day and its reason, in a fixed number of queries.

    What ``with_offer`` fetches should have been fetched. ``meter`` is the meter id of what a
    metered plan counts; nothing else is asked for one, and an unknown one is None in the answer.
    """
    changes = list(subscription.changes.order_by("sequence"))
    offer = subscription.availability
    told = [change for change in changes if change.on <= on]
    ended_on = _since(told, STOPS)
    answer = Resolution(
        code=ENDED if ended_on else BEFORE if on < subscription.starts_on else "",
        on=on,
        billing_type=offer.sku.product.billing_type,
        priced_in=offer.currency,
        billed_in=subscription.currency,
        quantity=(told[-1] if told else changes[0]).quantity if changes else subscription.quantity,
        starts_on=subscription.starts_on,
        suspended_on=_since(told, (Action.SUSPEND,)),
        ended_on=ended_on,
    )
    if answer.billing_type in METERED:
        answer, days = metered_prices.resolved(answer, subscription, meter)
    else:
        answer, days = guaranteed_prices.resolved(answer, subscription, changes)
    days |= {change.on for change in changes if change.action not in NO_CHANGE_OF_PRICE}
    return replace(
        answer,
        earlier_on=max((day for day in days if day < on), default=None),
        later_on=min((day for day in days if day > on), default=None),
    )


def with_offer() -> tuple[str, ...]:
    """Return the relations of a subscription that ``resolution`` reads."""
    return ("availability__sku__product", "base", "customer__partner")


def may_see_price(actor: Actor, subscription: Subscription) -> bool:
    """Say whether the role may see the prices of what is held (domain 2.2, 2.3).

    Everybody may see those of a consumption plan; licences, purchases and other use ask for the
    price lists.
    """
    if subscription.availability.sku.product.billing_type == "plan":
        return actor.may(Permission.SEE_CONSUMPTION_PRICES)
    return actor.may(Permission.SEE_PRICE_LISTS)


def _since(told: Sequence[SubscriptionChange], actions: Collection[str]) -> date | None:
    """Return the day of the last event when it is one of these."""
    return told[-1].on if told and told[-1].action in actions else None
