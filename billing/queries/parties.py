"""Seller and buyer as a document prints them: copied when it is issued, never read later."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.models import Supplier
from customers.models import OnlineCheck, Partner


def vat_number(partner: Partner, *, on: date) -> str:
    """Return the partner's validated VAT id of the day, or nothing.

    An id that an online check found not valid counts no more; one without an answer does.
    """
    validated = partner.tax_registrations.on(on).exclude(validated_at=None)
    found = validated.exclude(online=OnlineCheck.INVALID).first()
    return found.number if found else ""


def seller(supplier: Supplier) -> dict[str, Any]:
    """Return the supplier's particulars."""
    return {
        "name": supplier.name,
        "country": supplier.country,
        "address_lines": [
            supplier.address_line1,
            f"{supplier.postal_code} {supplier.city}",
            supplier.country,
        ],
        "vat_number": supplier.vat_number,
        "registration": supplier.registration,
        "bank_name": supplier.bank_name,
        "iban": supplier.iban,
        "bic": supplier.bic,
        "email": supplier.email,
    }


def buyer(partner: Partner, *, on: date) -> dict[str, Any]:
    """Return the partner's particulars of the day; the VAT id only from its validity on."""
    return {
        "partner_id": str(partner.public_id),
        "name": partner.legal_name,
        "country": partner.country,
        "address_lines": list(
            filter(
                None,
                (
                    partner.address_line1,
                    partner.address_line2,
                    f"{partner.postal_code} {partner.city}".strip(),
                    partner.region,
                    partner.country,
                ),
            )
        ),
        "vat_number": vat_number(partner, on=on),
        "account_number": partner.account_number,
        "mpn_id": partner.mpn_id,
        "language": partner.language,
    }
