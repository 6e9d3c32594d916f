"""What is on sale: price lists, offers, meters and the prices they have."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from partnercenter.periods import month_of
from pricing.engine import lists
from pricing.models import Availability, ExchangeRate, Listing, Price, PriceList, Product, Sku
from tests.builders.people import NUMBERS

NOVEMBER = date(2026, 11, 1)
AT = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)


def a_price_list(
    *, kind: str = "license", month: date = NOVEMBER, currency: str = "EUR", **fields: Any
) -> PriceList:
    """Return the list of that kind, month and currency, made when it is not there."""
    number = next(NUMBERS)
    defaults = {
        "content_hash": hashlib.sha256(str(number).encode()).hexdigest(),
        "file_name": f"{kind}_{currency}_{month:%Y-%m}.csv",
        "row_count": 1,
        "published_at": AT,
    }
    key = {"edition": 1, "market": "", **fields}
    return PriceList.objects.get_or_create(
        kind=kind, month=month, currency=currency, **key, defaults=defaults
    )[0]


def an_offer(
    *,
    price: str = "4.00",
    erp: str | None = "4.96",
    title: str = "",
    kind: str = "license",
    month: date = NOVEMBER,
    currency: str = "EUR",
    unit: str = "",
    meter: bool = False,
    **availability: Any,
) -> Price:
    """Make something on sale and return its price; product, SKU and list hang from it."""
    number = next(NUMBERS)
    of_list = lists.BY_CODE[kind]
    title = title or f"Suite Start {number}"
    product = Product.objects.create(
        product_id=f"DZH{number:09d}",
        title=title,
        publisher="Kelvarra Systems",
        billing_type=of_list.billing_type,
    )
    sku = Sku.objects.create(
        product=product,
        sku_id=f"{number:04d}",
        title=title,
        unit=unit,
        offer_id=None if meter else str(uuid5(NAMESPACE_URL, f"offer {number}")),
        meter_id=uuid5(NAMESPACE_URL, f"meter {number}") if meter else None,
    )
    return a_price_of(
        sku, price=price, erp=erp, kind=kind, month=month, currency=currency, **availability
    )


def a_price_of(
    sku: Sku,
    *,
    price: str,
    erp: str | None = None,
    kind: str = "license",
    month: date = NOVEMBER,
    currency: str = "EUR",
    included: str = "0",
    tiers: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> Price:
    """Price one SKU for the days of one month; tiers as (above, unit price)."""
    found = Availability.objects.filter(sku=sku, currency=currency).first()
    days = month_of(month)
    return a_price(
        availability=found
        or Availability.objects.create(
            sku=sku,
            availability_id=f"AV{next(NUMBERS):08d}",
            currency=currency,
            **{"agreement_type": "Corporate", "term": "1 Month", **fields},
        ),
        price_list=a_price_list(kind=kind, month=month, currency=currency),
        valid_from=days.start,
        valid_until=days.end,
        unit_price=Decimal(price),
        erp_price=Decimal(erp) if erp else None,
        included=Decimal(included),
        tiers=[{"above": above, "unit_price": unit_price} for above, unit_price in tiers],
    )


def a_price(**fields: Any) -> Price:
    """Make a price of an availability on a list; it is offered on the days on which it is valid."""
    kept = {
        "listing": a_listing(fields["availability"].sku),
        "offered_from": fields["valid_from"],
        "offered_until": fields["valid_until"],
    }
    return Price.objects.create(**kept, **fields)


def a_listing(sku: Sku) -> Listing:
    """Return the words of a SKU as a list has them."""
    texts = {"SkuTitle": sku.title, "ProductTitle": sku.product.title}
    if sku.product.billing_type == "license":
        texts = {"Offer Display Name": sku.title}
    digest = hashlib.md5(json.dumps(texts).encode()).hexdigest()
    return Listing.objects.get_or_create(sku=sku, digest=digest, defaults={"texts": texts})[0]


def a_usage_plan(*, currency: str = "EUR", offer: str = lists.USAGE_PLAN) -> Availability:
    """Return what metered consumption is bought under; it has no price of its own."""
    plan = next(plan for plan in lists.PLANS if plan.offer_id == offer)
    product, _ = Product.objects.get_or_create(
        product_id=offer.replace("-", ""),
        defaults={"title": plan.title, "billing_type": plan.billing_type},
    )
    sku, _ = Sku.objects.get_or_create(
        product=product,
        sku_id="0001",
        defaults={"title": plan.title, "offer_id": offer},
    )
    return Availability.objects.get_or_create(
        sku=sku,
        currency=currency,
        defaults={"availability_id": f"{plan.availability}{currency}"},
    )[0]


def an_exchange_rate(
    rate: str, *, month: date = NOVEMBER, pricing_currency: str = "USD", currency: str = "EUR"
) -> ExchangeRate:
    """Say what a unit of the pricing currency is worth in the month."""
    return ExchangeRate.objects.create(
        pricing_currency=pricing_currency,
        currency=currency,
        month=month,
        rate=Decimal(rate),
        source="Reference rates",
        published_on=month - timedelta(days=2),
        recorded_at=AT,
    )
