"""Plain words for why a line is billed in its currency, by the reason code of the decision."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CURRENCY_REASONS: dict[str, Promise] = {
    "legacy": _(
        "Billed in %(currency)s, your own currency, because licences and usage are always billed "
        "in it."
    ),
    "partner_outside": _(
        "Billed in %(currency)s, your own currency, because your country (%(partner_country)s) is "
        "outside the European Union, EFTA and the United Kingdom."
    ),
    "before_phase_one": _(
        "Billed in %(currency)s, the currency of your customer's country (%(customer_country)s), "
        "because it was bought on %(bought_on)s, before %(phase_one)s."
    ),
    "new_customer": _(
        "Billed in %(currency)s, your own currency, because you have had this customer only since "
        "%(phase_one)s or later."
    ),
    "early_tenant": _(
        "Billed in %(currency)s, your own currency, because until %(phase_one)s this customer had "
        "bought nothing one-time or recurring, and its tenant was created on "
        "%(tenant_created_on)s, before %(tenants_since)s."
    ),
    "late_tenant": _(
        "Billed in %(currency)s, the currency of your customer's country (%(customer_country)s), "
        "because you had this customer before %(phase_one)s and its tenant was created on "
        "%(tenant_created_on)s, not before %(tenants_since)s."
    ),
    "bought_before": _(
        "Billed in %(currency)s, the currency of your customer's country (%(customer_country)s), "
        "because this customer had bought something one-time or recurring before %(phase_one)s."
    ),
    "own_currency": _(
        "Billed in %(currency)s, your own currency, because it holds for everything that is "
        "bought since %(own_currency_since)s."
    ),
    "other_existing": _(
        "Billed in %(currency)s, the currency of your customer's country (%(customer_country)s), "
        "because you had this customer before %(phase_one)s and it is not known when its tenant "
        "was created."
    ),
}
