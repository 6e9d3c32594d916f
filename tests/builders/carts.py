"""What somebody is about to order."""

from __future__ import annotations

from typing import Any

from customers.models import CartItem, Customer, Frequency
from customers.services import carts
from partnercenter.models import User
from pricing.models import Price
from tests.builders.catalogue import AT


def a_cart_item(
    *, customer: Customer, owner: User, price: Price, quantity: int = 2, **fields: Any
) -> CartItem:
    """Put what has this price into the person's cart, for a year billed monthly unless told."""
    choice = carts.Choice(
        availability=price.availability,
        quantity=quantity,
        **{
            "frequency": Frequency.MONTHLY,
            "term_months": 12,
            "auto_renew": True,
            **fields,
        },
    )
    return carts.add(customer=customer, owner=owner, choice=choice, at=AT)
