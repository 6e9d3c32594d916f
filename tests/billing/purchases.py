"""Selling one-time and recurring purchases, buying them, and billing their months."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.models import Invoice
from customers.models import Customer, Subscription
from customers.services import purchases
from customers.services.purchases import Wanted
from partnercenter.periods import month_of
from pricing.models import Product, Sku
from tests.billing.scenes import DECEMBER, NOVEMBER, OCTOBER, billed
from tests.builders import AT, a_price_of, an_offer

BOUGHT = date(2026, 10, 20)


def an_item(*prices: str, policy: str, term: str, months: int = 1, **offer: Any) -> Sku:
    """Something on the lists of October and the months after it, a price for each."""
    first, *later = prices
    sold = {"kind": "software", "term": term, "agreement_type": "", "months": months, **offer}
    found = an_offer(price=first, month=OCTOBER, **sold)
    sku = found.availability.sku
    Product.objects.filter(pk=sku.product_id).update(cancellation=policy)
    for price, month in zip(later, (NOVEMBER, DECEMBER), strict=False):
        currency = found.availability.currency
        a_price_of(sku, price=price, kind="software", month=month, currency=currency)
    return sku


def buy(customer: Customer, sku: Sku, **how: Any) -> Subscription:
    asked = Wanted(offer=sku.offer_id or "", **{"quantity": 1, **how})
    return purchases.purchase(customer=customer, wanted=asked, on=BOUGHT, at=AT)


def of_month(customer: Customer, month: date) -> Invoice:
    (invoice,) = billed(customer.partner, month_of(month), "one_time")
    return invoice


def in_dollars(customer: Customer, price: str = "100.01") -> Subscription:
    item = an_item(
        price, policy="software", term="P1Y", months=12, currency="USD", unit="1 Licence"
    )
    return buy(customer, item, term_months=12, frequency="annual", quantity=3)
