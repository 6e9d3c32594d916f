"""Taking in purchases from a file: orders, subscriptions, first terms and first events."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers.services import purchases
from partnercenter import audit
from partnercenter.intake import Column, Layout, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import COUNT, DAY, FLAG, GUID, choice, text
from partnercenter.models import User

TERMS = {"P1M": 1, "P1Y": 12, "P3Y": 36, "P6Y": 72}
CYCLES = {"Monthly": "monthly", "Annual": "annual", "OneTime": "one_time"}
LAYOUT = Layout(
    (
        Column("CustomerId", "customer_id", GUID),
        Column("SubscriptionId", "public_id", GUID),
        Column("OrderId", "order_id", text(40)),
        Column("OfferId", "offer", text(60)),
        Column("SubscriptionName", "name", text(250), filled=False),
        Column("Quantity", "quantity", COUNT),
        Column("StartDate", "starts_on", DAY),
        Column("TermDuration", "term_months", choice(TERMS), filled=False),
        Column("BillingCycle", "frequency", choice(CYCLES)),
        Column("AutoRenew", "auto_renew", FLAG, required=False, filled=False),
        Column("PurchaseOrder", "purchase_order", text(60), required=False, filled=False),
        Column("ParentSubscriptionId", "parent", GUID, required=False, filled=False),
        Column("ResellerMpnId", "reseller_mpn_id", text(20), required=False, filled=False),
    )
)


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> int:
    """Take in new subscriptions, all or none, and return how many.

    Each is bought on its StartDate at the price in force that day, in the currency decided (5.1),
    for the customer's segment (domain 10.7); that price is guaranteed for the first term
    (domain 10.6). An add-on stands below its base. Raises NotTakenIn.
    """
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    count = purchases.make(staged=staged, at=at, by=by)
    audit.record("subscriptions.imported", name, at=at, by=by, subscriptions=count)
    return count
