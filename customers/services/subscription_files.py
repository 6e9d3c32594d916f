"""Taking in purchases from a file: orders, subscriptions, first terms and first events."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from customers.models import Status
from customers.services import subscription_file_sql as sql
from customers.services.subscription_file_checks import CHECKS
from partnercenter import audit
from partnercenter.intake import Column, Layout, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import COUNT, DAY, FLAG, GUID, choice, text
from partnercenter.models import User
from pricing.engine.kinds import KINDS

TERMS = {"P1M": 1, "P1Y": 12, "P3Y": 36}
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

    Each is bought on its StartDate at the price in force that day, in the partner's currency,
    for the customer's segment (domain 10.7); that price is guaranteed for the first term
    (domain 10.6). An add-on stands below its base. Raises NotTakenIn.
    """
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    execute("DROP TABLE IF EXISTS pg_temp.bought", {})
    execute(sql.BOUGHT, {})
    staged.require(*CHECKS)
    proration = {code: kind.PRORATION for code, kind in KINDS.items()}
    params = {
        "at": at,
        "by": by and by.pk,
        "proration": json.dumps(proration),
        "status": Status.ACTIVE,
    }
    execute(sql.ORDERS, params)
    count = execute(sql.SUBSCRIPTIONS, params)
    for statement in (sql.BASES, sql.PURCHASES, sql.FIRST_TERMS):
        execute(statement, params)
    audit.record("subscriptions.imported", name, at=at, by=by, subscriptions=count)
    return count
