"""A sales agent at the desk: a customer, a browser, and offers on sale today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import CartItem, Customer
from partnercenter.models import User
from pricing.models import Price
from tests.builders import an_offer, an_offer_rule
from tests.builders.carts import a_cart_item


@dataclass(frozen=True)
class Desk:
    """A sales agent with a customer and a browser."""

    agent: User
    customer: Customer
    client: Client

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"customers:{name}", args=[self.customer.public_id, *args])

    def page(self, name: str, *args: Any, **asked: Any) -> str:
        answer = self.client.get(self.address(name, *args), asked)
        assert answer.status_code == 200
        return " ".join(
            re.sub(r"<[^>]*>", " ", answer.content.decode())
            .replace("\N{NO-BREAK SPACE}", " ")
            .split()
        )

    def put(self, price: Price, **fields: Any) -> CartItem:
        return a_cart_item(customer=self.customer, owner=self.agent, price=price, **fields)

    def order(self, key: object = None, **fields: Any) -> Any:
        return self.client.post(
            self.address("cart_place"), {"key": key or uuid4(), "purchase_order": "PO 7", **fields}
        )


def today() -> date:
    return timezone.now().date()


def on_sale(**offer: Any) -> Price:
    return an_offer(month=today().replace(day=1), **offer)


def software() -> Price:
    return on_sale(title="Backup Server", kind="software", term="", agreement_type="")


def a_base_and_its_add_on() -> tuple[Price, Price]:
    suite, archive = on_sale(title="Suite Start"), on_sale(title="Mail archive", price="1.00")
    archive.availability.sku.secondary_type = "Add-on"
    archive.availability.sku.save()
    month = today().replace(day=1)
    an_offer_rule(suite, month=month)
    an_offer_rule(archive, month=month, depends_on=[suite.availability.sku.offer_id])
    return suite, archive
