"""Who may do what: one row for each permission (domain 2.2, with the defaults of 2.3).

A role has what its row of the vendor's matrix lists, no more: a Global admin is not by itself an
agent for customers, and gives the roles that are missing. An operator who reads the matrix
otherwise names a file in ``ROLES_FILE``; ``partnercenter.grants`` is what everybody asks.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """The roles a partner's people hold; one person may hold several."""

    GLOBAL_ADMIN = "global_admin"
    BILLING_ADMIN = "billing_admin"
    ADMIN_AGENT = "admin_agent"
    SALES_AGENT = "sales_agent"
    HELPDESK_AGENT = "helpdesk_agent"


class Permission(StrEnum):
    """One thing a person may do in the dashboard."""

    SEE_BILLING = "see_billing"
    DOWNLOAD_INVOICES = "download_invoices"
    DOWNLOAD_RECONCILIATION = "download_reconciliation"
    DOWNLOAD_DAILY_USAGE = "download_daily_usage"
    SEE_PRICE_LISTS = "see_price_lists"
    SEE_CONSUMPTION_PRICES = "see_consumption_prices"
    SEE_CUSTOMERS = "see_customers"
    ADD_CUSTOMERS = "add_customers"
    EDIT_CUSTOMERS = "edit_customers"
    SET_BUDGETS = "set_budgets"
    SEE_ORDERS = "see_orders"
    PLACE_ORDERS = "place_orders"
    ORDER_SOFTWARE = "order_software"
    CHANGE_LICENSES = "change_licenses"
    MANAGE_SUBSCRIPTIONS = "manage_subscriptions"
    CANCEL_SUBSCRIPTIONS = "cancel_subscriptions"
    CANCEL_SOFTWARE = "cancel_software"
    CHANGE_FREQUENCY = "change_frequency"
    ASK_QUESTIONS = "ask_questions"
    SEE_REQUESTS = "see_requests"
    REQUEST_TAX_CHANGES = "request_tax_changes"
    REQUEST_CREDITS = "request_credits"
    SEE_BILLING_PROFILE = "see_billing_profile"
    EDIT_BILLING_PROFILE = "edit_billing_profile"
    RECEIVE_INVOICE_MAIL = "receive_invoice_mail"
    MANAGE_USERS = "manage_users"
    SEE_ACTIVITY = "see_activity"


LABELS: dict[Role, Promise] = {
    Role.GLOBAL_ADMIN: _("Global admin"),
    Role.BILLING_ADMIN: _("Billing admin"),
    Role.ADMIN_AGENT: _("Admin agent"),
    Role.SALES_AGENT: _("Sales agent"),
    Role.HELPDESK_AGENT: _("Helpdesk agent"),
}
# What each role is for, in the words of the people who give it (domain 2.1).
SCOPES: dict[Role, Promise] = {
    Role.GLOBAL_ADMIN: _("Users, billing profile, tax, prices and orders of the whole partner"),
    Role.BILLING_ADMIN: _("Invoices, reconciliation, tax and credit requests; sees prices"),
    Role.ADMIN_AGENT: _("Customers, orders, subscriptions and budgets; sees billing"),
    Role.SALES_AGENT: _("Customers, orders, subscriptions and prices"),
    Role.HELPDESK_AGENT: _("Answers customers: finds them, corrects details, changes licences"),
}

P = Permission
GA, BA, AA, SA, HA = Role
EVERYBODY = frozenset(Role)
TABLE: dict[Permission, frozenset[Role]] = {
    P.SEE_BILLING: EVERYBODY,
    P.DOWNLOAD_INVOICES: EVERYBODY,
    P.DOWNLOAD_RECONCILIATION: frozenset({GA, BA, AA}),
    P.DOWNLOAD_DAILY_USAGE: frozenset({BA, AA, SA, HA}),
    P.SEE_PRICE_LISTS: frozenset({GA, BA, AA, SA}),
    P.SEE_CONSUMPTION_PRICES: EVERYBODY,
    P.SEE_CUSTOMERS: EVERYBODY,
    P.ADD_CUSTOMERS: frozenset({GA, AA, SA}),
    P.EDIT_CUSTOMERS: frozenset({GA, SA, HA}),
    P.SET_BUDGETS: frozenset({AA}),
    P.SEE_ORDERS: frozenset({GA, AA, SA}),
    P.PLACE_ORDERS: frozenset({GA, AA, SA}),
    P.ORDER_SOFTWARE: frozenset({GA, AA}),
    P.CHANGE_LICENSES: frozenset({GA, AA, SA, HA}),
    P.MANAGE_SUBSCRIPTIONS: frozenset({GA, AA, SA, HA}),
    P.CANCEL_SUBSCRIPTIONS: frozenset({GA, AA, SA, HA}),
    P.CANCEL_SOFTWARE: frozenset({AA}),
    P.CHANGE_FREQUENCY: frozenset({BA, AA, SA, HA}),
    P.ASK_QUESTIONS: EVERYBODY,
    P.SEE_REQUESTS: frozenset({GA, BA, AA}),
    P.REQUEST_TAX_CHANGES: frozenset({GA, BA}),
    P.REQUEST_CREDITS: frozenset({GA, BA}),
    P.SEE_BILLING_PROFILE: frozenset({GA, BA, AA}),
    P.EDIT_BILLING_PROFILE: frozenset({GA}),
    P.RECEIVE_INVOICE_MAIL: frozenset({GA, BA}),
    P.MANAGE_USERS: frozenset({GA}),
    P.SEE_ACTIVITY: EVERYBODY,
}


def choices() -> list[tuple[str, Promise]]:
    """Return the roles as the choices of a field."""
    return [(role.value, LABELS[role]) for role in Role]
