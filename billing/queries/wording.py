"""Plain words for every code a line can carry; a test holds that none is missing."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words import adjustment, license, one_time, plan, shared, usage
from billing.queries.words.meaning import OTHER_TYPE, Meaning

MODULES: tuple[Any, ...] = (license, usage, plan, one_time, adjustment, shared)


def _all(name: str) -> dict[str, Any]:
    return {key: words for module in MODULES for key, words in getattr(module, name, {}).items()}


CHARGE_TYPES: dict[str, Meaning] = _all("CHARGE_TYPES")
REASONS: dict[str, Promise] = _all("REASONS")
RULES: dict[str, Promise] = _all("RULES")
STEPS: dict[str, tuple[Promise, ...]] = _all("STEPS")
ROUNDING: dict[str, Promise] = _all("ROUNDING")
NOTES: dict[str, Promise] = _all("NOTES")

# What a name of a charge type means where it does not mean what it means elsewhere.
OF_TYPE: dict[str, dict[str, Meaning]] = {"plan": plan.CHARGE_TYPES}


def meaning_of(billing_type: str, charge_type: str) -> Meaning:
    """Return what a charge type of a billing type means; something general for an unknown one."""
    own = OF_TYPE.get(billing_type, {})
    return own.get(charge_type) or CHARGE_TYPES.get(charge_type, OTHER_TYPE)


__all__ = ["CHARGE_TYPES", "NOTES", "OTHER_TYPE", "REASONS", "ROUNDING", "RULES", "STEPS"]

TAX_RULES: dict[str, Promise] = {
    "domestic": _(
        "You and the supplier are in the same country (%(seller_country)s), so its standard rate "
        "applies: %(percent)s."
    ),
    "reverse_charge": _(
        "Reverse charge: your VAT id %(buyer_vat_number)s was valid on the invoice date, so the "
        "supplier charges no VAT and you account for it in %(buyer_country)s."
    ),
    "no_vat_number": _(
        "No validated VAT id of yours was on file on the invoice date, so the standard rate of "
        "the supplier's country (%(seller_country)s) applies: %(percent)s. A VAT id counts from the next invoice on."
    ),
    "exempt": _(
        "Exempt from VAT%(certificate)s: your exemption in %(seller_country)s held on the invoice "
        "date, so no VAT is charged."
    ),
    "outside_eu": _(
        "You are in %(buyer_country)s, outside the European Union, so no VAT of "
        "the supplier's country (%(seller_country)s) is charged."
    ),
}
