"""Which tax a partner's document carries on a day, as the supplier would decide it."""

from __future__ import annotations

from datetime import date

from billing.engine import taxes
from billing.models import Supplier
from billing.queries import parties
from customers.models import Partner


def decision(supplier: Supplier, partner: Partner, *, on: date) -> taxes.TaxDecision:
    """Decide the tax of a document issued on the day; raises NoTaxRate."""
    return taxes.decide(
        seller_country=supplier.country,
        buyer_country=partner.country,
        buyer_vat_number=parties.vat_number(partner, on=on),
        on=on,
        rounding=supplier.tax_rounding,
    )
