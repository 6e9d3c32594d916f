"""A partner's customers, people, orders and subscriptions as tables that go out as files.

Columns that an import knows have the same names, so that a file comes back and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnercenter.intake.values import quoted
from partnercenter.outgoing import Kind, OutColumn
from partnercenter.roles import LABELS, Permission

ROLE = "CASE m.role {} END".format(
    " ".join(f"WHEN {quoted(role)} THEN {quoted(str(label))}" for role, label in LABELS.items())
)
MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
TERM = (
    "CASE s.term_months WHEN 0 THEN '' WHEN 1 THEN 'P1M' ELSE 'P' || s.term_months / 12 || 'Y' END"
)
CYCLE = (
    "CASE s.frequency WHEN 'monthly' THEN 'Monthly' WHEN 'annual' THEN 'Annual' ELSE 'OneTime' END"
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``source`` is what follows the select, with ``%(partner)s`` for whose it is."""

    code: str
    label: Promise
    permission: Permission
    columns: tuple[OutColumn, ...]
    source: str


CUSTOMERS = Table(
    "customers",
    _("Customers"),
    Permission.SEE_CUSTOMERS,
    (
        OutColumn("CustomerId", "c.public_id"),
        OutColumn("CompanyName", "c.name"),
        OutColumn("DomainName", "c.domain"),
        OutColumn("Country", "c.country"),
        OutColumn("Segment", "initcap(c.segment)"),
        OutColumn("TenantCreatedOn", "c.tenant_created_on", Kind.DAY),
        OutColumn("RelationshipSince", "c.relationship_since", Kind.DAY),
        OutColumn("AddressLine1", "c.address_line1"),
        OutColumn("AddressLine2", "c.address_line2"),
        OutColumn("City", "c.city"),
        OutColumn("Region", "c.region"),
        OutColumn("PostalCode", "c.postal_code"),
        OutColumn("ContactName", "c.contact_name"),
        OutColumn("ContactEmail", "c.contact_email"),
        OutColumn("ContactPhone", "c.contact_phone"),
        OutColumn("ActiveSubscriptions", "coalesce(held.number, 0)", Kind.COUNT),
    ),
    """
    FROM customers_customer c LEFT JOIN (
        SELECT s.customer_id, count(*) AS number FROM customers_subscription s
        JOIN customers_customer o ON o.id = s.customer_id
        WHERE s.status = 'active' AND o.partner_id = %(partner)s GROUP BY s.customer_id
    ) held ON held.customer_id = c.id
    WHERE c.partner_id = %(partner)s ORDER BY c.name, c.id
    """,
)
USERS = Table(
    "users",
    _("Users"),
    Permission.MANAGE_USERS,
    (
        OutColumn("Email", "u.email"),
        OutColumn("FirstName", "u.first_name"),
        OutColumn("LastName", "u.last_name"),
        OutColumn("Roles", "held.roles"),
        OutColumn("Active", "CASE WHEN u.is_active THEN 'TRUE' ELSE 'FALSE' END"),
        OutColumn("InvitedAt", MOMENT.format("u.invited_at")),
        OutColumn("LastSignInAt", MOMENT.format("u.last_login")),
    ),
    f"""
    FROM partnercenter_user u JOIN (
        SELECT m.user_id, string_agg({ROLE}, '; ' ORDER BY m.role) AS roles
        FROM customers_membership m WHERE m.partner_id = %(partner)s GROUP BY m.user_id
    ) held ON held.user_id = u.id
    WHERE NOT u.is_staff AND NOT u.is_superuser ORDER BY u.email
    """,
)
ORDERS = Table(
    "orders",
    _("Orders"),
    Permission.SEE_ORDERS,
    (
        OutColumn("OrderId", "o.order_id"),
        OutColumn("PlacedOn", "o.placed_on", Kind.DAY),
        OutColumn("CustomerId", "c.public_id"),
        OutColumn("CompanyName", "c.name"),
        OutColumn("PurchaseOrder", "o.purchase_order"),
        OutColumn("PlacedBy", "u.email"),
        OutColumn("Subscriptions", "coalesce(held.number, 0)", Kind.COUNT),
    ),
    """
    FROM customers_order o JOIN customers_customer c ON c.id = o.customer_id
    LEFT JOIN partnercenter_user u ON u.id = o.placed_by_id
    LEFT JOIN (
        SELECT s.order_id, count(*) AS number FROM customers_subscription s
        JOIN customers_customer x ON x.id = s.customer_id
        WHERE x.partner_id = %(partner)s GROUP BY s.order_id
    ) held ON held.order_id = o.id
    WHERE c.partner_id = %(partner)s ORDER BY o.placed_on, o.id
    """,
)
SUBSCRIPTIONS = Table(
    "subscriptions",
    _("Subscriptions"),
    Permission.SEE_CUSTOMERS,
    (
        OutColumn("CustomerId", "c.public_id"),
        OutColumn("CompanyName", "c.name"),
        OutColumn("SubscriptionId", "s.public_id"),
        OutColumn("OrderId", "o.order_id"),
        OutColumn("OfferId", "k.offer_id"),
        OutColumn("SubscriptionName", "s.name"),
        OutColumn("Quantity", "s.quantity", Kind.COUNT),
        OutColumn("Status", "s.status"),
        OutColumn("StartDate", "s.starts_on", Kind.DAY),
        OutColumn("TermDuration", TERM),
        OutColumn("BillingCycle", CYCLE),
        OutColumn("AutoRenew", "CASE WHEN s.auto_renew THEN 'TRUE' ELSE 'FALSE' END"),
        OutColumn("TermEndDate", "last.ends_on - 1", Kind.DAY),
        OutColumn("Currency", "s.currency"),
        OutColumn("PurchaseOrder", "o.purchase_order"),
        OutColumn("ParentSubscriptionId", "base.public_id"),
        OutColumn("ResellerMpnId", "s.reseller_mpn_id"),
    ),
    """
    FROM customers_subscription s JOIN customers_customer c ON c.id = s.customer_id
    JOIN customers_order o ON o.id = s.order_id
    JOIN pricing_availability a ON a.id = s.availability_id
    JOIN pricing_sku k ON k.id = a.sku_id
    LEFT JOIN customers_subscription base ON base.id = s.base_id
    LEFT JOIN LATERAL (SELECT t.ends_on FROM customers_term t WHERE t.subscription_id = s.id
        ORDER BY t.number DESC LIMIT 1) last ON true
    WHERE c.partner_id = %(partner)s ORDER BY c.name, c.id, s.starts_on, s.id
    """,
)
TABLES = {table.code: table for table in (CUSTOMERS, USERS, ORDERS, SUBSCRIPTIONS)}


def only(table: Table, rows: QuerySet[Any]) -> tuple[str, dict[str, Any]]:
    """Return the source of a table that has only these rows, and the parameters this takes."""
    wanted, values = rows.order_by().values("pk").query.sql_with_params()
    places = count()
    named = re.sub(r"(?<!%)%s", lambda _: f"%(wanted{next(places)})s", wanted)
    source = table.source.replace(
        "WHERE c.partner_id", f"WHERE c.id IN ({named}) AND c.partner_id"
    )
    return source, {f"wanted{place}": value for place, value in enumerate(values)}
