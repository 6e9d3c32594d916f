"""Who may do what: one row for each role (domain 2.2, with the defaults of 2.3)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may do in the dashboard."""

    SEE_BILLING = "see_billing"
    DOWNLOAD_INVOICES = "download_invoices"
    DOWNLOAD_RECONCILIATION = "download_reconciliation"
    SEE_CUSTOMERS = "see_customers"
    SEE_PRICE_LISTS = "see_price_lists"
    SEE_CONSUMPTION_PRICES = "see_consumption_prices"
    EDIT_BILLING_PROFILE = "edit_billing_profile"
    MANAGE_USERS = "manage_users"


class Role(StrEnum):
    """The roles a partner's people hold; one person may hold several."""

    GLOBAL_ADMIN = "global_admin"
    BILLING_ADMIN = "billing_admin"
    ADMIN_AGENT = "admin_agent"
    SALES_AGENT = "sales_agent"
    HELPDESK_AGENT = "helpdesk_agent"


LABELS: dict[Role, Promise] = {
    Role.GLOBAL_ADMIN: _("Global admin"),
    Role.BILLING_ADMIN: _("Billing admin"),
    Role.ADMIN_AGENT: _("Admin agent"),
    Role.SALES_AGENT: _("Sales agent"),
    Role.HELPDESK_AGENT: _("Helpdesk agent"),
}

P = Permission
_EVERYONE = {P.SEE_BILLING, P.DOWNLOAD_INVOICES, P.SEE_CUSTOMERS, P.SEE_CONSUMPTION_PRICES}
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.GLOBAL_ADMIN: frozenset(Permission),
    Role.BILLING_ADMIN: frozenset(_EVERYONE | {P.DOWNLOAD_RECONCILIATION, P.SEE_PRICE_LISTS}),
    Role.ADMIN_AGENT: frozenset(_EVERYONE | {P.DOWNLOAD_RECONCILIATION, P.SEE_PRICE_LISTS}),
    Role.SALES_AGENT: frozenset(_EVERYONE | {P.SEE_PRICE_LISTS}),
    Role.HELPDESK_AGENT: frozenset(_EVERYONE),
}


def choices() -> list[tuple[str, Promise]]:
    """Return the roles as the choices of a field."""
    return [(role.value, LABELS[role]) for role in Role]
