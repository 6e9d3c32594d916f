"""Rows for tests, made straight through the ORM: each builder makes one thing and what it needs.

The cast: an owner (global admin), a colleague (the role a test asks for) and a stranger, who works
for another partner and must see nothing.
"""

from tests.builders.asked import a_request
from tests.builders.billed import Line, a_document, an_issued_invoice
from tests.builders.catalogue import (
    AT,
    NOVEMBER,
    a_price,
    a_price_list,
    a_price_of,
    a_usage_plan,
    an_exchange_rate,
    an_offer,
)
from tests.builders.estimated import an_estimate
from tests.builders.holdings import a_change, a_subscription, an_order
from tests.builders.people import (
    a_customer,
    a_partner,
    a_prepared_import,
    a_supplier,
    a_tax_registration,
    a_user,
)
from tests.builders.rules import an_offer_matrix, an_offer_rule

__all__ = [
    "AT",
    "NOVEMBER",
    "Line",
    "a_change",
    "a_customer",
    "a_document",
    "a_partner",
    "a_prepared_import",
    "a_price",
    "a_price_list",
    "a_price_of",
    "a_request",
    "a_subscription",
    "a_supplier",
    "a_tax_registration",
    "a_usage_plan",
    "a_user",
    "an_estimate",
    "an_exchange_rate",
    "an_issued_invoice",
    "an_offer",
    "an_offer_matrix",
    "an_offer_rule",
    "an_order",
]
