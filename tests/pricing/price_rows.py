"""Price lists as files, row by row."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from pricing.models import PriceList
from pricing.services import price_lists
from tests.builders import AT

JANUARY = date(2026, 1, 1)
LICENSES = (
    "Status,Valid-From Date,Valid-To Date,Offer Display Name,Offer ID,License Agreement Type,"
    "Purchase Unit,Secondary License Type,End Customer Type,List Price,ERP Price,Material"
)
OFFER = "6b33c46d-984f-4ac3-aa81-0988dfa0bda5"
CATALOGUE = (
    "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,"
    "BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,"
    "EffectiveStartDate,EffectiveEndDate,MeterIds,MeterType,Tags,ERP Price,Segment"
)
METER, OTHER_METER = (
    "d7de6d20-e219-4bcd-8a84-8be1b742a087",
    "4750f825-de58-4e4e-995e-b4ea89bcc9d0",
)


def a_licence(
    *,
    days: str = "2/1/2025,12/31/9999",
    title: str = "Suite Start",
    offer: str = OFFER,
    who: str = "Corporate,1 Month,Non-specific,Corporate",
    price: str = "4.20,4.96",
    status: str = "U",
) -> str:
    return f"{status},{days},{title},{offer},{who},{price},KV0101"


def an_item(
    *,
    product: str = "Compute,DZHPHEKYFNRS",
    sku: str = "012G,G1 1 vCPU",
    market: str = "",
    currency: str = "EUR",
    price: str = "0.0383",
    tier: str = "0",
    until: str = "",
    days: str = "1/1/2026,1/31/2026",
    meter: str = METER,
    tags: str = "",
) -> str:
    return (
        f"{product},{sku},Kelvarra,,1 Hour,,Monthly,{market},{currency},{price},{tier},"
        f"{until},{days},{meter},Hours,{tags},0.0452,Commercial"
    )


def taken(*rows: str, header: str = LICENSES, **asked: Any) -> PriceList:
    values = {"kind": "license", "month": JANUARY, "currency": "EUR", "at": AT, **asked}
    content = "\n".join([header, *rows]).encode()
    return price_lists.take_in(file=io.BytesIO(content), name="list.csv", **values)


def usage(*rows: str, **asked: Any) -> PriceList:
    return taken(*rows, header=CATALOGUE, kind="usage", **asked)
