"""Which tax a partner's document carries on a day, as the supplier would decide it."""

from __future__ import annotations

from datetime import date

from billing.engine import taxes
from billing.models import Invoice, Supplier
from billing.queries import parties
from customers.models import ExemptionKind, Partner


def decision(supplier: Supplier, partner: Partner, *, on: date) -> taxes.TaxDecision:
    """Decide the tax of a document issued on the day; raises NoTaxRate."""
    return taxes.decide(
        seller_country=supplier.country,
        buyer_country=partner.country,
        buyer_vat_number=parties.vat_number(partner, on=on),
        on=on,
        rounding=supplier.tax_rounding,
        exemption=exemption(partner, country=supplier.country, on=on),
    )


def exemption(partner: Partner, *, country: str, on: date) -> str | None:
    """Return the certificate of the partner's VAT exemption in the country on the day.

    None where there is none; a sales-tax exemption is recorded only, as no sales tax is charged.
    """
    held = partner.tax_exemptions.on(on).filter(kind=ExemptionKind.VAT, jurisdiction=country)
    return held.values_list("certificate", flat=True).first()


def was_billed(partner: Partner) -> bool:
    """Say whether a document was issued to the partner: then its account setup is over."""
    return Invoice.objects.issued().filter(partner=partner).exists()
