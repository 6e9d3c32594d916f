"""Plain words for the inputs of a bill: what each is called, and what its value says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What an input is called; %(gaps)s are filled from its name.
NAMES: dict[str, Promise] = {
    "event": _("Change %(number)s"),
    "term": _("Term %(number)s"),
    "use": _("Use of %(meter)s, from %(day)s"),
    "use before": _("Use of %(meter)s, earlier"),
    "price": _("Price of %(meter)s, from %(day)s"),
    "price before": _("Prices of %(meter)s, earlier"),
    "rate": _("Exchange rate of %(month)s"),
    "managed": _("Days managed, from %(day)s"),
    "unearning": _("Partner credit on %(meter)s"),
    "setting": _("Rule: %(rule)s"),
    "proration": _("Proration"),
    "currency": _("Billing currency"),
    "pricing_currency": _("Pricing currency"),
    "kind": _("Kind of billing"),
    "anchor": _("Service periods counted from"),
    "invoiced": _("Invoiced before"),
    "amount": _("Amount before tax"),
    "applies_on": _("Applies on"),
    "reason": _("Reason"),
    "offset": _("Line that is refunded"),
    "calculation": _("Rules of calculation"),
    "tax rule": _("Tax"),
    "tax percent": _("Tax rate"),
    "tax rounding": _("Rounding of tax"),
    "tax buyer_vat_number": _("Your VAT id"),
    "tax exemption": _("Certificate of exemption"),
    "tax buyer_country": _("Your country"),
    "tax seller_country": _("The supplier's country"),
}
ACTIONS: dict[str, Promise] = {
    "purchase": _("Bought on %(day)s, quantity %(quantity)s"),
    "set_quantity": _("Quantity %(quantity)s from %(day)s"),
    "suspend": _("Suspended on %(day)s"),
    "reactivate": _("Reactivated on %(day)s, quantity %(quantity)s"),
    "cancel": _("Cancelled on %(day)s"),
    "set_billing_frequency": _("Other billing frequency from %(day)s"),
    "expire": _("Expired on %(day)s"),
}
CYCLES: dict[int, Promise] = {
    0: _("charged once"),
    1: _("charged every month"),
    12: _("charged every year"),
}
PRICED: dict[int, Promise] = {
    1: _("%(price)s a month"),
    12: _("%(price)s a year"),
}
TAXES: dict[str, Promise] = {
    "domestic": _("Domestic rate"),
    "reverse_charge": _("Reverse charge"),
    "no_vat_number": _("Supplier's rate, no validated VAT id"),
    "outside_eu": _("None, outside the European Union"),
    "exempt": _("Exempt under a certificate"),
}
ROUNDINGS: dict[str, Promise] = {
    "document": _("Once a document and rate"),
    "line": _("On every line"),
}
OTHER_DAYS = _("the same, on other days")
OTHER_LINES = _("as much, on other lines")
CORRECTED = _("corrected")
NEW_VERSION = _("changed by a new version of the software")
DOCUMENT = _("The whole document")
