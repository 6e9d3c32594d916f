"""Orders from a partner's own file: each row is bought today, rows without an order id together."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.queries import software
from customers.services import purchases
from customers.services.imports.asked import Asked, fetched
from customers.services.imports.outlook import MOST_SHOWN, Difference, Outlook, RowOutlook
from customers.services.subscription_files import LAYOUT as EVERY_COLUMN
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, execute
from partnercenter.roles import Permission

OPTIONAL = ("public_id", "order_id", "starts_on")
LAYOUT = Layout(
    tuple(
        Column(one.header, one.name, one.kind, required=False, filled=False)
        if one.name in OPTIONAL
        else one
        for one in EVERY_COLUMN.columns
    )
)
CHECK = Check(
    """
    SELECT t.line, t.customer_id, t.starts_on, t.order_id, found.code
    FROM taken t
    LEFT JOIN customers_customer c ON c.public_id = t.customer_id AND c.partner_id = %(partner)s
    LEFT JOIN customers_order o ON o.order_id = t.order_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN c.id IS NULL THEN 'customer' END),
        (CASE WHEN t.starts_on <> %(on)s THEN 'day' END),
        (CASE WHEN o.id IS NOT NULL THEN 'order' END)
    ) AS found (code)
    """,
    {
        "customer": ("customer_id", _("no customer %(customer_id)s is known")),
        "day": ("starts_on", _("an order begins on the day it is placed: leave the date empty")),
        "order": ("order_id", _('order "%(order_id)s" cannot be used: leave it empty')),
    },
)
# Rows of one customer without an order id make one order.
FILL = """
UPDATE taken t SET public_id = coalesce(t.public_id, gen_random_uuid()), starts_on = %(on)s,
    order_id = coalesce(nullif(t.order_id, ''), made.order_id)
FROM (
    SELECT customer_id, upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)) AS order_id
    FROM taken GROUP BY customer_id
) made WHERE made.customer_id = t.customer_id
"""
SOFTWARE = f"""
SELECT min(b.line) AS line FROM bought b WHERE {software.condition("b.availability_id")}
"""
SHOWN = """
SELECT b.line, c.name AS customer, b.name, b.quantity, b.order_id, b.currency, p.unit_price
FROM bought b JOIN customers_customer c ON c.id = b.customer_id
LEFT JOIN pricing_price p ON p.id = b.price_id
ORDER BY b.line LIMIT %(most)s
"""
MARK = """
SELECT md5(string_agg(concat_ws('|', line, customer_id, availability_id, price_id, quantity, name,
    currency, term_months, frequency), ',' ORDER BY line)) AS mark FROM bought
"""
PLACED = """
UPDATE customers_order SET placed_at = %(at)s, placed_by_id = %(by)s
WHERE order_id IN (SELECT order_id FROM taken)
"""


def play(asked: Asked) -> Outlook:
    """Buy every row, all or none, at today's prices; raises NotTakenIn."""
    params = {
        "partner": asked.partner.pk,
        "on": asked.on,
        "at": asked.at,
        "by": asked.by.pk,
        "most": MOST_SHOWN,
    }
    asked.require(Permission.PLACE_ORDERS, 1)
    asked.staged.require(CHECK, **params)
    execute(FILL, params)
    count = purchases.make(staged=asked.staged, at=asked.at, by=asked.by)
    asked.require(Permission.ORDER_SOFTWARE, fetched(SOFTWARE, {})[0]["line"])
    execute(PLACED, params)
    audit.record(
        "subscriptions.imported",
        asked.staged.name,
        at=asked.at,
        by=asked.by,
        partner_id=asked.partner.pk,
        subscriptions=count,
    )
    rows = (
        RowOutlook(row["line"], "new", row["name"], tuple(_facts(row)))
        for row in fetched(SHOWN, params)
    )
    return Outlook(new=count, rows=tuple(rows), mark=fetched(MARK, {})[0]["mark"])


def _facts(row: dict[str, Any]) -> list[Difference]:
    facts = [
        Difference("Customer", "", row["customer"]),
        Difference("Quantity", "", str(row["quantity"])),
    ]
    if row["unit_price"] is not None:
        price = f"{row['currency']} {row['unit_price'].normalize():f}"
        facts.append(Difference("Price", "", price))
    return facts
