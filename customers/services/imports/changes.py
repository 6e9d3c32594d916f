"""What is to happen to subscriptions today, from a partner's own file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.queries import software
from customers.services import change_files
from customers.services.imports.asked import Asked, fetched
from customers.services.imports.outlook import MOST_SHOWN, Difference, Outlook, RowOutlook
from customers.services.partners import require_open
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, execute
from partnercenter.roles import Permission

LAYOUT = Layout(
    tuple(
        Column(one.header, one.name, one.kind, required=False, filled=False)
        if one.name == "happens_on"
        else one
        for one in change_files.LAYOUT.columns
    )
)
CHECK = Check(
    """
    SELECT t.line, t.public_id, t.happens_on, found.code FROM taken t
    LEFT JOIN (customers_subscription s JOIN customers_customer c
        ON c.id = s.customer_id AND c.partner_id = %(partner)s) ON s.public_id = t.public_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN s.id IS NULL THEN 'unknown' END),
        (CASE WHEN t.happens_on <> %(on)s THEN 'day' END)
    ) AS found (code)
    """,
    {
        "unknown": ("public_id", _("no subscription %(public_id)s is known")),
        "day": ("happens_on", _("a change happens on the day it is made: leave the date empty")),
    },
)
FILL = "UPDATE taken SET happens_on = %(on)s"
# What each permission covers, and the first row of the file that needs it. More of software is
# ordered and less of it cancelled, so the timeline must be known.
IS_SOFTWARE = software.condition("s.availability_id")
NEEDED = f"""
SELECT min(t.line) FILTER (WHERE t.action = 'set_quantity') AS change_licenses,
    min(t.line) FILTER (WHERE t.action IN ('suspend', 'reactivate')) AS manage_subscriptions,
    min(t.line) FILTER (WHERE t.action = 'cancel') AS cancel_subscriptions,
    min(t.line) FILTER (WHERE t.quantity > t.quantity_before AND {IS_SOFTWARE}) AS order_software,
    min(t.line) FILTER (WHERE (t.action = 'cancel' OR t.quantity < t.quantity_before)
        AND {IS_SOFTWARE}) AS cancel_software
FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
WHERE t.line > 0
"""
SHOWN = """
SELECT t.line, s.name, t.action, t.quantity_before, t.quantity,
    c.name AS customer, count(*) OVER () AS total,
    bool_or(t.quantity > t.quantity_before) OVER () AS buys_more
FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
JOIN customers_customer c ON c.id = s.customer_id
WHERE t.line > 0 ORDER BY t.line LIMIT %(most)s
"""

MARK = """
SELECT md5(string_agg(concat_ws('|', line, subscription_id, action, quantity_before, quantity), ','
    ORDER BY line)) AS mark FROM timeline WHERE line > 0
"""


def play(asked: Asked) -> Outlook:
    """Let every row happen today, all or none; raises NotTakenIn and NotOpen."""
    params = {"partner": asked.partner.pk, "on": asked.on, "most": MOST_SHOWN}
    asked.staged.require(CHECK, **params)
    execute(FILL, params)
    count = change_files.play(staged=asked.staged, at=asked.at, by=asked.by)
    for name, row in fetched(NEEDED, {})[0].items():
        asked.require(Permission(name), row)
    shown = fetched(SHOWN, params)
    if shown[0]["buys_more"]:
        require_open(asked.partner)
    audit.record(
        "changes.imported",
        asked.staged.name,
        at=asked.at,
        by=asked.by,
        partner_id=asked.partner.pk,
        changes=count,
    )
    rows = (RowOutlook(row["line"], "changed", row["name"], tuple(_facts(row))) for row in shown)
    return Outlook(changed=count, rows=tuple(rows), mark=fetched(MARK, {})[0]["mark"])


def _facts(row: dict[str, object]) -> list[Difference]:
    facts = [
        Difference("Customer", "", str(row["customer"])),
        Difference("Action", "", str(row["action"])),
    ]
    if row["quantity"] != row["quantity_before"]:
        facts.append(Difference("Quantity", str(row["quantity_before"]), str(row["quantity"])))
    return facts
