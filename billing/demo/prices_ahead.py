"""The demo's next price lists: what the supplier plans, published as previews a month ahead."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from billing.demo.samples import Row, read
from partnercenter.money import EXACT, half_up
from partnercenter.periods import month_of
from pricing.models import Price
from pricing.services import planned, previews


def publish(*, at: datetime) -> None:
    """Plan the prices of the coming month, and publish every list that nobody imported."""
    for row in read("planned.csv"):
        for price in _prices_of(row, at):
            _plan(row, price, at)
    for run in previews.request_due(on=at.date(), at=at):
        previews.perform(run=run, at=at)


def _prices_of(row: Row, at: datetime) -> list[Price]:
    offered = Price.objects.on(at.date()).filter(availability__sku__offer_id=row["OfferId"])
    if row["AgreementType"]:
        offered = offered.filter(availability__agreement_type=row["AgreementType"])
    return list(offered.select_related("availability").order_by("pk"))


def _plan(row: Row, price: Price, at: datetime) -> None:
    changes = row["Percent"] != "removed"
    planned.plan(
        availability=price.availability,
        from_month=month_of(at.date()).end,
        unit_price=_changed(price.unit_price, row["Percent"]) if changes else None,
        erp_price=_changed(price.erp_price, row["Percent"])
        if changes and price.erp_price is not None
        else None,
        note=row["Note"],
        at=at,
    )


def _changed(amount: Decimal, percent: str) -> Decimal:
    return half_up(EXACT.multiply(amount, 1 + Decimal(percent) / 100), 2)
