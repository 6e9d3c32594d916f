"""What must hold of the partner of a purchase: it is active, and the reseller of record is its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import PartnerKind
from customers.services.partners import CLOSED
from partnercenter.intake import Check

# The state of a partner now decides, whatever the day of the purchase (domain 3.3).
BUYERS = Check(
    f"""
    SELECT b.line, b.reseller_mpn_id, found.code
    FROM bought b JOIN customers_customer c ON c.id = b.customer_id
    JOIN customers_partner p ON p.id = c.partner_id
    LEFT JOIN customers_reseller r ON r.partner_id = p.id AND r.mpn_id = b.reseller_mpn_id
    CROSS JOIN LATERAL (VALUES
        (nullif(p.state, 'active')),
        (CASE WHEN b.reseller_mpn_id = '' THEN NULL
            WHEN p.kind <> '{PartnerKind.INDIRECT_PROVIDER.value}' THEN 'direct'
            WHEN r.id IS NULL THEN 'stranger'
            WHEN NOT r.is_active THEN 'stopped' END)
    ) AS found (code)
    """,
    {
        **{state: ("customer_id", words) for state, words in CLOSED.items()},
        "direct": (
            "reseller_mpn_id",
            _("only an indirect provider names a reseller of record"),
        ),
        "stranger": (
            "reseller_mpn_id",
            _("no reseller of this partner has the MPN id %(reseller_mpn_id)s"),
        ),
        "stopped": (
            "reseller_mpn_id",
            _("the reseller with MPN id %(reseller_mpn_id)s does not sell any more"),
        ),
    },
)
# For the rows of a file of changes, on its table ``timeline``: as for single ones.
GROWING = Check(
    """
    SELECT t.line, CASE WHEN t.action = 'set_quantity' AND t.stated > t.quantity_before
        THEN nullif(p.state, 'active') END AS code
    FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
    JOIN customers_customer c ON c.id = s.customer_id
    JOIN customers_partner p ON p.id = c.partner_id
    WHERE t.line > 0
    """,
    {state: ("quantity", words) for state, words in CLOSED.items()},
    whole=True,
)
